package dev.cairn.service.suggestion;

import dev.cairn.api.trial.TrialState;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a sampler may know, told by numbered events alone: the same events always tell the same history. */
@Repository
class Histories {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    Histories(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    private record Told(String type, long trial, long number, Point point, JsonNode payload) {}

    /** A study's history up to and including the event numbered {@code seq}. */
    History upTo(long study, SearchSpace space, long seq) {
        String sql = """
                select e.type, t.id, t.number, t.point, e.payload
                from event e join trial t on t.id = e.trial_id
                where e.study_id = :study and e.seq <= :seq and e.type in ('TRIAL_CREATED', 'TRIAL_ENDED')
                    and t.purpose = 'SEARCH'
                order by e.seq
                """;
        List<Told> events = jdbc.sql(sql)
                .param("study", study)
                .param("seq", seq)
                .query((row, index) -> new Told(
                        row.getString("type"),
                        row.getLong("id"),
                        row.getLong("number"),
                        // JSON does not tell 1 from 1.0; the space does.
                        space.point(json.readValue(row.getString("point"), Point.class)
                                .values()),
                        json.readTree(row.getString("payload"))))
                .list();
        return fold(events);
    }

    private static History fold(List<Told> events) {
        Map<Long, Point> pending = new LinkedHashMap<>();
        List<Observation> observations = new ArrayList<>();
        List<Point> spent = new ArrayList<>();
        for (Told told : events) {
            if (told.type().equals("TRIAL_CREATED")) {
                pending.put(told.trial(), told.point());
                continue;
            }
            pending.remove(told.trial());
            JsonNode end = told.payload();
            switch (TrialState.valueOf(end.path("state").asString())) {
                case COMPLETED -> observations.add(observation(told, completed(end)));
                case INFEASIBLE -> observations.add(observation(told, new Observation.Infeasible()));
                case PRUNED -> {
                    if (end.has("value")) {
                        var pruned = new Observation.Pruned(
                                end.path("step").longValue(), end.path("value").doubleValue());
                        observations.add(observation(told, pruned));
                    } else {
                        spent.add(told.point());
                    }
                }
                default -> spent.add(told.point());
            }
        }
        return new History(observations, List.copyOf(pending.values()), spent);
    }

    private static Observation observation(Told told, Observation.Result result) {
        return new Observation(told.number(), told.point(), result);
    }

    private static Observation.Completed completed(JsonNode end) {
        return new Observation.Completed(numbers(end.path("values")), numbers(end.path("outcomes")), List.of());
    }

    private static List<Double> numbers(JsonNode array) {
        var values = new ArrayList<Double>();
        array.forEach(value -> values.add(value.doubleValue()));
        return values;
    }
}
