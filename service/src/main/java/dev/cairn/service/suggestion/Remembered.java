package dev.cairn.service.suggestion;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of studies, as read before: those of the studies asked for last, as many as stay below a limit together. Saves
 * reading, changes no answer. Safe for use by many threads.
 */
final class Remembered {
    private final long limitBytes;
    private final Map<Long, Known> studies = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * @param events by their numbers, without a gap among those that a history needs
     * @param seq up to this number
     */
    record Known(List<Told> events, long seq, long bytes) {
        static final Known NOTHING = new Known(List.of(), 0, 0);

        static Known of(List<Told> events, long seq) {
            return new Known(events, seq, events.stream().mapToLong(Told::bytes).sum());
        }
    }

    Remembered(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    synchronized Known of(long study) {
        return studies.getOrDefault(study, Known.NOTHING);
    }

    synchronized void keep(long study, Known known) {
        forget(study);
        if (known.bytes() > limitBytes) {
            return;
        }
        studies.put(study, known);
        bytes += known.bytes();
        Iterator<Known> eldest = studies.values().iterator();
        while (bytes > limitBytes) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    private void forget(long study) {
        Known before = studies.remove(study);
        if (before != null) {
            bytes -= before.bytes();
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}
