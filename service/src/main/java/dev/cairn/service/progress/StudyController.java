package dev.cairn.service.progress;

import dev.cairn.api.Page;
import dev.cairn.api.access.Role;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.study.StudyState;
import dev.cairn.api.study.StudyView;
import dev.cairn.api.trial.TrialView;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.Projects;
import dev.cairn.service.blob.Blobs;
import dev.cairn.service.study.Preconditions;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.study.StudyQuery;
import dev.cairn.service.trial.Trials;
import dev.cairn.service.web.Body;
import dev.cairn.service.web.Cursor;
import dev.cairn.service.web.ProblemException;
import dev.cairn.service.web.Words;
import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Studies as people create, watch and steer them. */
@RestController
@RequestMapping("/api/v1/studies")
class StudyController {
    private final Studies studies;
    private final StudyViews views;
    private final Trials trials;
    private final Projects projects;
    private final Blobs blobs;
    private final LifeCycle lifeCycle;
    private final Preconditions preconditions;
    private final Sequencer sequencer;
    private final Drafts drafts;

    StudyController(
            Studies studies,
            StudyViews views,
            Trials trials,
            Projects projects,
            Blobs blobs,
            LifeCycle lifeCycle,
            Preconditions preconditions,
            Sequencer sequencer,
            Drafts drafts) {
        this.studies = studies;
        this.views = views;
        this.trials = trials;
        this.projects = projects;
        this.blobs = blobs;
        this.lifeCycle = lifeCycle;
        this.preconditions = preconditions;
        this.sequencer = sequencer;
        this.drafts = drafts;
    }

    @PostMapping
    @Allowed(Role.USER)
    ResponseEntity<StudyView> create(
            @Body StudySpec sent, @RequestParam(required = false) @Nullable String project, Caller caller) {
        long target = projects.target(caller, project);
        StudySpec spec = drafts.checked(target, sent);
        OptionalLong id = studies.insert(target, spec, caller.name());
        if (id.isEmpty()) {
            throw ProblemException.of(
                    ProblemCode.NAME_TAKEN, "another study is named '" + spec.name() + "'; choose another name");
        }
        sequencer.run(id.getAsLong());
        return ResponseEntity.created(URI.create("/api/v1/studies/" + id.getAsLong()))
                .body(views.show(id.getAsLong()));
    }

    @GetMapping
    @Allowed({Role.USER, Role.READER})
    Page<StudyView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String project,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable String prefix,
            @RequestParam(defaultValue = "false") boolean archived,
            @RequestParam(defaultValue = "") List<StudyState> state,
            @RequestParam(required = false) @Nullable String label,
            @RequestParam(defaultValue = "created") String sort,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int items = Cursor.of(null, limit).limit();
        var query = new StudyQuery(name, prefix, archived, Words.of("state", state), label, sort);
        Page<Study> page = query.page(studies.list(projects.scope(caller, project), query, cursor, items), items);
        return new Page<>(page.items().stream().map(views::of).toList(), page.next());
    }

    @GetMapping("/{id}")
    @Allowed({Role.USER, Role.READER})
    ResponseEntity<StudyView> show(@PathVariable long id) {
        return views.tagged(id);
    }

    @PostMapping("/{id}/pause")
    @Allowed(Role.USER)
    ResponseEntity<StudyView> pause(
            @PathVariable long id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        preconditions.run(id, ifMatch, () -> lifeCycle.pause(id));
        return show(id);
    }

    @PostMapping("/{id}/resume")
    @Allowed(Role.USER)
    ResponseEntity<StudyView> resume(
            @PathVariable long id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        preconditions.run(id, ifMatch, () -> lifeCycle.resume(id));
        return show(id);
    }

    @PostMapping("/{id}/cancel")
    @Allowed(Role.USER)
    ResponseEntity<StudyView> cancel(
            @PathVariable long id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        preconditions.run(id, ifMatch, () -> lifeCycle.cancel(id));
        return show(id);
    }

    @GetMapping("/{id}/best")
    @Allowed({Role.USER, Role.READER})
    TrialView best(@PathVariable long id) {
        studies.get(id);
        return trials.best(id).orElseThrow(() -> ProblemException.notFound("completed trial in study " + id));
    }

    /** The confirmed model once there is one, else the best search trial's. */
    @GetMapping("/{id}/best/model")
    @Allowed({Role.USER, Role.READER})
    ResponseEntity<StreamingResponseBody> bestModel(@PathVariable long id) {
        StudyView study = views.show(id);
        String model = study.confirmation() != null && study.confirmation().model() != null
                ? study.confirmation().model()
                : study.best() == null ? null : study.best().model();
        if (model == null) {
            throw ProblemException.notFound("model in study " + id + " yet");
        }
        return blobs.download(
                projects.ofStudy(id), model, MediaType.parseMediaType("application/zip"), "study-" + id + ".zip");
    }
}
