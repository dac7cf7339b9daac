package dev.cairn.cli.asktell;

import dev.cairn.search.Rules;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.sampler.AutomaticSampler;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.sampler.Sampler;
import dev.cairn.search.space.SearchSpace;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first line: what is searched. The fields are those of a study's specification.
 *
 * @param objectives at least one
 * @param constraints limits on told metrics; none when absent
 * @param sampler AUTOMATIC when absent
 * @param seed fixes every random choice; drawn when absent
 */
record Opening(
        SearchSpace space,
        List<Objective> objectives,
        @Nullable List<OutcomeConstraint> constraints,
        @Nullable Sampler sampler,
        @Nullable Long seed) {
    /** Seeds up to here survive every JSON reader that keeps numbers as doubles. */
    private static final long SEEDS = 1L << 53;

    Opening {
        constraints = constraints == null ? List.of() : List.copyOf(constraints);
        sampler = sampler == null ? AutomaticSampler.DEFAULT : sampler;
        seed = seed == null ? new SecureRandom().nextLong(SEEDS) : seed;
        var rules = new Rules();
        Problem.objections(space, objectives, constraints, sampler)
                .forEach(v -> rules.check(false, v.pointer(), v::message));
        rules.hold();
    }

    Problem problem() {
        return new Problem(space, objectives, constraints, Collections.emptySortedMap());
    }
}
