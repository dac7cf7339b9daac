package dev.cairn.client.worker;

import dev.cairn.client.ProblemException;
import java.io.UncheckedIOException;
import tools.jackson.core.JacksonException;

/** What the failure of a call means for the worker. */
enum Refusal {
    /** The service, or something between, is away or overloaded: the same call may succeed later. */
    AWAY,
    /** The trial is not ours any more. */
    SUPERSEDED,
    /** The same call will never succeed. */
    FINAL;

    private static final int FIRST_SERVER_ERROR = 500;
    private static final int CONFLICT = 409;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;

    /** Judges what a client threw; anything that is not about the service is thrown on. */
    static Refusal of(RuntimeException thrown) {
        // An answer cut short is no JSON.
        if (thrown instanceof UncheckedIOException || thrown instanceof JacksonException) {
            return AWAY;
        }
        if (thrown instanceof ProblemException refused) {
            int status = refused.problem().status();
            boolean passing = status >= FIRST_SERVER_ERROR || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS;
            return passing ? AWAY : status == CONFLICT ? SUPERSEDED : FINAL;
        }
        throw thrown;
    }
}
