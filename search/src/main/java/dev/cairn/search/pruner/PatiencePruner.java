package dev.cairn.search.pruner;

import dev.cairn.search.Rules;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Stops a trial that has ceased to improve while it is behind the best completed trial. One that has ceased to improve but
 * leads goes on: a pruned trial is never the study's best, so stopping it would lose what was found.
 *
 * @param patience steps without an improvement before a trial is stopped; 10 when absent
 * @param minImprovement by how much, in the metric's own unit, a trial has to be better than before for it to count; 0 when
 *     absent: anything counts
 */
public record PatiencePruner(
        @Nullable Long patience, @Nullable Double minImprovement) implements Pruner {
    public PatiencePruner {
        patience = patience == null ? 10 : patience;
        minImprovement = minImprovement == null ? 0 : minImprovement;
        long steps = patience;
        double least = minImprovement;
        var rules = new Rules();
        rules.check(steps >= 1, "/patience", () -> "patience must be at least 1 but was " + steps);
        rules.check(
                least >= 0 && least < Double.POSITIVE_INFINITY,
                "/minImprovement",
                () -> "minImprovement must be finite and at least 0 but was " + least);
        rules.hold();
    }

    @Override
    public boolean asks(long previousStep, long step) {
        return step >= patience;
    }

    @Override
    public Verdict judge(Running running, Others others) {
        long step = running.lastStep();
        OptionalDouble before = running.bestBy(step - patience);
        if (before.isEmpty() || running.best() - before.getAsDouble() > minImprovement) {
            return Verdict.CONTINUE;
        }
        OptionalDouble best = others.bestFinal();
        if (best.isEmpty() || running.best() >= best.getAsDouble()) {
            return Verdict.CONTINUE;
        }
        return new Verdict("best so far is " + running.tell(running.best()) + ", no better than " + patience
                + " steps ago, and behind " + running.tell(best.getAsDouble()) + " of the best completed trial");
    }
}
