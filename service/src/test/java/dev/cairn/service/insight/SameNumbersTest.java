package dev.cairn.service.insight;

import static dev.cairn.service.Fixtures.ended;
import static dev.cairn.service.Fixtures.lease;
import static dev.cairn.service.Fixtures.name;
import static dev.cairn.service.Fixtures.report;
import static dev.cairn.service.Fixtures.runAll;
import static dev.cairn.service.Fixtures.study;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.insight.HistoryView;
import dev.cairn.api.insight.ImportanceView;
import dev.cairn.api.insight.ParetoView;
import dev.cairn.api.lease.Lease;
import dev.cairn.api.lease.Outcome;
import dev.cairn.api.lease.Outcome.Result;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.Purpose;
import dev.cairn.api.trial.SuggestionView;
import dev.cairn.api.trial.TrialState;
import dev.cairn.api.trial.TrialView;
import dev.cairn.client.CairnClient;
import dev.cairn.search.importance.PedAnova.Importance;
import dev.cairn.search.sampler.Suggestion.Prediction;
import dev.cairn.search.space.Point;
import dev.cairn.service.TestService;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One study, read by REST, as CSV and by SQL. */
class SameNumbersTest {
    private static final TestService SERVICE = TestService.shared();
    private static final CairnClient CLIENT = SERVICE.client();

    private static StudyView study;
    private static List<TrialView> trials;

    @BeforeAll
    static void runAStudy() {
        study = CLIENT.studies()
                .create(study(name(), 24, "\"seed\": 3, \"sampler\": {\"type\": \"GAUSSIAN_PROCESS\"},")
                        .replace(
                                "[{\"metric\": \"loss\"}]",
                                "[{\"metric\": \"loss\"}, {\"metric\": \"size\", \"direction\": \"MAXIMIZE\"}]"));
        runAll(CLIENT, study, SameNumbersTest::run);
        CLIENT.trials()
                .exclude(CLIENT.trials().all(study.id(), Purpose.SEARCH).get(3).id(), true);
        study = CLIENT.studies().get(study.id());
        trials = CLIENT.trials().all(study.id(), Purpose.SEARCH);
    }

    private static void run(Lease lease) {
        double x = x(lease.point());
        CLIENT.leases().report(lease, report(1, x + 1));
        CLIENT.leases().report(lease, report(2, Double.NaN));
        if (lease.trialNumber() % 7 == 0) {
            CLIENT.leases().finish(lease, ended(Result.INFEASIBLE, FailureCause.DIVERGED));
        } else {
            double size = lease.trialNumber() % 5;
            CLIENT.leases()
                    .finish(
                            lease,
                            new Outcome(
                                    Result.COMPLETED,
                                    null,
                                    Map.of("loss", x * x + 1 / 3.0, "size", size, "ratio", size / 0),
                                    null,
                                    null,
                                    null,
                                    null));
        }
    }

    /** JSON does not tell 1 from 1.0. */
    private static double x(Point point) {
        return ((Number) Objects.requireNonNull(point.get("x"))).doubleValue();
    }

    private static List<List<Object>> sql(String query) {
        try (Connection reader = SERVICE.database().connectAsReader();
                Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery(query.formatted(study.id()))) {
            var all = new ArrayList<List<Object>>();
            while (rows.next()) {
                var row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getObject(i));
                }
                all.add(row);
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private static List<Map<String, String>> csv() {
        String text = SERVICE.send(HttpRequest.newBuilder(
                                SERVICE.url().resolve("/api/v1/studies/" + study.id() + "/trials?format=csv"))
                        .GET())
                .body();
        List<String[]> lines = text.lines().map(line -> line.split(",", -1)).toList();
        return lines.stream()
                .skip(1)
                .map(line -> {
                    var row = new TreeMap<String, String>();
                    for (int i = 0; i < line.length; i++) {
                        row.put(lines.get(0)[i], line[i]);
                    }
                    return (Map<String, String>) row;
                })
                .toList();
    }

    private static @Nullable Double number(String text) {
        return text.isEmpty() ? null : Double.valueOf(text);
    }

    @Test
    void trialsAreTheSame() {
        List<List<Object>> rows = sql("""
                select trial_number, trial_id, state, purpose, origin, excluded, cause, seed, value
                from bi.trial where study_id = %d order by trial_number""");

        assertThat(trials).hasSize(24);
        assertThat(rows)
                .isEqualTo(trials.stream()
                        .map(t -> row(
                                t.number(),
                                t.id(),
                                t.state().name(),
                                t.purpose().name(),
                                t.origin().name(),
                                t.excluded(),
                                t.cause() == null ? null : t.cause().name(),
                                t.seed(),
                                t.values() == null ? null : t.values().get(0)))
                        .toList());
        assertThat(rows)
                .isEqualTo(csv().stream()
                        .map(t -> row(
                                Long.valueOf(t.get("number")),
                                Long.valueOf(t.get("id")),
                                t.get("state"),
                                t.get("purpose"),
                                t.get("origin"),
                                Boolean.valueOf(t.get("excluded")),
                                t.get("cause").isEmpty() ? null : t.get("cause"),
                                Long.valueOf(t.get("seed")),
                                number(t.get("metrics.loss"))))
                        .toList());
    }

    @Test
    void pointsAreTheSame() {
        List<List<Object>> rows = sql("""
                select trial_number, max(real_value) filter (where parameter = 'x'),
                    max(text_value) filter (where parameter = 'kind'), max(integer_value) filter (where parameter = 'depth')
                from bi.trial_parameter where study_id = %d group by trial_number order by trial_number""");

        assertThat(rows)
                .isEqualTo(trials.stream()
                        .map(t -> row(
                                t.number(),
                                x(t.point()),
                                t.point().get("kind"),
                                t.point().get("depth")))
                        .toList());
        assertThat(rows)
                .isEqualTo(csv().stream()
                        .map(t -> row(
                                Long.valueOf(t.get("number")),
                                number(t.get("point.x")),
                                t.get("point.kind"),
                                t.get("point.depth").isEmpty() ? null : Long.valueOf(t.get("point.depth"))))
                        .toList());
    }

    @Test
    void metricsAreTheSameAlsoWhereTheyAreNotNumbers() {
        List<List<Object>> rows = sql("""
                select trial_number, metric, value from bi.trial_metric where study_id = %d order by trial_number, metric""");

        assertThat(rows).anySatisfy(row -> assertThat(row.get(2)).isEqualTo(Double.NaN));
        assertThat(rows)
                .isEqualTo(trials.stream()
                        .filter(t -> t.metrics() != null)
                        .flatMap(t -> new TreeMap<>(t.metrics())
                                .entrySet().stream().map(m -> row(t.number(), m.getKey(), m.getValue())))
                        .toList());
        assertThat(csv())
                .allSatisfy(t -> assertThat(rows.stream()
                                .filter(row -> row.get(0).equals(Long.valueOf(t.get("number"))))
                                .filter(row -> row.get(1).equals("ratio"))
                                .map(row -> row.get(2))
                                .findFirst()
                                .orElse(null))
                        .isEqualTo(number(t.get("metrics.ratio"))));
    }

    @Test
    void theStudyIsTheSame() {
        TrialView best = Objects.requireNonNull(study.best());

        assertThat(sql("""
                select state, trials_completed, trials_infeasible, best_trial_id, best_value, metric, direction
                from bi.study where study_id = %d"""))
                .containsExactly(row(
                        study.state().name(),
                        study.trials().get(TrialState.COMPLETED),
                        study.trials().get(TrialState.INFEASIBLE),
                        best.id(),
                        Objects.requireNonNull(best.values()).get(0),
                        "loss",
                        "MINIMIZE"));
    }

    @Test
    void curvesAreTheSame() {
        for (TrialView trial : trials) {
            List<Measurement> curve = CLIENT.trials().curve(trial.id());

            assertThat(sql("select step, value from bi.metric_point where study_id = %d and is_current and trial_id = "
                            + trial.id() + " order by step"))
                    .isEqualTo(curve.stream()
                            .map(point -> row(point.step(), point.metrics().get("loss")))
                            .toList());
        }
    }

    @Test
    void suggestionsAreTheSame() {
        List<List<Object>> rows = sql("""
                select trial_id, suggestion_number, origin, predicted_value, predicted_low, predicted_high, acquisition
                from bi.suggestion where study_id = %d order by trial_id""");

        assertThat(rows).anySatisfy(row -> assertThat(row).doesNotContainNull());
        assertThat(rows)
                .isEqualTo(trials.stream()
                        .map(trial -> {
                            SuggestionView s = CLIENT.trials().suggestion(trial.id());
                            Prediction p = s.prediction();
                            return p == null
                                    ? row(trial.id(), s.number(), s.origin(), null, null, null, null)
                                    : row(
                                            trial.id(),
                                            s.number(),
                                            s.origin(),
                                            p.median(),
                                            p.low(),
                                            p.high(),
                                            p.acquisition());
                        })
                        .toList());
    }

    @Test
    void insightsAreTheSame() {
        ImportanceView importance = CLIENT.insights().importance(study.id());
        var expected = new ArrayList<List<Object>>();
        for (ImportanceView.OfObjective objective : importance.objectives()) {
            for (Importance one : objective.parameters()) {
                expected.add(row(
                        objective.metric(), one.parameter(), one.importance(), importance.seq(), importance.trials()));
            }
        }
        assertThat(sql("""
                select metric, parameter, importance, history_seq, trials
                from bi.parameter_importance where study_id = %d order by objective_number, rank""")).isEqualTo(expected);

        List<ParetoView.Member> front = CLIENT.insights().pareto(study.id()).trials();
        assertThat(sql("""
                select trial_id, max(value) filter (where objective_number = 1), max(value) filter (where objective_number = 2)
                from bi.pareto_front where study_id = %d group by rank, trial_id order by rank"""))
                .isEqualTo(front.stream()
                        .map(one -> row(
                                one.trial(), one.values().get(0), one.values().get(1)))
                        .toList())
                .isNotEmpty();
    }

    @Test
    void theHistoryIsTheSame() {
        HistoryView history = CLIENT.insights().history(study.id());

        assertThat(sql("select trial_number, value, best_value, wall_seconds, training_seconds from bi.study_progress"
                        + " where study_id = %d and metric = 'size' order by ended_at"))
                .isEqualTo(history.objectives().get(1).points().stream()
                        .map(p -> row(p.number(), p.value(), p.best(), p.wallSeconds(), p.trainingSeconds()))
                        .toList())
                .isNotEmpty();
    }

    @Test
    void eventsAreTheSame() {
        assertThat(sql("select seq, type from bi.event where study_id = %d order by seq"))
                .isEqualTo(CLIENT.studies().events(study.id(), 0).items().stream()
                        .map(event -> row(event.seq(), event.type().name()))
                        .toList())
                .isNotEmpty();
    }
}
