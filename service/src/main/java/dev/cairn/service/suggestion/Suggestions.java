package dev.cairn.service.suggestion;

import dev.cairn.api.study.StudyState;
import dev.cairn.search.sampler.Explanation;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.sampler.Sampler;
import dev.cairn.search.sampler.Suggestion;
import dev.cairn.search.space.Point;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes new trials out of suggestions. The points are computed outside any transaction from the numbered events and the
 * first one's number, and written only if that number is still the study's: the loser of a race discards its work.
 */
@Component
public class Suggestions {
    private static final Logger log = LoggerFactory.getLogger(Suggestions.class);

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Studies studies;
    private final Sequencer sequencer;
    private final Histories histories;
    private final Candidates candidates;
    private final CatchUp catchUp;

    Suggestions(
            JdbcClient jdbc,
            JsonMapper json,
            Studies studies,
            Sequencer sequencer,
            Histories histories,
            Candidates candidates,
            CatchUp catchUp) {
        this.catchUp = catchUp;
        this.candidates = candidates;
        this.jdbc = jdbc;
        this.json = json;
        this.studies = studies;
        this.sequencer = sequencer;
        this.histories = histories;
    }

    /** What became of the wish for further trials. */
    public enum Result {
        /** Some were queued, by us, by a faster replica or by a person who chose the same point: look again. */
        CREATED,
        /** None was: budget spent or reserved, limit reached, space used up, or the study is not active. */
        NONE
    }

    /** Queues up to so many further trials of a study, as far as its budget allows; of one whose search is over, its best again. */
    Result suggest(long id, int most) {
        Study study = settled(id);
        if (study != null && candidates.choose(study)) {
            sequencer.run(id);
            return Result.CREATED;
        }
        if (study == null || study.room() == 0) {
            return Result.NONE;
        }
        Result result = compute(study, (int) Math.min(most, study.room()));
        if (result == Result.CREATED) {
            // Those who wait on other replicas are told a moment later that the study has moved.
            catchUp.soon(id);
            return result;
        }
        sequencer.run(id);
        return isToChoose(id) ? Result.CREATED : result;
    }

    /** That nothing is left to suggest may have ended the search: then whoever looks again finds its best points to repeat. */
    private boolean isToChoose(long id) {
        return studies.find(id)
                .filter(study -> study.state() == StudyState.CONFIRMING)
                .isPresent();
    }

    /**
     * The study with all its trials among the numbered events: the number of its newest trial must be the same before and after
     * the numbering, or another replica or a person has made one in between whose event is not numbered yet.
     */
    private @Nullable Study settled(long id) {
        Optional<Study> before = studies.find(id);
        while (before.isPresent()) {
            sequencer.run(id);
            Optional<Study> after = studies.find(id);
            if (after.isPresent()
                    && after.get().lastTrialNumber() == before.get().lastTrialNumber()) {
                return after.get();
            }
            before = after;
        }
        return null;
    }

    private Result compute(Study study, int count) {
        long started = System.nanoTime();
        Problem problem = study.spec().problem();
        Sampler sampler = study.spec().sampler();
        History history = histories.upTo(study.id(), problem, study.lastEventSeq());
        List<Row> made;
        try {
            made = rows(
                    study,
                    history,
                    sampler.suggest(problem, history, count, study.spec().seed(), study.suggestionNumber()));
        } catch (RuntimeException e) {
            // One study's trouble must not keep other studies' workers waiting.
            log.error("The sampler of study {} failed; the study is paused", study.id(), e);
            String reason = "the sampler failed at suggestion " + study.suggestionNumber()
                    + "; the service's log says why; resume to try again";
            studies.change(study.id(), List.of(StudyState.ACTIVE), StudyState.PAUSED, reason, "service");
            return Result.NONE;
        }
        if (made.isEmpty()) {
            exhaust(study);
            return Result.NONE;
        }
        double seconds = (System.nanoTime() - started) / 1e9 / made.size();
        boolean won;
        try {
            won = write(study, made, seconds);
        } catch (DuplicateKeyException e) {
            return again(study, made, e);
        }
        log.debug(
                "study {}: {} suggestions from {} in {} s each, written: {}",
                study.id(),
                made.size(),
                study.suggestionNumber(),
                seconds,
                won);
        return Result.CREATED;
    }

    /** A point that was queued or imported meanwhile is no fault of the sampler, which knows of it the next time. */
    private Result again(Study study, List<Row> made, DuplicateKeyException e) {
        boolean grown = studies.find(study.id())
                .filter(now -> now.lastTrialNumber() > study.lastTrialNumber())
                .isPresent();
        if (grown) {
            log.debug("study {}: a suggested point was queued or imported meanwhile", study.id(), e);
            return Result.CREATED;
        }
        log.error("The sampler of study {} suggested a point again, of {}", study.id(), made, e);
        return Result.NONE;
    }

    /** One suggestion as the statement that writes it reads it. */
    private record Row(
            Point point,
            String key,
            long seed,
            String origin,
            @Nullable String reason,
            Suggestion.@Nullable Prediction prediction,
            @Nullable Explanation explanation) {}

    private static List<Row> rows(Study study, History history, List<Suggestion> made) {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < made.size(); i++) {
            Suggestion one = made.get(i);
            List<Point> earlier =
                    made.subList(0, i).stream().map(Suggestion::point).toList();
            rows.add(new Row(
                    one.point(),
                    HexFormat.of().formatHex(one.point().key()),
                    study.trialSeed(study.suggestionNumber() + i),
                    one.origin(),
                    one.reason(),
                    one.prediction(),
                    explanation(study, history.withPending(earlier), one, study.suggestionNumber() + i)));
        }
        return rows;
    }

    /** What the model knew, for people. */
    private static @Nullable Explanation explanation(Study study, History history, Suggestion made, long number) {
        if (made.prediction() == null) {
            return null;
        }
        return study.spec()
                .sampler()
                .explain(
                        study.spec().problem(),
                        history,
                        made.point(),
                        study.spec().seed(),
                        number)
                .orElse(null);
    }

    /** All or none: of two replicas that computed from the same number, one wins. */
    private boolean write(Study study, List<Row> rows, double seconds) {
        String sql = """
                with won as (
                    update study set suggestion_number = suggestion_number + :count,
                        trials_created = trials_created + :count, last_trial_number = last_trial_number + :count
                    where id = :study and suggestion_number = :number and state = 'ACTIVE'
                        and trials_created + :count <= trial_budget
                        and (parallel_limit is null or trials_created - trials_ended + :count <= parallel_limit)
                    returning id, last_trial_number - :count as before),
                given as (
                    select r.*, w.id as study_id, w.before + r.position as trial_number
                    from won w, rows from (jsonb_to_recordset(:rows::jsonb) as (
                        point jsonb, key text, seed bigint, origin text, reason text, prediction jsonb,
                        explanation jsonb)) with ordinality
                        as r (point, key, seed, origin, reason, prediction, explanation, position)),
                made as (
                    insert into trial (study_id, number, origin, point, point_key, seed)
                    select study_id, trial_number, 'SUGGESTED', point, decode(key, 'hex'), seed
                    from given order by position
                    returning id, study_id, number),
                kept as (
                    insert into suggestion (study_id, number, first_number, trial_id, history_seq, sampler,
                        sampler_version, origin, reason, prediction, explanation, seconds)
                    select m.study_id, :number + g.position - 1, :number, m.id, :seq, :sampler::jsonb, :version,
                        g.origin, g.reason, g.prediction, g.explanation, :seconds
                    from made m join given g on g.trial_number = m.number)
                insert into event (study_id, type, trial_id, actor)
                select study_id, 'TRIAL_CREATED', id, 'service' from made order by number
                """;
        return jdbc.sql(sql)
                        .param("study", study.id())
                        .param("count", rows.size())
                        .param("number", study.suggestionNumber())
                        .param("rows", json.writeValueAsString(rows))
                        .param("seq", study.lastEventSeq())
                        .param("sampler", json.writeValueAsString(study.spec().sampler()))
                        .param("version", study.spec().sampler().version())
                        .param("seconds", seconds)
                        .update()
                > 0;
    }

    private void exhaust(Study study) {
        String sql = """
                with done as (
                    update study set exhausted = true
                    where id = :study and suggestion_number = :number and not exhausted returning id)
                insert into event (study_id, type, payload, actor)
                select id, 'STUDY_CHANGED', '{"exhausted": true}', 'service' from done
                """;
        jdbc.sql(sql)
                .param("study", study.id())
                .param("number", study.suggestionNumber())
                .update();
    }
}
