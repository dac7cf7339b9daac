package dev.cairn.search.pruner;

import org.jspecify.annotations.Nullable;

/**
 * A pruner's answer.
 *
 * @param reason why the trial is to stop, a clause for people in the objective's own unit; absent when it goes on
 */
public record Verdict(@Nullable String reason) {
    public static final Verdict CONTINUE = new Verdict(null);

    public boolean stops() {
        return reason != null;
    }
}
