package dev.cairn.service.suggestion;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.trial.ReplayView;
import dev.cairn.api.trial.ReplayView.Computed;
import dev.cairn.api.trial.ReplayView.Difference;
import dev.cairn.api.trial.SuggestionView;
import dev.cairn.search.sampler.Explanation;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.sampler.Sampler;
import dev.cairn.search.sampler.Suggestion;
import dev.cairn.search.sampler.Suggestion.Prediction;
import dev.cairn.search.space.Point;
import dev.cairn.search.space.SearchSpace;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.web.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Shows stored suggestions, and computes them again from what is stored, outside any transaction. */
@Repository
class Replays {
    /** Each may take as long as the suggestion did, and as much memory; suggestions that somebody waits for come first. */
    static final int MOST_AT_ONCE = 2;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Studies studies;
    private final Histories histories;
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);

    Replays(JdbcClient jdbc, JsonMapper json, Studies studies, Histories histories) {
        this.jdbc = jdbc;
        this.json = json;
        this.studies = studies;
        this.histories = histories;
    }

    /** What is stored of a trial's suggestion; empty if its point was not suggested. */
    Optional<SuggestionView> find(long trial) {
        return jdbc.sql("""
                        select g.study_id, g.trial_id, t.point, g.number, g.first_number, g.history_seq, g.sampler,
                            g.sampler_version, g.origin, g.reason, g.prediction, g.explanation, g.computed_at, g.seconds
                        from suggestion g join trial t on t.id = g.trial_id where g.trial_id = :trial
                        """).param("trial", trial).query(this::view).optional();
    }

    private SuggestionView view(ResultSet row, int index) throws SQLException {
        return new SuggestionView(
                row.getLong("trial_id"),
                row.getLong("study_id"),
                json.readValue(row.getString("point"), Point.class),
                row.getLong("number"),
                row.getLong("first_number"),
                row.getLong("history_seq"),
                json.readValue(row.getString("sampler"), Sampler.class),
                row.getInt("sampler_version"),
                row.getString("origin"),
                row.getString("reason"),
                optional(row.getString("prediction"), Prediction.class),
                optional(row.getString("explanation"), Explanation.class),
                row.getObject("computed_at", OffsetDateTime.class).toInstant(),
                row.getDouble("seconds"));
    }

    private <T> @Nullable T optional(@Nullable String text, Class<T> type) {
        return text == null ? null : json.readValue(text, type);
    }

    /**
     * Computes a suggestion again.
     *
     * @throws ProblemException BUSY if as many as are allowed at once are under way
     */
    ReplayView replay(SuggestionView stored) {
        if (!free.tryAcquire()) {
            throw ProblemException.of(ProblemCode.BUSY, MOST_AT_ONCE + " replays are under way here; try again");
        }
        try {
            Study study = studies.find(stored.study())
                    .orElseThrow(() -> ProblemException.notFound("study " + stored.study()));
            // JSON does not tell 1 from 1.0; the space does.
            SearchSpace space = study.spec().space();
            var before = new Computed(
                    space.point(stored.point().values()),
                    stored.origin(),
                    stored.prediction(),
                    stored.samplerVersion());
            Computed again = again(study, stored).orElse(null);
            List<Difference> differences = differences(before, again);
            return new ReplayView(differences.isEmpty(), before, again, differences);
        } finally {
            free.release();
        }
    }

    private Optional<Computed> again(Study study, SuggestionView stored) {
        Problem problem = study.spec().problem();
        History history = histories.stored(study.id(), problem, stored.historySeq());
        int place = Math.toIntExact(stored.number() - stored.firstNumber());
        List<Suggestion> made = stored.sampler()
                .suggest(problem, history, place + 1, study.spec().seed(), stored.firstNumber());
        return made.stream()
                .skip(place)
                .map(one -> new Computed(
                        one.point(),
                        one.origin(),
                        one.prediction(),
                        stored.sampler().version()))
                .findFirst();
    }

    private static List<Difference> differences(Computed stored, @Nullable Computed recomputed) {
        Map<String, Object> before = flat(stored);
        Map<String, Object> after = recomputed == null ? Map.of() : flat(recomputed);
        var pointers = new TreeSet<>(before.keySet());
        pointers.addAll(after.keySet());
        return pointers.stream()
                .filter(pointer -> !Objects.equals(before.get(pointer), after.get(pointer)))
                .map(pointer -> new Difference(pointer, before.get(pointer), after.get(pointer)))
                .toList();
    }

    private static Map<String, Object> flat(Computed computed) {
        var values = new TreeMap<String, Object>();
        computed.point().values().forEach((name, value) -> values.put("/point/" + name, value));
        values.put("/origin", computed.origin());
        values.put("/samplerVersion", computed.samplerVersion());
        Prediction prediction = computed.prediction();
        if (prediction != null) {
            values.put("/prediction/median", canonical(prediction.median()));
            values.put("/prediction/low", canonical(prediction.low()));
            values.put("/prediction/high", canonical(prediction.high()));
            values.put("/prediction/acquisition", canonical(prediction.acquisition()));
        }
        return values;
    }

    /** The database does not tell -0.0 from 0. */
    private static double canonical(double value) {
        return value + 0.0;
    }
}
