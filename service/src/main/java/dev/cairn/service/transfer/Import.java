package dev.cairn.service.transfer;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.transfer.Imported;
import dev.cairn.service.progress.Additions;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.trial.PointKeys;
import dev.cairn.service.web.ProblemException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings ended trials in, all or none. They count against no budget, and the sampler learns from them with its next suggestion.
 */
@Component
class Import {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Studies studies;
    private final PointKeys pointKeys;
    private final Additions additions;

    Import(JdbcClient jdbc, JsonMapper json, Studies studies, PointKeys pointKeys, Additions additions) {
        this.jdbc = jdbc;
        this.json = json;
        this.studies = studies;
        this.pointKeys = pointKeys;
        this.additions = additions;
    }

    /**
     * @param repeat whether a point that the study has already may come once more
     * @param dryRun does the same and takes it back
     */
    Imported trials(long id, Rows rows, boolean repeat, boolean dryRun) {
        studies.get(id);
        return additions.add(id, dryRun, () -> write(id, rows, repeat));
    }

    /** In the caller's transaction. The study's row stays locked until its end, which keeps other points out. */
    Imported write(long id, Rows rows, boolean repeat) {
        boolean open = !jdbc.sql(
                        "select 1 from study where id = :study and state in ('ACTIVE', 'PAUSED') for no key update")
                .param("study", id)
                .query()
                .listOfRows()
                .isEmpty();
        Study study = studies.get(id);
        if (!open) {
            throw ProblemException.of(
                    ProblemCode.WRONG_STATE,
                    "study " + id + " is " + study.state() + "; only an ACTIVE or PAUSED one takes trials");
        }
        var intake = new Intake(jdbc, json, pointKeys, study, repeat);
        rows.each(intake);
        return intake.end();
    }
}
