package dev.cairn.service.steering;

import dev.cairn.api.access.Role;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.Enqueued;
import dev.cairn.api.trial.Exclusion;
import dev.cairn.api.trial.LateMetrics;
import dev.cairn.api.trial.PointsToTry;
import dev.cairn.api.trial.TrialView;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.progress.StudyViews;
import dev.cairn.service.study.Preconditions;
import dev.cairn.service.trial.Trials;
import dev.cairn.service.web.Body;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What people do to studies and trials, beside creating, pausing and ending them. */
@RestController
@RequestMapping("/api/v1")
class SteeringController {
    private final Trials trials;
    private final StudyViews studies;
    private final TrialActions actions;
    private final Requeuing requeuing;
    private final Queue queue;
    private final LateMeasurements lateMeasurements;
    private final StudyChanges studyChanges;
    private final Preconditions preconditions;

    SteeringController(
            Trials trials,
            StudyViews studies,
            TrialActions actions,
            Requeuing requeuing,
            Queue queue,
            LateMeasurements lateMeasurements,
            StudyChanges studyChanges,
            Preconditions preconditions) {
        this.preconditions = preconditions;
        this.trials = trials;
        this.studies = studies;
        this.actions = actions;
        this.requeuing = requeuing;
        this.queue = queue;
        this.lateMeasurements = lateMeasurements;
        this.studyChanges = studyChanges;
    }

    @PostMapping("/trials/{id}/cancel")
    @Allowed(Role.USER)
    TrialView cancel(@PathVariable long id) {
        actions.cancel(id);
        return trials.get(id);
    }

    @PostMapping("/trials/{id}/retry")
    @Allowed(Role.USER)
    TrialView retry(@PathVariable long id) {
        requeuing.retry(id);
        return trials.get(id);
    }

    @PostMapping("/studies/{id}/retry-failed")
    @Allowed(Role.USER)
    StudyView retryFailed(@PathVariable long id) {
        requeuing.retryFailed(id);
        return studies.show(id);
    }

    @PostMapping("/trials/{id}/exclude")
    @Allowed(Role.USER)
    TrialView exclude(@PathVariable long id, @Body Exclusion exclusion) {
        actions.exclude(id, exclusion.excluded());
        return trials.get(id);
    }

    @PostMapping("/studies/{id}/trials")
    @Allowed(Role.USER)
    ResponseEntity<Enqueued> enqueue(
            @PathVariable long id, @RequestParam(defaultValue = "false") boolean dryRun, @Body PointsToTry points) {
        Enqueued enqueued = queue.add(id, points, dryRun);
        return ResponseEntity.status(dryRun ? HttpStatus.OK : HttpStatus.CREATED)
                .body(enqueued);
    }

    @PostMapping("/trials/{id}/metrics")
    @Allowed(Role.USER)
    TrialView measure(@PathVariable long id, @Body LateMetrics metrics) {
        lateMeasurements.add(id, metrics);
        return trials.get(id);
    }

    @PatchMapping("/studies/{id}")
    @Allowed(Role.USER)
    ResponseEntity<StudyView> change(
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @Body StudyPatch patch) {
        preconditions.run(id, ifMatch, () -> studyChanges.change(id, patch));
        return studies.tagged(id);
    }

    @DeleteMapping("/studies/{id}")
    @Allowed(Role.USER)
    ResponseEntity<Void> delete(
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestParam(defaultValue = "false") boolean force) {
        preconditions.run(id, ifMatch, () -> studyChanges.delete(id, force));
        return ResponseEntity.noContent().build();
    }
}
