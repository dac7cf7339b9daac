package dev.cairn.service.suggestion;

import dev.cairn.api.study.ConfirmationRules;
import dev.cairn.api.study.ConfirmationView.ChosenBy;
import dev.cairn.api.study.StudyState;
import dev.cairn.search.sampler.Observation;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.sampler.Recommendation;
import dev.cairn.search.space.Point;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Chooses which points of a search are repeated at its end. The model is asked outside any transaction, of the numbered events
 * alone, and its answer is written only if nobody was faster and nothing has happened since: however many replicas compute it,
 * each candidate is repeated so often once.
 */
@Repository
class Candidates {
    private static final Logger log = LoggerFactory.getLogger(Candidates.class);

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TransactionTemplate transaction;
    private final Studies studies;
    private final Sequencer sequencer;
    private final Histories histories;

    Candidates(
            JdbcClient jdbc,
            JsonMapper json,
            TransactionTemplate transaction,
            Studies studies,
            Sequencer sequencer,
            Histories histories) {
        this.jdbc = jdbc;
        this.json = json;
        this.transaction = transaction;
        this.studies = studies;
        this.sequencer = sequencer;
        this.histories = histories;
    }

    private boolean areChosen(long study) {
        return jdbc.sql(
                        "select not exists (select 1 from confirmation where study_id = :study and history_seq is null)")
                .param("study", study)
                .query(Boolean.class)
                .single();
    }

    /**
     * Chooses them, unless that is done.
     *
     * @param study with all its events numbered
     * @return whether there is anything new: chosen by us or by a faster replica
     */
    boolean choose(Study study) {
        if (study.state() != StudyState.CONFIRMING || areChosen(study.id())) {
            return false;
        }
        ConfirmationRules rules = Objects.requireNonNull(study.spec().confirmation());
        List<Recommendation> ranked = distinct(ranked(study));
        List<Recommendation> best = ranked.subList(0, Math.min(rules.candidates(), ranked.size()));
        boolean written = Boolean.TRUE.equals(transaction.execute(status -> write(study, best, rules.seeds())));
        log.debug("study {}: {} candidates, written: {}", study.id(), best.size(), written);
        return true;
    }

    private List<Recommendation> ranked(Study study) {
        Problem problem = study.spec().problem();
        List<Observation> observations =
                histories.upTo(study.id(), problem, study.lastEventSeq()).observations();
        try {
            return study.spec().sampler().ranked(problem, observations);
        } catch (RuntimeException e) {
            // The search is over: its result must not be lost because of a model.
            log.error("No model ranks the trials of study {}; what was observed does", study.id(), e);
            return observed(problem, observations);
        }
    }

    private static List<Recommendation> observed(Problem problem, List<Observation> observations) {
        return observations.stream()
                .filter(one ->
                        one.result() instanceof Observation.Completed completed && keepsLimits(problem, completed))
                .sorted(Comparator.comparingDouble(one -> -problem.objectives()
                        .get(0)
                        .score(((Observation.Completed) one.result()).values().get(0))))
                .map(one -> new Recommendation(one, null))
                .toList();
    }

    private static boolean keepsLimits(Problem problem, Observation.Completed completed) {
        for (int i = 0; i < problem.constraints().size(); i++) {
            if (!problem.constraints().get(i).holds(completed.outcomes().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** A point that was measured several times is one candidate. */
    private static List<Recommendation> distinct(List<Recommendation> ranked) {
        Set<Point> seen = new HashSet<>();
        return ranked.stream()
                .filter(one -> seen.add(one.observation().point()))
                .toList();
    }

    /** A candidate and the repetitions it lacks, as the statement that writes them reads them. */
    private record Row(int rank, long number, @Nullable Double predicted) {}

    private record Repetition(long repeats, long number, int repetition, long seed) {}

    /** The sequencer's lock keeps other replicas' choices out; the study's row, that a person ends it meanwhile. */
    private boolean write(Study study, List<Recommendation> best, int seeds) {
        sequencer.keepOut(study.id());
        if (areChosen(study.id())) {
            return false;
        }
        List<Long> trials = best.stream().map(one -> one.observation().number()).toList();
        Map<Long, Long> repeated = repeated(study.id(), trials);
        var repetitions = new ArrayList<Repetition>();
        for (long trial : trials) {
            for (int i = repeated.getOrDefault(trial, 0L).intValue(); i < seeds; i++) {
                long number = study.lastTrialNumber() + repetitions.size() + 1;
                repetitions.add(new Repetition(trial, number, i + 1, study.trialSeed(-number)));
            }
        }
        var rows = new ArrayList<Row>();
        for (Recommendation one : best) {
            rows.add(new Row(rows.size() + 1, one.observation().number(), one.predicted()));
        }
        boolean byModel = best.stream().anyMatch(one -> one.predicted() != null);
        return write(study, byModel ? ChosenBy.MODEL : ChosenBy.SCORE, rows, repetitions);
    }

    /** How often trials were repeated in earlier rounds, by number: that is not done again. */
    private Map<Long, Long> repeated(long study, List<Long> numbers) {
        record Times(long number, long times) {}
        return jdbc
                .sql("""
                        select t.number, count(*) as times from trial t join trial r on r.repeats_id = t.id
                        where t.study_id = :study and t.number = any(:numbers) group by t.number
                        """)
                .param("study", study)
                .param("numbers", numbers.toArray(Long[]::new))
                .query((row, index) -> new Times(row.getLong("number"), row.getLong("times")))
                .list()
                .stream()
                .collect(Collectors.toMap(Times::number, Times::times));
    }

    private boolean write(Study study, ChosenBy by, List<Row> rows, List<Repetition> repetitions) {
        String sql = """
                with counted as (
                    update study set last_trial_number = last_trial_number + :count
                    where id = :study and state = 'CONFIRMING' and last_event_seq = :seq and last_trial_number = :last
                    returning id, parallel_limit),
                won as (
                    update confirmation c set history_seq = :seq, chosen_by = :by, chosen_at = cairn_now()
                    from counted s where c.study_id = s.id and c.history_seq is null returning c.study_id, c.round),
                chosen as (
                    insert into candidate (study_id, round, rank, trial_id, predicted)
                    select w.study_id, w.round, r.rank, t.id, r.predicted
                    from won w, jsonb_to_recordset(:rows::jsonb) as r (rank int, number bigint, predicted double precision)
                        join trial t on t.study_id = :study and t.number = r.number
                    returning trial_id, rank),
                made as (
                    insert into trial (study_id, number, purpose, origin, point, point_key, seed, repeats_id, repetition,
                        not_before)
                    select s.id, r.number, 'REPEAT', 'CONFIRMATION', t.point, t.point_key, r.seed, t.id, r.repetition,
                        case when s.parallel_limit is null then cairn_now() else 'infinity' end
                    from counted s, jsonb_to_recordset(:repetitions::jsonb)
                            as r (repeats bigint, number bigint, repetition int, seed bigint)
                        join trial t on t.study_id = :study and t.number = r.repeats
                    order by r.number
                    returning id, study_id, number, repeats_id)
                insert into event (study_id, type, trial_id, payload, actor)
                select id, 'CANDIDATES_CHOSEN', null::bigint, jsonb_build_object('chosenBy', :by::text, 'candidates',
                    (select jsonb_agg(trial_id order by rank) from chosen)), 'service' from counted
                union all
                (select study_id, 'TRIAL_CREATED', id, jsonb_build_object('repeats', repeats_id), 'service'
                    from made order by number)
                """;
        return jdbc.sql(sql)
                        .param("study", study.id())
                        .param("count", repetitions.size())
                        .param("seq", study.lastEventSeq())
                        .param("last", study.lastTrialNumber())
                        .param("by", by.name())
                        .param("rows", json.writeValueAsString(rows))
                        .param("repetitions", json.writeValueAsString(repetitions))
                        .update()
                > 0;
    }
}
