package dev.cairn.service.event;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/** Says that studies have moved, without saying how, and not how often. */
final class HintFeed implements Feed {
    /** More than so many at once are told as one hint about all studies. */
    private static final int MOST = 1000;

    private final Format format;
    private final LongPredicate isSeen;
    private final Set<Long> moved = new LinkedHashSet<>();
    private boolean all;

    /** @param isSeen whether the reader may learn of a study; asked by the thread that sends */
    HintFeed(Format format, LongPredicate isSeen) {
        this.format = format;
        this.isSeen = isSeen;
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

    /** What has gathered is taken out first: whoever tells of moves must not wait while it is asked who may see them. */
    @Override
    public Optional<byte[]> next() {
        var text = new StringBuilder();
        Set<Long> gathered;
        synchronized (this) {
            if (all) {
                text.append(format.entry(null, "STUDIES_MOVED", "{}"));
            }
            gathered = new LinkedHashSet<>(moved);
            all = false;
            moved.clear();
        }
        gathered.stream()
                .filter(isSeen::test)
                .forEach(study -> text.append(format.entry(null, "STUDY_MOVED", "{\"study\":" + study + "}")));
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
