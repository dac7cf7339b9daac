package dev.cairn.service.trial;

import dev.cairn.api.Page;
import dev.cairn.api.access.Role;
import dev.cairn.api.diagnosis.Diagnosis;
import dev.cairn.api.trial.FailureCause;
import dev.cairn.api.trial.Measurement;
import dev.cairn.api.trial.TrialView;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.access.Projects;
import dev.cairn.service.blob.Blobs;
import dev.cairn.service.web.Cursor;
import dev.cairn.service.web.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** What people ask about a single trial. */
@RestController
@RequestMapping("/api/v1")
class TrialController {
    /** As many as a training may have. */
    private static final int MOST_EPOCHS = 10_000;

    private final Trials trials;
    private final Blobs blobs;
    private final Projects projects;

    TrialController(Trials trials, Blobs blobs, Projects projects) {
        this.trials = trials;
        this.blobs = blobs;
        this.projects = projects;
    }

    @GetMapping("/trials/{id}")
    @Allowed({Role.USER, Role.READER})
    TrialView show(@PathVariable long id) {
        return trials.get(id);
    }

    @GetMapping("/trials/{id}/measurements")
    @Allowed({Role.USER, Role.READER})
    Page<Measurement> curve(
            @PathVariable long id,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        show(id);
        Cursor at = Cursor.of(cursor, limit);
        return at.page(trials.curve(id, at), Measurement::step);
    }

    @GetMapping("/trials/{id}/diagnosis")
    @Allowed({Role.USER, Role.READER})
    Diagnosis diagnosis(@PathVariable long id) {
        boolean diverged = show(id).cause() == FailureCause.DIVERGED;
        List<Measurement> curve = trials.curve(id, new Cursor(-1, MOST_EPOCHS));
        if (!diverged && curve.stream().noneMatch(epoch -> epoch.metrics().containsKey("train.loss"))) {
            throw ProblemException.notFound("diagnosis of trial " + id + ": no epoch has a train.loss");
        }
        return Diagnosis.of(curve, diverged);
    }

    @GetMapping("/trials/{id}/model")
    @Allowed({Role.USER, Role.READER})
    ResponseEntity<StreamingResponseBody> model(@PathVariable long id) {
        TrialView trial = show(id);
        String model = trial.model();
        if (model == null) {
            throw ProblemException.notFound("model of trial " + id);
        }
        return blobs.download(
                projects.ofStudy(trial.study()),
                model,
                MediaType.parseMediaType("application/zip"),
                "trial-" + id + ".zip");
    }

    @GetMapping(path = "/attempts/{id}/log", produces = MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8")
    @Allowed({Role.USER, Role.READER})
    String log(@PathVariable long id) {
        return trials.log(id).orElseThrow(() -> ProblemException.notFound("attempt " + id));
    }
}
