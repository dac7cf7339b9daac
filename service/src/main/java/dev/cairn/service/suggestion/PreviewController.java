package dev.cairn.service.suggestion;

import dev.cairn.api.access.Role;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudyPreview;
import dev.cairn.api.study.StudySpec;
import dev.cairn.search.sampler.History;
import dev.cairn.search.sampler.Problem;
import dev.cairn.search.sampler.Suggestion;
import dev.cairn.search.space.Parameter;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.Projects;
import dev.cairn.service.progress.Drafts;
import dev.cairn.service.study.Studies;
import dev.cairn.service.web.Body;
import dev.cairn.service.web.ProblemException;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Studies before they are created, for whoever writes a specification. */
@RestController
@RequestMapping("/api/v1/studies/preview")
class PreviewController {
    private static final long POINTS = 5;
    /** Counting the points of a space, and finding some within hard constraints, may take a second each. */
    private static final int MOST_AT_ONCE = 2;

    private final Projects projects;
    private final Drafts drafts;
    private final Studies studies;
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);

    PreviewController(Projects projects, Drafts drafts, Studies studies) {
        this.projects = projects;
        this.drafts = drafts;
        this.studies = studies;
    }

    @PostMapping
    @Allowed(Role.USER)
    StudyPreview preview(
            @Body StudySpec sent, @RequestParam(required = false) @Nullable String project, Caller caller) {
        long target = projects.target(caller, project);
        StudySpec spec = drafts.checked(target, sent);
        boolean isNameTaken = studies.isTaken(target, spec.name());
        if (!free.tryAcquire()) {
            throw ProblemException.of(ProblemCode.BUSY, MOST_AT_ONCE + " previews are under way here; try again");
        }
        try {
            return preview(spec, isNameTaken);
        } finally {
            free.release();
        }
    }

    private static StudyPreview preview(StudySpec spec, boolean isNameTaken) {
        Problem problem = spec.problem();
        int wanted = (int) Math.min(POINTS, spec.budget().trials());
        List<Suggestion> first =
                spec.sampler().suggest(problem, History.EMPTY, wanted, Objects.requireNonNull(spec.seed()), 0);
        return new StudyPreview(
                spec,
                isNameTaken,
                boxed(problem.size()),
                spec.space().parameters().stream().map(PreviewController::size).toList(),
                first.stream()
                        .map(one -> new StudyPreview.First(one.point(), one.origin(), one.reason()))
                        .toList(),
                first.size() < wanted ? spec.sampler().whyNoMore(problem) : null);
    }

    private static StudyPreview.Size size(Parameter parameter) {
        return new StudyPreview.Size(parameter.name(), boxed(parameter.size()));
    }

    private static @Nullable Long boxed(OptionalLong size) {
        return size.isPresent() ? size.getAsLong() : null;
    }
}
