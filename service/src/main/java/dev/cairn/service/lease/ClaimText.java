package dev.cairn.service.lease;

import dev.cairn.service.access.RecentTokens;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of claims. A text for each case instead of one with conditions on parameters: Postgres would plan that one anew with
 * each call, which takes longer than the claim. Each is made once, so that driver and server find it again.
 *
 * @param isOfOne only of the study that the worker named
 * @param isInTurn nothing while a study of higher priority may have a new trial suggested
 * @param seesAll of every project
 */
record ClaimText(boolean isOfOne, boolean isInTurn, boolean seesAll) {
    private static final Map<ClaimText, LongStatement> STATEMENTS = new ConcurrentHashMap<>();

    static final String GRANT = """
            select a.id as attempt, a.number, t.id as trial, t.number as trial_number, t.study_id, t.purpose, t.point, t.seed, t.refit,
                s.name, s.spec, s.spec_md5, extract(epoch from t.leased_until - cairn_now()) as seconds_left,
                a.resumed_from_step,
                (select encode(f.sha256, 'hex') from artifact f
                    where f.trial_id = t.id and f.kind = 'CHECKPOINT' and f.attempt_id < a.id and f.step = a.resumed_from_step
                    order by f.attempt_id desc limit 1) as checkpoint
            """;

    /**
     * Whether a study {@code wanting} may take a further trial, and this worker could train it. What has ended makes room before it
     * is numbered: a worker that ends the trial of a full study would else go to another one at once.
     *
     * @param after as in {@link #ctes}
     */
    static String wants(@Nullable String after) {
        String endsNow = after == null ? "" : """
                 - (select count(*) from %s n join trial nt on nt.id = n.trial_id
                    where nt.study_id = wanting.id and n.state <> 'QUEUED')
                """.formatted(after);
        return """
                (wanting.state = 'ACTIVE' and not wanting.exhausted
                    and wanting.trials_created < wanting.trial_budget
                    and case when wanting.parallel_limit is null
                            or wanting.trials_created - wanting.trials_ended < wanting.parallel_limit then true
                        else wanting.trials_created - wanting.trials_ended - (select count(*) from event e
                            where e.study_id = wanting.id and e.seq is null and e.type = 'TRIAL_ENDED')%s
                            < wanting.parallel_limit end
                    or wanting.state = 'CONFIRMING' and exists (
                        select 1 from confirmation c where c.study_id = wanting.id and c.history_seq is null))
                    and case when wanting.task_type is null then cardinality(:tasks::text[]) = 0
                        else wanting.task_type = any(:tasks::text[]) end
                """.formatted(endsNow);
    }

    static ClaimText of(Ask ask, boolean inTurn) {
        boolean isOfOne = ask.request().study() != null;
        return new ClaimText(isOfOne, inTurn && !isOfOne, ask.seesAll());
    }

    /** The whole claim, which answers {@link #GRANT}. */
    LongStatement statement() {
        return STATEMENTS.computeIfAbsent(
                this, text -> new LongStatement("with recursive " + text.ctes(null) + GRANT + granted()));
    }

    /** A condition on a row with {@code project_id}. */
    private String sees(String row) {
        return seesAll ? "true" : row + ".project_id = any(:visible::bigint[])";
    }

    /** Where {@link #GRANT} reads what the {@link #ctes} granted; counting what was inherited is what has it inherited. */
    static String granted() {
        return " from made a join claimed t on t.id = a.trial_id join study s on s.id = t.study_id"
                + " where (select count(points) from inherited) >= 0";
    }

    /**
     * The expressions of a claim, the last of which are {@code claimed} and {@code made}.
     *
     * @param after an expression with the {@code trial_id} of the trial that the same worker ends in this statement, and what
     *     {@code state} that has then; nothing is claimed before it has a row, and without one
     */
    String ctes(@Nullable String after) {
        return """
                asking as (
                    select w.id, w.project_id from worker w
                    where %s and name = :worker and tasks = :tasks::text[]
                        and backend is not distinct from :backend::text and %s),
                seen as (
                    update worker w set last_seen_at = cairn_now(), memory_mebibytes = :memory,
                        device_memory_mebibytes = :deviceMemory from asking
                    where w.id = asking.id and w.last_seen_at < cairn_now() - make_interval(secs => :seenSeconds)),
                %s,
                -- Keeps the order of the studies and locks one trial in the first that has a free one; sorting after it
                -- would lock one in each.
                picked as (
                    select t.id from open s cross join lateral (
                        select t.id from trial t
                        where t.study_id = s.id and t.state = 'QUEUED' and (t.purpose = 'SEARCH') = s.searches
                            and t.not_before < 'infinity' and t.not_before <= cairn_now() and %s
                        order by t.priority desc, t.id limit 1 for update skip locked) t
                    where exists (select 1 from asking k where k.project_id = s.project_id) %s
                        and not exists (select 1 from attempt where request_hash = :request)
                    limit 1),
                claimed as (
                    update trial t set state = 'RUNNING', attempt = t.attempt + 1,
                        leased_until = cairn_now() + make_interval(secs => :seconds)
                    from picked p where t.id = p.id returning t.*),
                resumed as (
                    select f.attempt_id, f.step from claimed c join artifact f on f.trial_id = c.id
                    where c.attempt > 1 and f.kind = 'CHECKPOINT' order by f.step desc, f.attempt_id desc limit 1),
                made as (
                    insert into attempt (trial_id, study_id, number, worker_id, request_hash, token_hash, resumed_from_step,
                        memory_mebibytes, device_memory_mebibytes, leased_by)
                    select c.id, c.study_id, c.attempt, a.id, :request, :leaseToken, (select step from resumed),
                        :memory, :deviceMemory, :caller
                    from claimed c join study cs on cs.id = c.study_id join asking a on a.project_id = cs.project_id
                    returning id, study_id, number, trial_id, resumed_from_step),
                inherited as (
                    select inherit_points(a.study_id, r.attempt_id, a.id, r.step) as points from made a cross join resumed r)
                """.formatted(
                        sees("w"),
                        RecentTokens.IS_GOOD,
                        open(after),
                        Fleet.OFFERS_MORE,
                        after == null ? "" : "and exists (select 1 from " + after + ")");
    }

    /** The studies to look into, in their order. */
    private String open(@Nullable String after) {
        String open = """
                open as (
                    select s.id, s.project_id, s.state = 'ACTIVE' as searches
                    from %s
                    where %s and s.state in ('ACTIVE', 'CONFIRMING')
                        and case when s.task_type is null then cardinality(:tasks::text[]) = 0
                            else s.task_type = any(:tasks::text[]) end
                        and %s)
                """;
        if (isOfOne) {
            return open.formatted("study s", sees("s"), "s.id = :study");
        }
        String turn = isInTurn
                ? "not exists (select 1 from study wanting where wanting.priority > s.priority and " + sees("wanting")
                        + " and " + wants(after) + ")"
                : "true";
        // What this worker ends just now does not run any more.
        String ended = after == null ? "" : " and r.id is distinct from (select trial_id from " + after + ")";
        String order = """
                order by s.priority desc,
                    (select count(*) from trial r where r.study_id = s.id and r.state = 'RUNNING'%s), s.id
                """.formatted(ended);
        // The queue's index is read from study to study, one step each: queued trials, of which there may be a million,
        // are never looked through.
        return """
                waiting as (
                    (select t.study_id from trial t
                        where t.state = 'QUEUED' and t.not_before < 'infinity' order by t.study_id limit 1)
                    union all
                    select (select t.study_id from trial t
                        where t.state = 'QUEUED' and t.not_before < 'infinity' and t.study_id > w.study_id
                        order by t.study_id limit 1)
                    from waiting w where w.study_id is not null),
                """ + open.formatted("waiting w join study s on s.id = w.study_id", sees("s"), turn + "\n" + order);
    }
}
