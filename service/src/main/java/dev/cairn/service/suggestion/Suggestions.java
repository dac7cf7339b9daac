package dev.cairn.service.suggestion;

import dev.cairn.api.study.StudyState;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Suggestion;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes new trials out of suggestions. The point is computed outside any transaction from the numbered events and the
 * suggestion's number, and written only if that number is still the study's: the loser of a race discards its work.
 */
@Component
public class Suggestions {
    private static final Logger log = LoggerFactory.getLogger(Suggestions.class);

    private static final long LONGEST_WAIT_MILLIS = 500;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Studies studies;
    private final Sequencer sequencer;
    private final Histories histories;
    /** Saves work, guards nothing: two threads of one replica need not compute the same suggestion. */
    private final ConcurrentHashMap<Long, ReentrantLock> computing = new ConcurrentHashMap<>();

    Suggestions(JdbcClient jdbc, JsonMapper json, Studies studies, Sequencer sequencer, Histories histories) {
        this.jdbc = jdbc;
        this.json = json;
        this.studies = studies;
        this.sequencer = sequencer;
        this.histories = histories;
    }

    /** What became of the wish for one more trial. */
    public enum Result {
        /** A trial was queued, by us or by a faster replica. */
        CREATED,
        /** Nothing was: budget spent or reserved, limit reached, space used up, not active, or others are busy with it. */
        NONE
    }

    /** Queues one more trial of a study, if its budget allows. */
    public Result suggest(long id) {
        ReentrantLock lock = computing.computeIfAbsent(id, key -> new ReentrantLock());
        if (!gets(lock)) {
            return Result.NONE;
        }
        try {
            Study study = settled(id);
            if (study == null || !study.mayCreateTrial()) {
                computing.remove(id, lock);
                return Result.NONE;
            }
            Result result = compute(study);
            // Tells the others, who wait for their turn, that the study has moved.
            sequencer.run(id);
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** A slow study must not hold every thread that grants: who waits too long goes on to other studies. */
    private static boolean gets(ReentrantLock lock) {
        try {
            return lock.tryLock(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * The study with all its earlier suggestions among the numbered events: its suggestion number must be the same before and
     * after the numbering, or another replica has written one in between whose event is not numbered yet.
     */
    private @Nullable Study settled(long id) {
        Optional<Study> before = studies.find(id);
        while (before.isPresent()) {
            sequencer.run(id);
            Optional<Study> after = studies.find(id);
            if (after.isPresent()
                    && after.get().suggestionNumber() == before.get().suggestionNumber()) {
                return after.get();
            }
            before = after;
        }
        return null;
    }

    private Result compute(Study study) {
        long started = System.nanoTime();
        History history = histories.upTo(study.id(), study.spec().problem(), study.lastEventSeq());
        List<Suggestion> made;
        try {
            made = study.spec()
                    .sampler()
                    .suggest(study.spec().problem(), history, 1, study.spec().seed(), study.suggestionNumber());
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
        double seconds = (System.nanoTime() - started) / 1e9;
        boolean won;
        try {
            won = write(study, made.get(0), seconds);
        } catch (DuplicateKeyException e) {
            log.error(
                    "The sampler of study {} suggested {} again",
                    study.id(),
                    made.get(0).point(),
                    e);
            return Result.NONE;
        }
        log.debug("study {}: suggestion {} in {} s, written: {}", study.id(), study.suggestionNumber(), seconds, won);
        return Result.CREATED;
    }

    private boolean write(Study study, Suggestion suggestion, double seconds) {
        String sql = """
                with won as (
                    update study set suggestion_number = suggestion_number + 1, trials_created = trials_created + 1,
                        last_trial_number = last_trial_number + 1
                    where id = :study and suggestion_number = :number and state = 'ACTIVE'
                        and trials_created < trial_budget
                        and (parallel_limit is null or trials_created - trials_ended < parallel_limit)
                    returning id, last_trial_number),
                made as (
                    insert into trial (study_id, number, origin, point, point_key, seed)
                    select id, last_trial_number, 'SUGGESTED', :point::jsonb, :key, :seed from won
                    returning id, study_id),
                kept as (
                    insert into suggestion (study_id, number, trial_id, history_seq, sampler, sampler_version, origin,
                        reason, prediction, seconds)
                    select study_id, :number, id, :seq, :sampler::jsonb, :version, :origin, :reason,
                        :prediction::jsonb, :seconds
                    from made)
                insert into event (study_id, type, trial_id, actor)
                select study_id, 'TRIAL_CREATED', id, 'service' from made
                """;
        return jdbc.sql(sql)
                        .param("study", study.id())
                        .param("number", study.suggestionNumber())
                        .param("point", json.writeValueAsString(suggestion.point()))
                        .param("key", suggestion.point().key())
                        .param("seed", study.trialSeed(study.suggestionNumber()))
                        .param("seq", study.lastEventSeq())
                        .param("sampler", json.writeValueAsString(study.spec().sampler()))
                        .param("version", study.spec().sampler().version())
                        .param("origin", suggestion.origin())
                        .param("reason", suggestion.reason())
                        .param("prediction", text(suggestion.prediction()))
                        .param("seconds", seconds)
                        .update()
                > 0;
    }

    private @Nullable String text(Suggestion.@Nullable Prediction prediction) {
        return prediction == null ? null : json.writeValueAsString(prediction);
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
