package dev.cairn.search.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Suggestions one after another, by samplers that look at what was visited and at nothing else. */
final class Batch {
    private Batch() {}

    /** Makes a suggestion. */
    interface Source {
        /**
         * @param i its place in the batch
         * @param visited with the earlier ones of the batch
         */
        Optional<Suggestion> at(int i, Visited visited);
    }

    /** The declared defaults first; ends where nothing is found. */
    static List<Suggestion> of(Problem problem, History history, int count, long number, Source source) {
        Visited visited = Visited.of(history);
        var suggestions = new ArrayList<Suggestion>();
        for (int i = 0; i < count; i++) {
            int place = i;
            Optional<Suggestion> suggestion =
                    Defaults.suggestion(problem, visited, number + i).or(() -> source.at(place, visited));
            if (suggestion.isEmpty()) {
                break;
            }
            visited.add(suggestion.get().point());
            suggestions.add(suggestion.get());
        }
        return suggestions;
    }
}
