package dev.cairn.cli.asktell;

import dev.cairn.api.CairnJson;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.search.Violation;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.sampler.Search;
import dev.cairn.search.sampler.Suggestion;
import dev.cairn.search.space.Point;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An opened search. */
final class Session {
    private final Problem problem;
    private final Search search;
    /** Of completed trials by id, with those that the search does not need. */
    private final Map<Long, Map<String, Double>> metrics = new HashMap<>();

    Session(Opening opening) {
        this.problem = opening.problem();
        this.search =
                new Search(problem, Objects.requireNonNull(opening.sampler()), Objects.requireNonNull(opening.seed()));
    }

    /** @throws InvalidValueException with pointers into the request */
    Answer answer(Request request) {
        if (request.ask() != null) {
            return ask(request.ask(), Boolean.TRUE.equals(request.explain()), Objects.requireNonNull(request.given()));
        }
        if (request.tell() != null) {
            return tell(request.tell());
        }
        if (request.enqueue() != null) {
            search.enqueue(point("/enqueue", request.enqueue()));
            return new Answer.Enqueued(true);
        }
        return problem.objectives().size() == 1 ? best() : front();
    }

    private Answer ask(int count, boolean explain, Map<String, Object> given) {
        List<Search.Asked> asked;
        try {
            asked = search.ask(count, given);
        } catch (InvalidValueException e) {
            // The problem calls what is given fixed.
            throw new InvalidValueException(e.violations().stream()
                    .map(v -> new Violation(v.pointer().replaceFirst("^/fixed", "/given"), v.message()))
                    .toList());
        }
        List<Answer.Suggested> suggestions =
                asked.stream().map(one -> suggested(one, explain)).toList();
        return suggestions.size() == count
                ? new Answer.Asked(suggestions, null, null)
                : new Answer.Asked(suggestions, true, search.whyNoMore(given));
    }

    private Answer.Suggested suggested(Search.Asked asked, boolean explain) {
        Suggestion suggestion = asked.suggestion();
        return new Answer.Suggested(
                asked.id(),
                suggestion.point(),
                explain ? suggestion.origin() : null,
                explain ? tree(suggestion.prediction()) : null,
                explain ? suggestion.reason() : null,
                explain ? search.explain(asked.id()).map(Session::tree).orElse(null) : null);
    }

    /** Whatever a value has; a number that is not finite says nothing and is left out. */
    private static @Nullable JsonNode tree(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        JsonNode tree = CairnJson.strict().valueToTree(value);
        prune(tree);
        return tree;
    }

    private static void prune(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            object.removeIf(node -> node.isNumber() && !Double.isFinite(node.doubleValue()));
        }
        tree.forEach(Session::prune);
    }

    private Answer tell(Tell tell) {
        var rules = new Rules();
        rules.nested("/tell", () -> tell.result(problem));
        if (tell.id() == null) {
            rules.nested("", () -> point("/tell/parameters", tell.parameters()));
        } else {
            rules.nested("/tell", () -> search.point(tell.id()));
        }
        rules.hold();
        long id = tell.id() == null ? search.adopt(point("/tell/parameters", tell.parameters())) : tell.id();
        Optional<Observation.Result> result = tell.result(problem);
        if (result.isEmpty()) {
            search.spend(id);
        } else {
            search.tell(id, result.get(), tell.reported(), tell.seconds());
            metrics.put(id, new TreeMap<>(tell.metrics()));
        }
        return new Answer.Told(true, id);
    }

    private Point point(String pointer, @Nullable Map<String, Object> values) {
        try {
            return problem.space().point(Objects.requireNonNull(values));
        } catch (InvalidValueException e) {
            throw new InvalidValueException(
                    e.violations().stream().map(v -> v.under(pointer)).toList());
        }
    }

    private Answer best() {
        Answer.Trial best = search.best().map(this::trial).orElse(null);
        return new Answer.Best(best, best != null ? null : reason());
    }

    private String reason() {
        return problem.constraints().isEmpty()
                ? "no trial has completed"
                : "no trial has completed within the constraints";
    }

    private Answer front() {
        return new Answer.Front(search.front().stream().map(this::trial).toList());
    }

    private Answer.Trial trial(Observation observation) {
        return new Answer.Trial(
                observation.number(), observation.point(), Objects.requireNonNull(metrics.get(observation.number())));
    }
}
