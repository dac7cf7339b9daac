package dev.cairn.service.lease;

import dev.cairn.service.suggestion.Suggestions.Result;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A further trial of a study that an asker waits for. */
record Wish(CompletableFuture<Result> result, long since) {
    /** After so long an asker who is free to choose asks the next study too. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    static Wish of(CompletableFuture<Result> result) {
        return new Wish(result, System.nanoTime());
    }

    boolean isYoung() {
        return System.nanoTime() - since < PATIENCE_NANOS;
    }

    /** Something was made, perhaps for somebody else: its asker is woken and may ask again. */
    boolean isMade() {
        return result.isDone() && !result.isCompletedExceptionally() && result.join() == Result.CREATED;
    }

    boolean cameToNothing() {
        return result.isDone() && !isMade();
    }

    /** Its study comes first; later on whatever is queued will do. */
    boolean hasPrecedence() {
        return !result.isDone() && isYoung();
    }
}
