package dev.cairn.service.progress;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.web.ProblemException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What people do to a study while it runs. */
@Component
class LifeCycle {
    private static final String ACTOR = "person";

    private final Studies studies;
    private final Sequencer sequencer;

    LifeCycle(Studies studies, Sequencer sequencer) {
        this.studies = studies;
        this.sequencer = sequencer;
    }

    void pause(long study) {
        change(study, StudyState.PAUSED, "paused");
    }

    void resume(long study) {
        change(study, StudyState.ACTIVE, null);
    }

    /** Queued trials are cancelled at once, running ones with their next report; the study ends when they have. */
    void cancel(long study) {
        change(study, StudyState.STOPPING, "cancelled");
    }

    private void change(long id, StudyState to, @Nullable String reason) {
        Study study = studies.get(id);
        List<StudyState> from = Arrays.stream(StudyState.values())
                // Only work that is asked for reopens a study: see Requeuing and StudyChanges.
                .filter(s -> s.canBecome(to) && !s.isFinal())
                .toList();
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
