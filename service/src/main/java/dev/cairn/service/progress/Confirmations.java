package dev.cairn.service.progress;

import dev.cairn.api.lease.Refit;
import dev.cairn.api.study.ConfirmationView;
import dev.cairn.api.study.ConfirmationView.Candidate;
import dev.cairn.api.study.ConfirmationView.ChosenBy;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.trial.TrialState;
import dev.cairn.search.objective.Objective;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The end of a search with a sealed test part, in rounds: a study that was reopened has one more. Candidates are chosen outside
 * (see {@code suggestion.Candidates}); here their repetitions are awaited, the best of them wins, and the test part is opened for
 * it, unless it was before. All but the views runs in the sequencer's transaction.
 */
@Repository
class Confirmations {
    private static final TypeReference<Map<String, Double>> METRICS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Studies studies;
    private final Repetitions repetitions;

    Confirmations(JdbcClient jdbc, JsonMapper json, Studies studies, Repetitions repetitions) {
        this.jdbc = jdbc;
        this.json = json;
        this.studies = studies;
        this.repetitions = repetitions;
    }

    /** One more round, with candidates to be chosen. */
    void begin(long study) {
        jdbc.sql("""
                        insert into confirmation (study_id, round)
                        select :study, coalesce(max(round), 0) + 1 from confirmation where study_id = :study
                        """).param("study", study).update();
    }

    /** @param chosenBy absent until its candidates are chosen */
    private record Round(int number, @Nullable ChosenBy chosenBy) {}

    private Optional<Round> round(long study, boolean onlyWon) {
        return jdbc.sql("""
                        select c.round, c.chosen_by from confirmation c where c.study_id = :study and (not :onlyWon or exists (
                            select 1 from candidate d where d.study_id = c.study_id and d.round = c.round and d.won))
                        order by c.round desc limit 1
                        """)
                .param("study", study)
                .param("onlyWon", onlyWon)
                .query((row, index) -> new Round(
                        row.getInt("round"),
                        row.getString("chosen_by") == null ? null : ChosenBy.valueOf(row.getString("chosen_by"))))
                .optional();
    }

    /** What follows while a study is CONFIRMING. */
    void goOn(Study study) {
        Round round = round(study.id(), false).orElseThrow();
        if (round.chosenBy() == null) {
            return;
        }
        List<Repeated> candidates = repetitions.of(study.id(), round.number());
        Optional<Repeated> winner = winner(candidates);
        if (winner.isPresent()) {
            endTest(study, winner.get());
        } else if (candidates.stream().allMatch(one -> one.ended() == one.runs().size())) {
            decide(study, round, candidates);
        }
    }

    private static Optional<Repeated> winner(List<Repeated> candidates) {
        return candidates.stream().filter(Repeated::won).findFirst();
    }

    private void decide(Study study, Round round, List<Repeated> candidates) {
        Objective objective = study.spec().objectives().get(0);
        Optional<Repeated> best = candidates.stream()
                .filter(one -> one.isEligible(study.spec().constraints()))
                // Of equals the first in rank.
                .min(Comparator.comparingDouble(one -> -one.score(objective)));
        if (best.isEmpty()) {
            complete(study, without(candidates));
            return;
        }
        Repeated winner = best.get();
        Integer epochs =
                winner.medianEpochs().isPresent() ? winner.medianEpochs().getAsInt() : null;
        jdbc.sql("""
                        update candidate set won = true, epochs = :epochs
                        where study_id = :study and round = :round and trial_id = :winner
                        """)
                .param("study", study.id())
                .param("round", round.number())
                .param("winner", winner.trial())
                .param("epochs", epochs, Types.INTEGER)
                .update();
        if (opening(study.id(), winner.trial()).isPresent()) {
            endTest(study, winner);
        } else {
            openTest(study, winner, epochs);
        }
    }

    private static String without(List<Repeated> candidates) {
        boolean measured = candidates.stream().anyMatch(one -> one.completed() > 0);
        return measured
                ? "no candidate that is not excluded kept the constraints when it was repeated, so there is no test score"
                : "no repetition of the candidates completed, so there is no test score";
    }

    /** One more trial with the winner's point, for the purpose CONFIRM; the opening is recorded with it. */
    private void openTest(Study study, Repeated winner, @Nullable Integer epochs) {
        long number = study.lastTrialNumber() + 1;
        long seed = study.trialSeed(-number);
        var drawn = new SplittableRandom(seed);
        List<Long> seeds = Stream.concat(Stream.of(seed), Stream.generate(() -> drawn.nextLong() >>> 11))
                .distinct()
                .limit(Objects.requireNonNull(
                        Objects.requireNonNull(study.spec().confirmation()).seeds()))
                .toList();
        String sql = """
                with counted as (
                    update study set last_trial_number = :number where id = :study and last_trial_number = :number - 1
                    returning id),
                made as (
                    insert into trial (study_id, number, purpose, origin, point, point_key, seed, refit)
                    select c.id, :number, 'CONFIRM', 'CONFIRMATION', w.point, w.point_key, :seed, :refit::jsonb
                    from counted c, trial w where w.id = :winner
                    returning id, study_id),
                opened as (
                    insert into test_opening (trial_id, study_id, winner_id) select id, study_id, :winner from made)
                insert into event (study_id, type, trial_id, payload, actor)
                select study_id, 'TEST_OPENED', id, jsonb_build_object('winner', :winner::bigint), :actor from made
                """;
        jdbc.sql(sql)
                .param("study", study.id())
                .param("number", number)
                .param("seed", seed)
                .param("refit", json.writeValueAsString(new Refit(epochs, seeds)))
                .param("winner", winner.trial())
                .param("actor", NextStep.ACTOR)
                .update();
    }

    private record Opening(
            long trial,
            TrialState state,
            @Nullable String cause,
            OffsetDateTime openedAt,
            @Nullable String metrics,
            @Nullable String model) {}

    /** The sealed test part's opening for a winner; there is no second one. */
    private Optional<Opening> opening(long study, long winner) {
        return jdbc.sql("""
                        select t.id, t.state, t.cause, o.opened_at, o.metrics,
                            (select encode(f.sha256, 'hex') from artifact f where f.trial_id = t.id and f.kind = 'MODEL'
                                order by f.attempt_id desc limit 1) as model
                        from test_opening o join trial t on t.id = o.trial_id
                        where o.study_id = :study and o.winner_id = :winner
                        """)
                .param("study", study)
                .param("winner", winner)
                .query((row, index) -> new Opening(
                        row.getLong("id"),
                        TrialState.valueOf(row.getString("state")),
                        row.getString("cause"),
                        row.getObject("opened_at", OffsetDateTime.class),
                        row.getString("metrics"),
                        row.getString("model")))
                .optional();
    }

    private void endTest(Study study, Repeated winner) {
        Opening opening = opening(study.id(), winner.trial()).orElseThrow();
        if (!opening.state().isFinal()) {
            return;
        }
        if (opening.state() == TrialState.COMPLETED) {
            storeTestResult(study.id());
            complete(study, null);
        } else {
            // What the search found stands, and says that the test part has no score.
            complete(
                    study,
                    "the confirmation of trial " + winner.number() + " ended " + opening.state()
                            + (opening.cause() == null ? "" : " (" + opening.cause() + ")")
                            + ", so there is no test score");
        }
    }

    private void complete(Study study, @Nullable String without) {
        String reason = without == null ? study.reason() : study.reason() + "; " + without;
        studies.change(study.id(), List.of(StudyState.CONFIRMING), StudyState.COMPLETED, reason, NextStep.ACTOR);
    }

    void storeTestResult(long study) {
        jdbc.sql("""
                        update test_opening o set metrics = t.metrics, completed_at = cairn_now()
                        from trial t where t.id = o.trial_id and o.study_id = :study and o.completed_at is null
                            and t.state = 'COMPLETED'
                        """).param("study", study).update();
    }

    /** The latest round with a winner, so that a test part that was opened stays shown; else the latest. */
    Optional<ConfirmationView> view(Study study) {
        if (study.spec().confirmation() == null) {
            return Optional.empty();
        }
        return round(study.id(), true)
                .or(() -> round(study.id(), false))
                .map(round -> view(study, round, repetitions.of(study.id(), round.number())));
    }

    private ConfirmationView view(Study study, Round round, List<Repeated> candidates) {
        Optional<Repeated> winner = winner(candidates);
        Opening opening =
                winner.flatMap(one -> opening(study.id(), one.trial())).orElse(null);
        return new ConfirmationView(
                round.chosenBy(),
                candidates.stream().map(Confirmations::view).toList(),
                winner.map(Repeated::trial).orElse(null),
                winner.map(Repeated::epochs).orElse(null),
                opening == null ? null : opening.trial(),
                opening == null ? null : opening.openedAt().toInstant(),
                opening == null || opening.metrics() == null ? null : json.readValue(opening.metrics(), METRICS),
                opening == null ? null : opening.model());
    }

    private static Candidate view(Repeated one) {
        return new Candidate(
                one.trial(),
                one.number(),
                one.point(),
                one.observed(),
                one.predicted(),
                one.runs().size(),
                one.ended(),
                one.completed(),
                one.mean().isPresent() ? one.mean().getAsDouble() : null,
                one.deviation().isPresent() ? one.deviation().getAsDouble() : null);
    }
}
