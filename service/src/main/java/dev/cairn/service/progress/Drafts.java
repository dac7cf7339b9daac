package dev.cairn.service.progress;

import dev.cairn.api.dataset.CsvFile;
import dev.cairn.api.dataset.TaskTable;
import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.task.Task;
import dev.cairn.search.InvalidValueException;
import dev.cairn.search.Rules;
import dev.cairn.service.dataset.Datasets;
import dev.cairn.service.web.ProblemException;
import dev.cairn.service.webhook.Webhooks;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Specifications that are to become studies. */
@Component
public class Drafts {
    /** Seeds up to here survive every JSON reader that keeps numbers as doubles. */
    private static final long SEEDS = 1L << 53;

    private final Datasets datasets;
    private final Webhooks webhooks;
    private final SecureRandom random = new SecureRandom();

    Drafts(Datasets datasets, Webhooks webhooks) {
        this.datasets = datasets;
        this.webhooks = webhooks;
    }

    /**
     * With a seed, drawn if it has none.
     *
     * @throws ProblemException INVALID_REQUEST if the project has no data that the specification can be used with, or nothing may be
     *     sent to its webhook
     */
    public StudySpec checked(long project, StudySpec sent) {
        if (sent.task() != null) {
            checkData(project, sent.task());
        }
        webhooks.check(sent.webhook());
        return sent.seed() == null ? sent.withSeed(random.nextLong(SEEDS)) : sent;
    }

    /** Reads the data now, so that a bad cell is refused here and not found by every trial. */
    private void checkData(long project, Task task) {
        var rules = new Rules();
        Optional<CsvFile> table = datasets.table(project, task.dataset());
        rules.check(
                table.isPresent(),
                "/task/dataset",
                () -> "there is no data set " + task.dataset() + "; upload it first with POST /api/v1/datasets?name=…");
        table.ifPresent(found -> rules.nested("/task", () -> TaskTable.check(task, found)));
        try {
            rules.hold();
        } catch (InvalidValueException e) {
            throw ProblemException.of(ProblemCode.INVALID_REQUEST, e.violations());
        }
    }
}
