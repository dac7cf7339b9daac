package dev.cairn.search.sampler;

import dev.cairn.search.objective.Objective;
import dev.cairn.search.space.SearchSpace;
import java.util.List;

/** What is searched and for what. The first objective leads where a sampler knows only one. */
public record Problem(SearchSpace space, List<Objective> objectives) {
    public Problem {
        objectives = List.copyOf(objectives);
        if (objectives.isEmpty()) {
            throw new IllegalArgumentException("objectives must not be empty");
        }
    }
}
