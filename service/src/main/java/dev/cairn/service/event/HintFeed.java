package dev.cairn.service.event;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Says that studies have moved, without saying how, and not how often. */
final class HintFeed implements Feed {
    /** More than so many at once are told as one hint about all studies. */
    private static final int MOST = 1000;

    private final Format format;
    private final Set<Long> moved = new LinkedHashSet<>();
    private boolean all;

    HintFeed(Format format) {
        this.format = format;
    }

    synchronized void moved(long study) {
        if (all || !moved.add(study)) {
            return;
        }
        if (moved.size() > MOST) {
            allMayHaveMoved();
        }
    }

    synchronized void allMayHaveMoved() {
        all = true;
        moved.clear();
    }

    @Override
    public String contentType() {
        return format.contentType();
    }

    @Override
    public synchronized Optional<byte[]> next() {
        var text = new StringBuilder();
        if (all) {
            text.append(format.entry(null, "STUDIES_MOVED", "{}"));
        }
        moved.forEach(study -> text.append(format.entry(null, "STUDY_MOVED", "{\"study\":" + study + "}")));
        all = false;
        moved.clear();
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isOver() {
        return false;
    }

    @Override
    public byte[] heartbeat() {
        return format.heartbeat();
    }
}
