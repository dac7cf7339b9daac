package dev.cairn.service.progress;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyState;
import dev.cairn.service.access.Caller;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.web.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What people do to a study while it runs. */
@Component
class LifeCycle {
    private final Studies studies;
    private final Sequencer sequencer;
    private final CatchUp catchUp;

    LifeCycle(Studies studies, Sequencer sequencer, CatchUp catchUp) {
        this.studies = studies;
        this.sequencer = sequencer;
        this.catchUp = catchUp;
    }

    void pause(long study) {
        change(study, StudyState.PAUSED, "paused");
    }

    void resume(long study) {
        change(study, StudyState.ACTIVE, null);
    }

    /** Queued trials are cancelled at once, running ones with their next report; the study ends when they have. */
    void cancel(long study) {
        List<StudyState> from = before(StudyState.STOPPING);
        from.add(StudyState.STOPPING);
        Study before = current(study);
        boolean done = studies.stop(study, from, StudyState.CANCELLED, "cancelled", Caller.actor());
        settle(before, StudyState.STOPPING, from, done);
    }

    private void change(long id, StudyState to, @Nullable String reason) {
        List<StudyState> from = before(to);
        Study before = current(id);
        settle(before, to, from, studies.change(id, from, to, reason, Caller.actor()));
    }

    /** With all that was answered before: its last outcome may have ended it. */
    private Study current(long id) {
        catchUp.now(id);
        return studies.get(id);
    }

    private static List<StudyState> before(StudyState to) {
        return Arrays.stream(StudyState.values())
                // Only work that is asked for reopens a study: see Requeuing and StudyChanges.
                .filter(state -> state.canBecome(to) && !state.isFinal())
                .collect(Collectors.toList());
    }

    /** What was so already is no error. */
    private void settle(Study before, StudyState to, List<StudyState> from, boolean done) {
        if (!done && before.state() != to) {
            throw ProblemException.of(
                    ProblemCode.WRONG_STATE,
                    "study " + before.id() + " is " + before.state() + " and cannot become " + to + "; only " + from
                            + " can");
        }
        if (done) {
            sequencer.run(before.id());
        }
    }
}
