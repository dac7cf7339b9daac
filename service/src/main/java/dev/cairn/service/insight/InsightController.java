package dev.cairn.service.insight;

import dev.cairn.api.access.Role;
import dev.cairn.api.insight.HistoryView;
import dev.cairn.api.insight.ImportanceView;
import dev.cairn.api.insight.ParetoView;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.progress.CatchUp;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.web.ProblemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a study's trials say together. */
@RestController
@RequestMapping("/api/v1/studies/{id}/insights")
class InsightController {
    private final Studies studies;
    private final CatchUp catchUp;
    private final Computing computing;
    private final Insights insights;
    private final Progress progress;

    InsightController(Studies studies, CatchUp catchUp, Computing computing, Insights insights, Progress progress) {
        this.studies = studies;
        this.catchUp = catchUp;
        this.computing = computing;
        this.insights = insights;
        this.progress = progress;
    }

    @GetMapping("/importance")
    @Allowed({Role.USER, Role.READER})
    ImportanceView importance(@PathVariable long id) {
        Study study = upToDate(id);
        Insights.Stored stored = stored(id);
        return new ImportanceView(
                id,
                stored.seq(),
                stored.trials(),
                stored.target(),
                stored.computedAt(),
                stored.seconds(),
                insights.importances(study));
    }

    @GetMapping("/pareto")
    @Allowed({Role.USER, Role.READER})
    ParetoView pareto(@PathVariable long id) {
        Study study = upToDate(id);
        Insights.Stored stored = stored(id);
        return new ParetoView(
                id, stored.seq(), stored.computedAt(), study.spec().objectives(), insights.front(id));
    }

    @GetMapping("/history")
    @Allowed({Role.USER, Role.READER})
    HistoryView history(@PathVariable long id) {
        Study study = studies.get(id);
        computing.requireFewEvents(study);
        return progress.of(study);
    }

    private Study upToDate(long id) {
        // Whoever has ended a trial sees it counted.
        catchUp.forLooking(id);
        Study study = studies.get(id);
        computing.bringUpToDate(study);
        return study;
    }

    private Insights.Stored stored(long study) {
        return insights.find(study).orElseThrow(() -> ProblemException.notFound("study " + study));
    }
}
