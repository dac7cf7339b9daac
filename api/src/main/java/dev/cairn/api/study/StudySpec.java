package dev.cairn.api.study;

import dev.cairn.api.task.Task;
import dev.cairn.search.Rules;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import dev.cairn.search.pruner.NoPruner;
import dev.cairn.search.pruner.Pruner;
import dev.cairn.search.sampler.AutomaticSampler;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.sampler.Sampler;
import dev.cairn.search.space.SearchSpace;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A study as it is sent and as it is stored.
 *
 * @param name unique in its project: letters, digits, dots, dashes and underscores
 * @param labels free text by key, for people
 * @param priority workers that take any study's trials take those of higher priority first; 0 when absent
 * @param seed fixes every random choice; drawn by the service when absent
 * @param task what a worker trains; absent when an outside trainer asks and tells
 * @param objectives at least one
 * @param constraints limits on reported metrics, of the objectives or others; none when absent
 * @param sampler AUTOMATIC when absent
 * @param pruner NONE when absent
 * @param confirmation how the winner is found and tested, with a task that has a test part; the standard when absent
 * @param webhook where the study's end is told; nowhere when absent
 */
public record StudySpec(
        String name,
        @Nullable Map<String, String> labels,
        @Nullable Integer priority,
        @Nullable Long seed,
        @Nullable Task task,
        SearchSpace space,
        List<Objective> objectives,
        @Nullable List<OutcomeConstraint> constraints,
        @Nullable Sampler sampler,
        @Nullable Pruner pruner,
        Budget budget,
        @Nullable RetryRules retry,
        @Nullable ConfirmationRules confirmation,
        @Nullable Webhook webhook) {

    public static final int HIGHEST_PRIORITY = 1000;

    public StudySpec {
        labels = labels == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(labels));
        priority = priority == null ? 0 : priority;
        int rank = priority;
        constraints = constraints == null ? List.of() : List.copyOf(constraints);
        sampler = sampler == null ? AutomaticSampler.DEFAULT : sampler;
        pruner = pruner == null ? new NoPruner() : pruner;
        retry = retry == null ? RetryRules.DEFAULT : retry;
        var rules = new Rules();
        if (rules.present(name, "name")) {
            rules.check(
                    name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
                    "/name",
                    () -> "name must be letters, digits, dots, dashes and underscores, at most 100, but was '" + name
                            + "'");
        }
        rules.check(
                Math.abs((long) rank) <= HIGHEST_PRIORITY,
                "/priority",
                () -> "priority must be in [-" + HIGHEST_PRIORITY + ", " + HIGHEST_PRIORITY + "] but was " + rank);
        rules.present(budget, "budget");
        Problem.objections(space, objectives, constraints, sampler)
                .forEach(v -> rules.check(false, v.pointer(), v::message));
        objectives = objectives == null ? List.of() : List.copyOf(objectives);
        if (task != null && space != null) {
            task.objections(space, objectives, constraints).forEach(v -> rules.check(false, v.pointer(), v::message));
        }
        boolean hasTest = task != null && task.hasTest();
        rules.check(
                confirmation == null || hasTest,
                "/confirmation",
                () -> "confirmation needs a task whose split has a test part");
        confirmation = confirmation == null && hasTest ? ConfirmationRules.DEFAULT : confirmation;
        rules.hold();
        task = task == null ? null : task.within(space);
    }

    /**
     * A study for outside trainers, with the defaults for all the rest.
     *
     * @throws dev.cairn.search.InvalidValueException naming everything that makes no sense
     */
    public static StudySpec of(String name, SearchSpace space, List<Objective> objectives, Budget budget) {
        return new StudySpec(
                name, null, null, null, null, space, objectives, null, null, null, budget, null, null, null);
    }

    public StudySpec withSeed(long drawn) {
        return new StudySpec(
                name,
                labels,
                priority,
                drawn,
                task,
                space,
                objectives,
                constraints,
                sampler,
                pruner,
                budget,
                retry,
                confirmation,
                webhook);
    }

    /** @throws dev.cairn.search.InvalidValueException if no study may have the name */
    public StudySpec withName(String other) {
        return changed(new StudyPatch(other, null, null, null, null));
    }

    /**
     * With what a patch says; all else stays.
     *
     * @throws dev.cairn.search.InvalidValueException if no study may be so
     */
    public StudySpec changed(StudyPatch patch) {
        return new StudySpec(
                patch.name() == null ? name : patch.name(),
                patch.labels() == null ? labels : patch.labels(),
                patch.priority() == null ? priority : patch.priority(),
                seed,
                task,
                space,
                objectives,
                constraints,
                sampler,
                pruner,
                patch.budget() == null ? budget : patch.budget(),
                retry,
                confirmation,
                webhook);
    }

    public Problem problem() {
        return new Problem(space, objectives, constraints, Collections.emptySortedMap());
    }
}
