package dev.cairn.service.progress;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.web.ProblemException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What people do to a study while it runs. */
@Component
class LifeCycle {
    private static final String ACTOR = "person";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Studies studies;
    private final Sequencer sequencer;

    LifeCycle(JdbcClient jdbc, TransactionTemplate transaction, Studies studies, Sequencer sequencer) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.studies = studies;
        this.sequencer = sequencer;
    }

    void pause(long study) {
        change(study, StudyState.PAUSED, "paused");
    }

    void resume(long study) {
        change(study, StudyState.ACTIVE, null);
    }

    /** Cancels queued trials at once and tells running ones with their next report; the study ends when they have. */
    void cancel(long study) {
        transaction.executeWithoutResult(status -> {
            change(study, StudyState.STOPPING, "cancelled");
            jdbc.sql("""
                            with gone as (
                                update trial set state = 'CANCELLED', ended_at = cairn_now()
                                where study_id = :study and state = 'QUEUED' returning id, study_id)
                            insert into event (study_id, type, trial_id, payload, actor)
                            select study_id, 'TRIAL_ENDED', id, '{"state": "CANCELLED"}', :actor from gone
                            """).param("study", study).param("actor", ACTOR).update();
            jdbc.sql("update trial set directive = 'CANCEL' where study_id = :study and state = 'RUNNING'")
                    .param("study", study)
                    .update();
        });
        sequencer.run(study);
    }

    private void change(long id, StudyState to, @Nullable String reason) {
        Study study = studies.find(id).orElseThrow(() -> ProblemException.notFound("study " + id));
        List<StudyState> from =
                Arrays.stream(StudyState.values()).filter(s -> s.canBecome(to)).toList();
        boolean already = study.state() == to;
        if (!already && !studies.change(id, from, to, reason, ACTOR)) {
            throw ProblemException.of(
                    ProblemCode.WRONG_STATE,
                    "study " + id + " is " + study.state() + " and cannot become " + to + "; only "
                            + from.stream().map(StudyState::name).toList() + " can");
        }
        if (!already) {
            sequencer.run(id);
        }
    }
}
