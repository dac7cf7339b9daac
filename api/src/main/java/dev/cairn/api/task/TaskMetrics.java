package dev.cairn.api.task;

import dev.cairn.api.NearestWord;
import dev.cairn.search.Violation;
import dev.cairn.search.objective.Objective;
import dev.cairn.search.objective.OutcomeConstraint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The metrics of a task's trials that a study may name.
 *
 * @param whose who reports them, in words
 * @param objectives those that may be an objective; limited may be these, the seconds that training took, the number of the
 *     network's parameters, and how much better it knows what it was trained on than what it is judged by
 */
record TaskMetrics(String whose, List<String> objectives) {
    /** Validation's loss less that of the training part, both of the weights that are kept. */
    private static final String GAP = "gap.loss";

    /** What is named and not reported, with pointers into the study specification. */
    List<Violation> objections(List<Objective> named, List<OutcomeConstraint> limited) {
        var violations = new ArrayList<Violation>();
        check(violations, "/objectives", named.stream().map(Objective::metric).toList(), objectives);
        List<String> limitable = Stream.concat(objectives.stream(), Stream.of("seconds", "parameters", GAP))
                .toList();
        check(
                violations,
                "/constraints",
                limited.stream().map(OutcomeConstraint::metric).toList(),
                limitable);
        return violations;
    }

    private void check(List<Violation> violations, String pointer, List<String> metrics, List<String> known) {
        for (int i = 0; i < metrics.size(); i++) {
            String metric = metrics.get(i);
            if (!known.contains(metric)) {
                violations.add(new Violation(
                        pointer + "/" + i + "/metric",
                        whose + " reports no metric '" + metric + "'" + NearestWord.hint(metric, known) + "; known are "
                                + known));
            }
        }
    }
}
