package dev.cairn.search.objective;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The trials that no other beats: none of the others is at least as good in every objective and better in one. Kept while
 * trials come in; what a newcomer dominates leaves. Trials with equal values do not dominate each other, so all of them stay:
 * they are different ways to the same result. Not for several threads.
 *
 * <p>A newcomer is compared with the front alone, not with all that came before: n trials take time n times the front's size.
 */
public final class ParetoFront {
    private static final Comparator<Member> BEST_FIRST = ParetoFront::compare;

    private final List<Objective> objectives;
    private final List<Member> members = new ArrayList<>();

    /** @param objectives at least one */
    public ParetoFront(List<Objective> objectives) {
        this.objectives = List.copyOf(objectives);
        if (objectives.isEmpty()) {
            throw new IllegalArgumentException("objectives must not be empty");
        }
    }

    /** @param values one per objective, in the objective's own direction */
    public record Entry(long id, List<Double> values) {
        public Entry {
            values = List.copyOf(values);
        }
    }

    private record Member(Entry entry, double[] scores) {
        boolean dominates(Member other) {
            boolean better = false;
            for (int i = 0; i < scores.length; i++) {
                if (scores[i] < other.scores[i]) {
                    return false;
                }
                better |= scores[i] > other.scores[i];
            }
            return better;
        }
    }

    /**
     * Takes a trial.
     *
     * @param values one finite value per objective
     * @param feasible whether it keeps every outcome constraint; one that does not never belongs to the front
     * @return whether it belongs to the front now
     */
    public boolean add(long id, List<Double> values, boolean feasible) {
        if (values.size() != objectives.size() || !values.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "values must be finite and " + objectives.size() + ", one per objective, but were " + values);
        }
        var newcomer = new Member(new Entry(id, values), scores(values));
        if (!feasible || members.stream().anyMatch(member -> member.dominates(newcomer))) {
            return false;
        }
        members.removeIf(newcomer::dominates);
        members.add(newcomer);
        return true;
    }

    /** Best first objective first, of equals best second, and so on, at last by id: whatever the order they came in. */
    public List<Entry> entries() {
        return members.stream().sorted(BEST_FIRST).map(Member::entry).toList();
    }

    private double[] scores(List<Double> values) {
        var scores = new double[values.size()];
        for (int i = 0; i < scores.length; i++) {
            // Adding zero turns -0.0, which sorts below 0.0, into 0.0.
            scores[i] = objectives.get(i).score(values.get(i)) + 0.0;
        }
        return scores;
    }

    private static int compare(Member a, Member b) {
        for (int i = 0; i < a.scores().length; i++) {
            int order = Double.compare(b.scores()[i], a.scores()[i]);
            if (order != 0) {
                return order;
            }
        }
        return Long.compare(a.entry().id(), b.entry().id());
    }
}
