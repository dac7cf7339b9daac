package dev.cairn.service.access;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.service.web.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often each caller may call, a bucket each that refills steadily and holds ten seconds' worth. Every replica counts for
 * itself: with n of them a caller may call n times as often. Whoever was silent longest is forgotten, which fills the bucket.
 */
final class RateLimits {
    private static final int REMEMBERED = 10_000;
    private static final double BURST_SECONDS = 10;

    private final double rate;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param left calls that may be made at once, as of {@code at} */
    private record Bucket(double left, long at) {}

    /**
     * @param rate calls a second; 0 for any number
     * @param nanos a clock that only goes forward
     */
    RateLimits(int rate, LongSupplier nanos) {
        this.rate = rate;
        this.nanos = nanos;
    }

    /** @throws ProblemException RATE_LIMITED */
    void count(String caller) {
        if (rate > 0 && !isWithin(caller)) {
            throw ProblemException.of(
                    ProblemCode.RATE_LIMITED,
                    "at most " + Math.round(rate) + " calls a second in the long run, and "
                            + Math.round(rate * BURST_SECONDS) + " at once");
        }
    }

    private synchronized boolean isWithin(String caller) {
        long now = nanos.getAsLong();
        double full = rate * BURST_SECONDS;
        Bucket before = buckets.getOrDefault(caller, new Bucket(full, now));
        double left = Math.min(full, before.left() + (now - before.at()) / 1e9 * rate);
        buckets.put(caller, new Bucket(left < 1 ? left : left - 1, now));
        return left >= 1;
    }
}
