package dev.cairn.cli.asktell;

import dev.cairn.search.Rules;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line after the first: one of ask, tell, enqueue and best.
 *
 * @param ask how many points are wanted
 * @param explain with ask: say where each point is from and what the model predicts there
 * @param given with ask: values that the points shall have, by parameter
 * @param enqueue a point to be asked before the sampler's
 * @param best true: the best trial so far, or the front
 */
record Request(
        @Nullable Integer ask,
        @Nullable Boolean explain,
        @Nullable Map<String, Object> given,
        @Nullable Tell tell,
        @Nullable Map<String, Object> enqueue,
        @Nullable Boolean best) {
    private static final int MOST = 1000;

    Request {
        Integer count = ask;
        boolean isOther = tell != null || enqueue != null || best != null;
        var rules = new Rules();
        rules.check(
                Stream.of(ask, tell, enqueue, best).filter(Objects::nonNull).count() == 1,
                "",
                () -> "a line must have one of ask, tell, enqueue and best");
        rules.check(
                count == null || count >= 1 && count <= MOST,
                "/ask",
                () -> "ask must be in [1, " + MOST + "] but was " + count);
        rules.check(explain == null || !isOther, "/explain", () -> "explain goes with ask only");
        rules.check(given == null || !isOther, "/given", () -> "given goes with ask only");
        rules.check(best == null || best, "/best", () -> "best must be true or absent");
        rules.hold();
        explain = explain != null && explain;
        given = given == null ? Map.of() : given;
    }
}
