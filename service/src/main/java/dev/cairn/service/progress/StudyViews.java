package dev.cairn.service.progress;

import dev.cairn.api.study.StudyView;
import dev.cairn.service.access.Projects;
import dev.cairn.service.study.Preconditions;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.trial.Trials;
import dev.cairn.service.web.ProblemException;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Studies as people see them. */
@Component
public class StudyViews {
    private final Studies studies;
    private final Trials trials;
    private final CatchUp catchUp;
    private final Confirmations confirmations;
    private final Preconditions preconditions;
    private final Projects projects;

    StudyViews(
            Studies studies,
            Trials trials,
            CatchUp catchUp,
            Confirmations confirmations,
            Projects projects,
            Preconditions preconditions) {
        this.preconditions = preconditions;
        this.projects = projects;
        this.confirmations = confirmations;
        this.catchUp = catchUp;
        this.studies = studies;
        this.trials = trials;
    }

    /** @throws ProblemException NOT_FOUND */
    public StudyView show(long id) {
        // Whoever has ended the last trial sees the study's end.
        catchUp.forLooking(id);
        return of(studies.get(id));
    }

    /** With its ETag. */
    public ResponseEntity<StudyView> tagged(long id) {
        StudyView view = show(id);
        return ResponseEntity.ok()
                .eTag(preconditions.tag(view.spec(), view.state(), view.archived()))
                .body(view);
    }

    StudyView of(Study study) {
        return new StudyView(
                study.id(),
                study.state(),
                study.reason(),
                study.spec(),
                study.archived(),
                trials.counts(study.id()),
                trials.best(study.id()).orElse(null),
                confirmations.view(study).orElse(null),
                study.createdAt(),
                study.endedAt(),
                study.lastEventSeq(),
                projects.name(projects.ofStudy(study.id())));
    }
}
