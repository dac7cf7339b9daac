package dev.cairn.api.lease;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Why a worker that asks gets no trial: of all studies that it asked about the reason that is nearest to work, and these are in
 * that order. The code is stable; the sentence is for people. On the wire: {@code CODE: sentence}.
 */
public enum NoWork {
    BUSY(1, "the next trial is being worked out, or was just given to another worker"),
    BACKING_OFF(1, "what is queued waits for a while, because it failed before"),
    PARALLEL_LIMIT(2, "as many trials are open as may be at once"),
    BUDGET_RESERVED(5, "every trial that remains is being run; one that is lost or preempted comes back"),
    CONFIRMING(5, "the search is over, and other workers repeat its best points or confirm its winner"),
    STOPPING(5, "the search is over, and its running trials are ending"),
    PAUSED(10, "the study is paused"),
    NO_FITTING_DEVICE(10, "what is queued ran out of memory and waits for a worker that offers more"),
    NOT_FITTING(30, "no open study has a task that this worker trains"),
    STUDY_ENDED(60, "the study has ended"),
    NO_STUDY(60, "there is no such study"),
    NOTHING_OPEN(5, "no study is open"),
    NO_DATABASE(5, "the database does not answer"),
    SERVICE_STOPPING(1, "the service is stopping");

    /** The header that carries it. */
    public static final String HEADER = "Cairn-Reason";

    private static final String SEPARATOR = ": ";

    private final int retryAfterSeconds;
    private final String sentence;

    NoWork(int retryAfterSeconds, String sentence) {
        this.retryAfterSeconds = retryAfterSeconds;
        this.sentence = sentence;
    }

    /** When it makes sense to ask again; what is backing off may know better. */
    public Duration retryAfter() {
        return Duration.ofSeconds(retryAfterSeconds);
    }

    public String sentence() {
        return sentence;
    }

    /** What the header says. */
    public String header() {
        return name() + SEPARATOR + sentence;
    }

    /** The code in a header; empty if it is none that this version knows. */
    public static Optional<NoWork> of(String header) {
        return Arrays.stream(values())
                .filter(reason -> header.startsWith(reason + SEPARATOR))
                .findFirst();
    }
}
