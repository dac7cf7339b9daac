package dev.cairn.service.transfer;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.StudySpec;
import dev.cairn.api.transfer.CloneRequest;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.Projects;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.web.ProblemException;
import dev.cairn.service.webhook.Webhooks;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Studies like others. */
@Component
class Clones {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Studies studies;
    private final Projects projects;
    private final Export export;
    private final Import imports;
    private final Sequencer sequencer;
    private final Webhooks webhooks;

    Clones(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Studies studies,
            Projects projects,
            Export export,
            Import imports,
            Sequencer sequencer,
            Webhooks webhooks) {
        this.webhooks = webhooks;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.studies = studies;
        this.projects = projects;
        this.export = export;
        this.imports = imports;
        this.sequencer = sequencer;
    }

    /**
     * A study of the same specification with a budget of its own. With the trials it goes on where the other stands: its sampler
     * counts on from the other's suggestions, so that it does not draw the same points again.
     */
    long make(long from, CloneRequest wanted) {
        StudySpec spec = studies.get(from).spec().withName(wanted.name());
        webhooks.check(spec.webhook());
        sequencer.run(from);
        long made = Objects.requireNonNull(transaction.execute(status -> {
            long id = studies.insert(projects.ofStudy(from), spec, Caller.actor())
                    .orElseThrow(() -> ProblemException.of(
                            ProblemCode.NAME_TAKEN,
                            "another study is named '" + spec.name() + "'; choose another name"));
            if (wanted.trials()) {
                Study source = studies.get(from);
                jdbc.sql("update study set suggestion_number = :number where id = :study")
                        .param("study", id)
                        .param("number", source.suggestionNumber())
                        .update();
                imports.write(id, to -> export.trials(from, line -> to.take("study " + from, () -> line)), false);
            }
            return id;
        }));
        sequencer.run(made);
        return made;
    }
}
