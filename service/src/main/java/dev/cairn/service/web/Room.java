package dev.cairn.service.web;

import java.util.concurrent.atomic.AtomicLong;

/** So many bytes of memory for all. */
final class Room {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    Room(long most) {
        this.most = most;
    }

    /** @return whether there is room for so many more; then they are taken */
    boolean take(int bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void give(int bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
