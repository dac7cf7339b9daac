package dev.cairn.service.trial;

import dev.cairn.api.Page;
import dev.cairn.api.access.Role;
import dev.cairn.api.trial.Curves;
import dev.cairn.api.trial.StudyAttempt;
import dev.cairn.search.Rules;
import dev.cairn.service.access.Allowed;
import dev.cairn.service.study.Studies;
import dev.cairn.service.web.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What charts need of many trials of a study, in one call. */
@RestController
@RequestMapping("/api/v1/studies/{id}")
class StudyTrialsController {
    private static final int MOST_CURVES = 500;
    private static final int MOST_POINTS = 1000;

    private final Studies studies;
    private final CurveList curves;
    private final AttemptList attempts;

    StudyTrialsController(Studies studies, CurveList curves, AttemptList attempts) {
        this.studies = studies;
        this.curves = curves;
        this.attempts = attempts;
    }

    /**
     * @param metric the first objective's if absent
     * @param trials ids; those that are not of this study have no curve
     * @param top so many of the best, if no trials are named
     * @param points of a curve at most
     */
    @GetMapping("/curves")
    @Allowed({Role.USER, Role.READER})
    Curves curves(
            @PathVariable long id,
            @RequestParam(required = false) @Nullable String metric,
            @RequestParam(defaultValue = "") List<Long> trials,
            @RequestParam(defaultValue = "20") int top,
            @RequestParam(defaultValue = "100") int points) {
        String first = studies.get(id).spec().objectives().get(0).metric();
        String of = metric == null ? first : metric;
        var rules = new Rules();
        rules.check(of.indexOf('\0') < 0, "", () -> "metric must not have the character U+0000");
        rules.check(
                trials.size() <= MOST_CURVES,
                "",
                () -> "trials must be at most " + MOST_CURVES + " but were " + trials.size());
        rules.check(top >= 1 && top <= MOST_CURVES, "", () -> "top must be in [1, " + MOST_CURVES + "] but was " + top);
        rules.check(
                points >= 2 && points <= MOST_POINTS,
                "",
                () -> "points must be in [2, " + MOST_POINTS + "] but was " + points);
        rules.hold();
        List<Long> wanted = trials.isEmpty() ? curves.best(id, top) : trials;
        return new Curves(of, curves.metrics(id, wanted), curves.of(id, of, wanted, points));
    }

    /** Those of the newest trials first, and of a trial the latest first. */
    @GetMapping("/attempts")
    @Allowed({Role.USER, Role.READER})
    Page<StudyAttempt> attempts(
            @PathVariable long id,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        studies.get(id);
        Cursor at = Cursor.of(cursor, limit);
        return at.page(attempts.after(id, at), AttemptList::place);
    }
}
