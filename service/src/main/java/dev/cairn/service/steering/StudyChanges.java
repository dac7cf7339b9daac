package dev.cairn.service.steering;

import dev.cairn.api.problem.ProblemCode;
import dev.cairn.api.study.Budget;
import dev.cairn.api.study.StudyPatch;
import dev.cairn.api.study.StudySpec;
import dev.cairn.service.access.Audit;
import dev.cairn.service.access.Caller;
import dev.cairn.service.access.Projects;
import dev.cairn.service.progress.Budgets;
import dev.cairn.service.progress.Sequencer;
import dev.cairn.service.study.Studies;
import dev.cairn.service.study.Study;
import dev.cairn.service.web.ProblemException;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What may be otherwise about a study, and its deletion. */
@Component
class StudyChanges {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TransactionTemplate transaction;
    private final Studies studies;
    private final Budgets budgets;
    private final Sequencer sequencer;
    private final Projects projects;
    private final Audit audit;

    StudyChanges(
            JdbcClient jdbc,
            JsonMapper json,
            TransactionTemplate transaction,
            Studies studies,
            Budgets budgets,
            Sequencer sequencer,
            Projects projects,
            Audit audit) {
        this.projects = projects;
        this.audit = audit;
        this.budgets = budgets;
        this.jdbc = jdbc;
        this.json = json;
        this.transaction = transaction;
        this.studies = studies;
        this.sequencer = sequencer;
    }

    /**
     * A budget with room for more trials reopens a study that has completed or failed, unless its space is used up. It is refused
     * where another part of it is spent: the study would only end again, and its end be told again.
     */
    void change(long id, StudyPatch patch) {
        StudySpec spec = studies.get(id).spec().changed(patch);
        // What is sent to be stored: with every default written out, and nothing that stays.
        var changes = new TreeMap<String, Object>();
        if (patch.name() != null) {
            changes.put("name", spec.name());
        }
        if (patch.labels() != null) {
            changes.put("labels", spec.labels());
        }
        if (patch.priority() != null) {
            changes.put("priority", spec.priority());
        }
        if (patch.budget() != null) {
            changes.put("budget", spec.budget());
        }
        // The accounts of what has ended must be up to date before a study is reopened.
        sequencer.run(id);
        transaction.executeWithoutResult(status -> {
            boolean reopened =
                    write(id, json.writeValueAsString(changes), patch).orElseThrow(() -> tooSmall(id));
            if (reopened) {
                budgets.requireLeft(id, "raise that part of its budget in the same call");
            }
        });
        sequencer.run(id);
    }

    private ProblemException tooSmall(long id) {
        Study study = studies.get(id);
        return ProblemException.of(
                ProblemCode.WRONG_STATE,
                "study " + id + " has " + study.trialsCreated() + " trials already: its budget cannot be less");
    }

    /** Whether this reopened the study; empty if its budget has not room for what it has already. */
    private Optional<Boolean> write(long id, String changes, StudyPatch patch) {
        String sql = """
                with old as (
                    select id, state in ('COMPLETED', 'FAILED') and not exhausted and :trials::bigint > trials_created as reopens
                    from study where id = :study for no key update),
                changed as (
                    update study s set spec = s.spec || :changes::jsonb,
                        name = coalesce(:name::text, s.name),
                        priority = coalesce(:priority::int, s.priority),
                        archived = coalesce(:archived::boolean, s.archived),
                        trial_budget = coalesce(:trials::bigint, s.trial_budget),
                        parallel_limit = case when :trials::bigint is null then s.parallel_limit else :parallel::int end,
                        deadline = case when :trials::bigint is null then s.deadline
                            else s.created_at + make_interval(secs => :duration::double precision) end,
                        training_limit = case when :trials::bigint is null then s.training_limit
                            else make_interval(secs => :training::double precision) end,
                        state = case when o.reopens then 'ACTIVE' else s.state end,
                        stops_as = case when o.reopens then null else s.stops_as end,
                        reason = case when o.reopens then null else s.reason end,
                        ended_at = case when o.reopens then null else s.ended_at end
                    from old o where s.id = o.id and s.trials_created <= coalesce(:trials::bigint, s.trial_budget)
                    returning s.id, coalesce(o.reopens, false) as reopens),
                told as (
                    insert into event (study_id, type, payload, actor)
                    select id, 'STUDY_CHANGED', jsonb_strip_nulls(:changes::jsonb || jsonb_build_object(
                        'archived', :archived::boolean, 'state', case when reopens then 'ACTIVE' end)), :actor
                    from changed)
                select reopens from changed
                """;
        Budget budget = patch.budget();
        try {
            return jdbc.sql(sql)
                    .param("study", id)
                    .param("changes", changes)
                    .param("name", patch.name())
                    .param("priority", patch.priority())
                    .param("archived", patch.archived())
                    .param("trials", budget == null ? null : budget.trials())
                    .param("parallel", budget == null ? null : budget.parallel())
                    .param("duration", budget == null ? null : Studies.seconds(budget.duration()))
                    .param("training", budget == null ? null : Studies.seconds(budget.trainingTime()))
                    .param("actor", Caller.actor())
                    .query(Boolean.class)
                    .optional();
        } catch (DuplicateKeyException e) {
            throw ProblemException.of(
                    ProblemCode.NAME_TAKEN, "another study is named '" + patch.name() + "'; choose another name");
        }
    }

    /**
     * Removes a study with everything it has. Workers that still run its trials are answered that there is no such attempt.
     *
     * @param force even if it has not ended
     */
    void delete(long id, boolean force) {
        transaction.executeWithoutResult(status -> {
            // The sequencer locks events before the study's row.
            sequencer.keepOut(id);
            // The study before its trials, as everywhere; then nobody is left who holds a trial and waits for the
            // study.
            jdbc.sql("select 1 from study where id = :study for no key update")
                    .param("study", id)
                    .query()
                    .listOfRows();
            Study study = studies.get(id);
            if (!force && !study.state().isFinal()) {
                throw ProblemException.of(
                        ProblemCode.WRONG_STATE,
                        "study " + id + " is " + study.state() + "; cancel it first, or say force=true");
            }
            jdbc.sql("select count(*) from (select 1 from trial where study_id = :study for update) locked")
                    .param("study", id)
                    .query(Long.class)
                    .single();
            for (String what : new String[] {"measurement", "suggestion", "test_opening"}) {
                jdbc.sql("delete from " + what + " where study_id = :study")
                        .param("study", id)
                        .update();
            }
            audit.note(
                    "STUDY_DELETED",
                    projects.ofStudy(id),
                    id + " " + study.spec().name());
            jdbc.sql("delete from study where id = :study").param("study", id).update();
        });
    }
}
