-- The views that people and dashboards read. They are a contract: columns may be added at a view's end, never taken away,
-- renamed or given another type, which "create or replace" refuses by itself. docs/sql.md is made from the comments.
-- Views run with their owner's rights, so that readers need none on tables. Nothing here shows tokens, logs, webhooks or bytes.
create schema if not exists bi;
comment on schema bi is 'Studies, trials and workers of all projects for people and dashboards; version in bi.version';
grant usage on schema bi to cairn_service, cairn_views, bi_reader;

create or replace view bi.version as
select 1 as major, 0 as minor;
comment on view bi.version is 'The version of these views: one row';
comment on column bi.version.major is 'raised when a column goes away or changes its type or meaning';
comment on column bi.version.minor is 'raised when views or columns come';

create or replace view bi.study_objective as
select s.id as study_id, s.name as study_name, o.number::int as objective_number,
    o.spec ->> 'metric' as metric, coalesce(o.spec ->> 'direction', 'MINIMIZE') as direction
from study s cross join lateral jsonb_array_elements(s.spec -> 'objectives') with ordinality as o (spec, number);
comment on view bi.study_objective is 'What each study improves; a row for each objective';
comment on column bi.study_objective.study_id is 'the study';
comment on column bi.study_objective.study_name is 'its name';
comment on column bi.study_objective.objective_number is 'position in the study''s specification, from 1; the first leads';
comment on column bi.study_objective.metric is 'the metric''s name';
comment on column bi.study_objective.direction is 'MINIMIZE or MAXIMIZE';

create or replace view bi.study_parameter as
select s.id as study_id, s.name as study_name, p.position::int as position, p.spec ->> 'name' as parameter,
    p.spec ->> 'type' as kind,
    case p.spec ->> 'type' when 'REAL' then 'real' when 'INTEGER' then 'integer' else
        case when not v.numbers and not v.booleans then 'text' when v.booleans then 'boolean'
            when v.whole then 'integer' else 'real' end end as value_type,
    p.spec ->> 'scale' as scale, (p.spec ->> 'low')::double precision as low, (p.spec ->> 'high')::double precision as high,
    case when p.spec ->> 'type' in ('ORDINAL', 'CATEGORICAL') then
        (select string_agg(one.value, ', ' order by one.at) from jsonb_array_elements_text(p.spec -> 'values')
            with ordinality as one (value, at)) end as listed_values,
    coalesce(p.spec -> 'when', '{}') <> '{}' as is_conditional
from study s cross join lateral jsonb_array_elements(s.spec -> 'space' -> 'parameters') with ordinality as p (spec, position)
    cross join lateral (
        select coalesce(bool_and(jsonb_typeof(one) = 'number'), false) as numbers,
            coalesce(bool_and(jsonb_typeof(one) = 'boolean'), false) as booleans,
            coalesce(bool_and(jsonb_typeof(one) = 'number' and one::text !~ '[.eE]'), false) as whole
        from jsonb_array_elements(case jsonb_typeof(p.spec -> 'values') when 'array' then p.spec -> 'values' else '[]' end) one) v;
comment on view bi.study_parameter is 'The dimensions of each study''s search space';
comment on column bi.study_parameter.study_id is 'the study';
comment on column bi.study_parameter.study_name is 'its name';
comment on column bi.study_parameter.position is 'position in the space, from 1';
comment on column bi.study_parameter.parameter is 'the parameter''s name';
comment on column bi.study_parameter.kind is 'REAL, INTEGER, ORDINAL or CATEGORICAL';
comment on column bi.study_parameter.value_type is
    'real, integer, text or boolean: which column of bi.trial_parameter has its values';
comment on column bi.study_parameter.scale is 'LINEAR, LOG or REVERSE_LOG; null for listed values';
comment on column bi.study_parameter.low is 'lower end of the range, in the parameter''s own unit; null for listed values';
comment on column bi.study_parameter.high is 'upper end of the range, in the parameter''s own unit; null for listed values';
comment on column bi.study_parameter.listed_values is
    'the values of an ordinal or categorical parameter, separated by commas; null for ranges';
comment on column bi.study_parameter.is_conditional is 'whether it exists only where other parameters have certain values';

create or replace view bi.study as
select s.id as study_id, p.name as project_name, s.name as study_name, s.state, s.reason, s.archived, s.priority, s.task_type,
    d.name as dataset_name, s.spec #>> '{sampler,type}' as sampler, s.spec #>> '{pruner,type}' as pruner,
    (s.spec ->> 'seed')::bigint as seed, o.metric, o.direction, s.trial_budget, s.parallel_limit,
    coalesce(c.trials, 0) as trials, coalesce(c.queued, 0) as trials_queued, coalesce(c.running, 0) as trials_running,
    coalesce(c.completed, 0) as trials_completed, coalesce(c.pruned, 0) as trials_pruned,
    coalesce(c.infeasible, 0) as trials_infeasible, coalesce(c.failed, 0) as trials_failed,
    coalesce(c.cancelled, 0) as trials_cancelled, coalesce(c.imported, 0) as trials_imported,
    b.id as best_trial_id, b.number as best_trial_number, b.objective_values[1] as best_value,
    s.created_at, s.ended_at, s.deadline,
    extract(epoch from coalesce(s.ended_at, clock_timestamp() + (select shift from clock)) - s.created_at)::double precision
        as wall_seconds
from study s join project p on p.id = s.project_id
    left join dataset d on d.project_id = s.project_id and d.sha256 = s.dataset_sha256
    left join bi.study_objective o on o.study_id = s.id and o.objective_number = 1
    left join (
        select t.study_id, count(*) as trials, count(*) filter (where t.state = 'QUEUED') as queued,
            count(*) filter (where t.state = 'RUNNING') as running, count(*) filter (where t.state = 'COMPLETED') as completed,
            count(*) filter (where t.state = 'PRUNED') as pruned, count(*) filter (where t.state = 'INFEASIBLE') as infeasible,
            count(*) filter (where t.state = 'FAILED') as failed, count(*) filter (where t.state = 'CANCELLED') as cancelled,
            count(*) filter (where t.origin = 'IMPORTED') as imported
        from trial t where t.purpose = 'SEARCH' group by t.study_id) c on c.study_id = s.id
    left join lateral (
        select t.id, t.number, t.objective_values from trial t
        where t.study_id = s.id and t.purpose = 'SEARCH' and t.score is not null and not t.excluded and not exists (
            select 1 from jsonb_to_recordset(s.spec -> 'constraints')
                as limits (metric text, "atMost" double precision, "atLeast" double precision)
            where (t.metrics ->> limits.metric)::double precision > limits."atMost"
                or (t.metrics ->> limits.metric)::double precision < limits."atLeast")
        order by t.score desc, t.number limit 1) b on true;
comment on view bi.study is 'Studies of all projects; trials are counted without repetitions and confirmations';
comment on column bi.study.study_id is 'the study';
comment on column bi.study.project_name is 'the project it belongs to';
comment on column bi.study.study_name is 'its name, unique in its project';
comment on column bi.study.state is 'ACTIVE, PAUSED, STOPPING, CONFIRMING, COMPLETED, FAILED or CANCELLED';
comment on column bi.study.reason is 'why it is in that state, for people';
comment on column bi.study.archived is 'whether lists leave it out';
comment on column bi.study.priority is 'studies of a higher one are served first';
comment on column bi.study.task_type is 'what its workers train; null for a study that anyone may train';
comment on column bi.study.dataset_name is 'the data set of its task';
comment on column bi.study.sampler is 'type of the sampler as chosen, such as GAUSSIAN_PROCESS';
comment on column bi.study.pruner is 'type of the pruner as chosen, such as MEDIAN';
comment on column bi.study.seed is 'seed of the sampler';
comment on column bi.study.metric is 'the first objective''s metric';
comment on column bi.study.direction is 'the first objective''s direction, MINIMIZE or MAXIMIZE';
comment on column bi.study.trial_budget is 'how many search trials it may create';
comment on column bi.study.parallel_limit is 'how many trials may be open at once; null for any number';
comment on column bi.study.trials is 'search trials';
comment on column bi.study.trials_queued is 'search trials that wait';
comment on column bi.study.trials_running is 'search trials that a worker holds';
comment on column bi.study.trials_completed is 'search trials with a value';
comment on column bi.study.trials_pruned is 'search trials that were stopped early';
comment on column bi.study.trials_infeasible is 'search trials whose configuration cannot be trained';
comment on column bi.study.trials_failed is 'search trials that went wrong otherwise';
comment on column bi.study.trials_cancelled is 'search trials that were cancelled';
comment on column bi.study.trials_imported is 'of all search trials, those that came in with their end';
comment on column bi.study.best_trial_id is
    'the completed search trial with the best first objective that keeps all constraints and is not excluded';
comment on column bi.study.best_trial_number is 'that trial''s number in the study';
comment on column bi.study.best_value is 'that trial''s first objective, in the metric''s unit';
comment on column bi.study.created_at is 'when it was created';
comment on column bi.study.ended_at is 'when it ended; null while it has not';
comment on column bi.study.deadline is 'when its budget of wall time is spent; null without one';
comment on column bi.study.wall_seconds is 'seconds from its creation to its end, or to now';

create or replace view bi.study_label as
select s.id as study_id, s.name as study_name, l.key as label, l.value
from study s cross join lateral jsonb_each_text(coalesce(s.spec -> 'labels', '{}')) l;
comment on view bi.study_label is 'The labels that people gave their studies';
comment on column bi.study_label.study_id is 'the study';
comment on column bi.study_label.study_name is 'its name';
comment on column bi.study_label.label is 'the label''s name';
comment on column bi.study_label.value is 'its value';

create or replace view bi.trial as
select t.id as trial_id, t.study_id, s.name as study_name, p.name as project_name, t.number as trial_number, t.purpose, t.origin,
    t.state, t.cause, t.stop_reason, t.excluded, t.repeats_id as repeats_trial_id, t.repetition, t.seed, t.priority,
    t.objective_values[1] as value, t.last_step, t.last_value,
    case when t.state = 'COMPLETED' then coalesce(s.spec -> 'constraints', '[]') = '[]' or not exists (
        select 1 from jsonb_to_recordset(s.spec -> 'constraints')
            as limits (metric text, "atMost" double precision, "atLeast" double precision)
        where (t.metrics ->> limits.metric)::double precision > limits."atMost"
            or (t.metrics ->> limits.metric)::double precision < limits."atLeast") end as keeps_constraints,
    coalesce(a.attempts, 0) as attempts, a.worker_name, t.created_at, a.started_at, t.ended_at,
    coalesce(a.training_seconds, 0) as training_seconds
from trial t join study s on s.id = t.study_id join project p on p.id = s.project_id
    left join (
        select a.trial_id, a.study_id, count(*) as attempts, min(a.started_at) as started_at,
            sum(attempt_seconds(a)) as training_seconds,
            (array_agg(coalesce(w.name, a.imported_worker) order by a.number desc))[1] as worker_name
        from attempt a left join worker w on w.id = a.worker_id group by a.trial_id, a.study_id) a
        on a.trial_id = t.id and a.study_id = t.study_id;
comment on view bi.trial is 'Trials: one configuration with one seed each';
comment on column bi.trial.trial_id is 'the trial';
comment on column bi.trial.study_id is 'its study';
comment on column bi.trial.study_name is 'the study''s name';
comment on column bi.trial.project_name is 'the study''s project';
comment on column bi.trial.trial_number is 'counts from 1 within the study, repetitions and confirmations too';
comment on column bi.trial.purpose is
    'SEARCH; REPEAT for a candidate''s repetition with another seed; CONFIRM for the winner''s fit that meets the test part';
comment on column bi.trial.origin is 'SUGGESTED by the sampler, ENQUEUED by a person, IMPORTED with its end, or CONFIRMATION';
comment on column bi.trial.state is 'QUEUED, RUNNING, COMPLETED, PRUNED, INFEASIBLE, FAILED or CANCELLED';
comment on column bi.trial.cause is 'why it failed or is infeasible, such as DIVERGED; null otherwise';
comment on column bi.trial.stop_reason is 'why the pruner stopped it, for people';
comment on column bi.trial.excluded is 'whether a person took it out: it teaches nothing and is never the best';
comment on column bi.trial.repeats_trial_id is 'of a repetition, the search trial whose point it repeats';
comment on column bi.trial.repetition is 'of a repetition, which one, from 1';
comment on column bi.trial.seed is 'seed of its training; retries keep it';
comment on column bi.trial.priority is 'trials of a higher one are leased first';
comment on column bi.trial.value is 'the first objective, in the metric''s unit; null unless it completed';
comment on column bi.trial.last_step is 'of a pruned trial, the step it had reached';
comment on column bi.trial.last_value is 'of a pruned trial, the first objective at that step';
comment on column bi.trial.keeps_constraints is 'whether a completed trial keeps every outcome constraint; null otherwise';
comment on column bi.trial.attempts is 'how often it was begun';
comment on column bi.trial.worker_name is 'who ran its latest attempt';
comment on column bi.trial.created_at is 'when it was created';
comment on column bi.trial.started_at is 'when its first attempt began';
comment on column bi.trial.ended_at is 'when it came to its final state; null while it has not';
comment on column bi.trial.training_seconds is 'seconds that all its attempts took';

create or replace view bi.trial_objective as
select t.study_id, s.name as study_name, t.id as trial_id, t.number as trial_number, t.purpose, o.objective_number, o.metric,
    o.direction, t.objective_values[o.objective_number] as value
from trial t join study s on s.id = t.study_id join bi.study_objective o on o.study_id = t.study_id
where t.state = 'COMPLETED' and t.objective_values is not null;
comment on view bi.trial_objective is 'The objectives of completed trials, a row for each';
comment on column bi.trial_objective.study_id is 'the study';
comment on column bi.trial_objective.study_name is 'its name';
comment on column bi.trial_objective.trial_id is 'the trial';
comment on column bi.trial_objective.trial_number is 'its number in the study';
comment on column bi.trial_objective.purpose is 'SEARCH or REPEAT';
comment on column bi.trial_objective.objective_number is 'position of the objective, from 1';
comment on column bi.trial_objective.metric is 'the objective''s metric';
comment on column bi.trial_objective.direction is 'MINIMIZE or MAXIMIZE';
comment on column bi.trial_objective.value is 'its value, in the metric''s unit; finite';

create or replace view bi.trial_metric as
select t.study_id, s.name as study_name, t.id as trial_id, t.number as trial_number, t.purpose, t.origin, m.key as metric,
    (m.value #>> '{}')::double precision as value, jsonb_typeof(m.value) = 'number' as is_finite
from trial t join study s on s.id = t.study_id cross join lateral jsonb_each(t.metrics) m;
comment on view bi.trial_metric is 'The final metrics that trials ended with, a row for each';
comment on column bi.trial_metric.study_id is 'the study';
comment on column bi.trial_metric.study_name is 'its name';
comment on column bi.trial_metric.trial_id is 'the trial';
comment on column bi.trial_metric.trial_number is 'its number in the study';
comment on column bi.trial_metric.purpose is 'SEARCH, REPEAT or CONFIRM';
comment on column bi.trial_metric.origin is 'SUGGESTED, ENQUEUED, IMPORTED or CONFIRMATION';
comment on column bi.trial_metric.metric is 'the metric''s name';
comment on column bi.trial_metric.value is 'its value, in the metric''s unit; may be NaN, Infinity or -Infinity';
comment on column bi.trial_metric.is_finite is 'whether the value is an ordinary number';

create or replace view bi.trial_parameter as
select t.study_id, s.name as study_name, t.id as trial_id, t.number as trial_number, t.purpose, t.origin, t.state, v.key as parameter,
    p.kind, p.value_type,
    case when p.value_type = 'real' then (v.value #>> '{}')::double precision end as real_value,
    case when p.value_type = 'integer' then (v.value #>> '{}')::numeric::bigint end as integer_value,
    case when p.value_type = 'text' then v.value #>> '{}' end as text_value,
    case when p.value_type = 'boolean' then (v.value #>> '{}')::boolean end as boolean_value,
    case when p.value_type in ('real', 'integer') then (v.value #>> '{}')::double precision end as numeric_value,
    v.value #>> '{}' as shown_value, t.objective_values[1] as objective_value
from trial t join study s on s.id = t.study_id cross join lateral jsonb_each(t.point) v
    join bi.study_parameter p on p.study_id = t.study_id and p.parameter = v.key;
comment on view bi.trial_parameter is
    'The hyperparameters of trials, a row for each that is active; exactly one of the typed values is set';
comment on column bi.trial_parameter.study_id is 'the study';
comment on column bi.trial_parameter.study_name is 'its name';
comment on column bi.trial_parameter.trial_id is 'the trial';
comment on column bi.trial_parameter.trial_number is 'its number in the study';
comment on column bi.trial_parameter.purpose is 'SEARCH, REPEAT or CONFIRM';
comment on column bi.trial_parameter.origin is 'SUGGESTED, ENQUEUED, IMPORTED or CONFIRMATION';
comment on column bi.trial_parameter.state is 'the trial''s state';
comment on column bi.trial_parameter.parameter is 'the parameter''s name';
comment on column bi.trial_parameter.kind is 'REAL, INTEGER, ORDINAL or CATEGORICAL';
comment on column bi.trial_parameter.value_type is 'real, integer, text or boolean: the column that is set';
comment on column bi.trial_parameter.real_value is 'the value of a real one, in the parameter''s own unit';
comment on column bi.trial_parameter.integer_value is 'the value of a whole one, in the parameter''s own unit';
comment on column bi.trial_parameter.text_value is 'the value of a textual one';
comment on column bi.trial_parameter.boolean_value is 'the value of one that is true or false';
comment on column bi.trial_parameter.numeric_value is 'real_value or integer_value, for axes';
comment on column bi.trial_parameter.shown_value is 'the value as text, whatever its type';
comment on column bi.trial_parameter.objective_value is
    'the trial''s first objective, in the metric''s unit; null unless it completed';

create or replace view bi.attempt as
select a.id as attempt_id, a.study_id, s.name as study_name, a.trial_id, t.number as trial_number, t.purpose,
    a.number as attempt_number, a.number = t.attempt as is_latest, a.state, a.cause, a.message, a.worker_id,
    coalesce(w.name, a.imported_worker) as worker_name, a.worker_id is null as is_imported, coalesce(w.backend, a.imported_backend) as backend, a.memory_mebibytes,
    a.device_memory_mebibytes, a.heard, a.resumed_from_step, a.started_at, a.last_heard_at, a.ended_at,
    attempt_seconds(a) as seconds
from attempt a join trial t on t.id = a.trial_id join study s on s.id = a.study_id left join worker w on w.id = a.worker_id;
comment on view bi.attempt is 'Executions of trials by workers';
comment on column bi.attempt.attempt_id is 'the attempt';
comment on column bi.attempt.study_id is 'its study';
comment on column bi.attempt.study_name is 'the study''s name';
comment on column bi.attempt.trial_id is 'its trial';
comment on column bi.attempt.trial_number is 'the trial''s number in the study';
comment on column bi.attempt.purpose is 'the trial''s purpose: SEARCH, REPEAT or CONFIRM';
comment on column bi.attempt.attempt_number is 'counts from 1 within the trial';
comment on column bi.attempt.is_latest is 'whether no later attempt of the trial was begun';
comment on column bi.attempt.state is 'RUNNING, SUCCEEDED, LOST, PREEMPTED, FAILED or CANCELLED; a pruned one SUCCEEDED';
comment on column bi.attempt.cause is 'why it failed, such as HOST_OOM';
comment on column bi.attempt.message is 'what its worker said about the failure';
comment on column bi.attempt.worker_id is 'the worker that ran it; null if it was imported';
comment on column bi.attempt.worker_name is 'that worker''s name';
comment on column bi.attempt.is_imported is 'whether it was run elsewhere and came in with its end';
comment on column bi.attempt.backend is 'what that worker computes with, such as cpu or cuda';
comment on column bi.attempt.memory_mebibytes is 'memory that the worker offered, in MiB; null if it did not say';
comment on column bi.attempt.device_memory_mebibytes is
    'accelerator''s memory that the worker offered, in MiB; null if it did not say';
comment on column bi.attempt.heard is 'whether it ever reported';
comment on column bi.attempt.resumed_from_step is
    'the step of an earlier attempt''s checkpoint that it went on from; null if it began anew';
comment on column bi.attempt.started_at is 'when it was leased';
comment on column bi.attempt.last_heard_at is 'when its worker was last heard of it';
comment on column bi.attempt.ended_at is 'when it ended; of a LOST one when that was noticed';
comment on column bi.attempt.seconds is 'seconds it took; while it runs, or if its worker fell silent, until it was last heard';

create or replace view bi.metric_point as
select m.study_id, a.trial_id, t.number as trial_number, t.purpose, m.attempt_id, a.number as attempt_number,
    a.number = t.attempt as is_current, m.step, v.key as metric, (v.value #>> '{}')::double precision as value,
    jsonb_typeof(v.value) = 'number' as is_finite, m.measured_at
from measurement m join attempt a on a.id = m.attempt_id join trial t on t.id = a.trial_id
    cross join lateral jsonb_each(m.metrics) v;
comment on view bi.metric_point is
    'Learning curves: what attempts reported, a row for each step and metric. Name a study or an attempt: there may be millions';
comment on column bi.metric_point.study_id is 'the study';
comment on column bi.metric_point.trial_id is 'the trial';
comment on column bi.metric_point.trial_number is 'its number in the study';
comment on column bi.metric_point.purpose is 'the trial''s purpose: SEARCH, REPEAT or CONFIRM';
comment on column bi.metric_point.attempt_id is 'the attempt that reported it';
comment on column bi.metric_point.attempt_number is 'its number in the trial';
comment on column bi.metric_point.is_current is
    'whether it belongs to the trial''s latest attempt, whose points are the trial''s curve';
comment on column bi.metric_point.step is 'training step, most often the epoch, as reported';
comment on column bi.metric_point.metric is 'the metric''s name';
comment on column bi.metric_point.value is 'its value, in the metric''s unit; may be NaN, Infinity or -Infinity';
comment on column bi.metric_point.is_finite is 'whether the value is an ordinary number';
comment on column bi.metric_point.measured_at is 'when it was reported';

create or replace view bi.study_progress as
with ended as (
    select t.study_id, t.id, t.number, t.origin, t.state, t.excluded, t.objective_values, t.metrics, t.ended_at,
        case t.origin when 'IMPORTED' then 0 else coalesce(a.seconds, 0) end as seconds
    from trial t left join (
        select p.study_id, p.trial_id, sum(attempt_seconds(p)) as seconds from attempt p group by p.study_id, p.trial_id) a
        on a.trial_id = t.id and a.study_id = t.study_id
    where t.purpose = 'SEARCH' and t.ended_at is not null),
counted as (
    select e.*, row_number() over so_far as trials_ended, sum(e.seconds) over so_far as training_seconds
    from ended e window so_far as (partition by e.study_id order by e.ended_at, e.number)),
measured as (
    select c.study_id, o.study_name, o.objective_number, o.metric, o.direction, c.id, c.number, c.origin, c.ended_at,
        c.trials_ended, greatest(0, extract(epoch from c.ended_at - s.created_at))::double precision as wall_seconds,
        c.training_seconds, c.objective_values[o.objective_number] as value,
        coalesce(s.spec -> 'constraints', '[]') = '[]' or not exists (
            select 1 from jsonb_to_recordset(s.spec -> 'constraints')
                as limits (metric text, "atMost" double precision, "atLeast" double precision)
            where (c.metrics ->> limits.metric)::double precision > limits."atMost"
                or (c.metrics ->> limits.metric)::double precision < limits."atLeast") as keeps_constraints
    from counted c join study s on s.id = c.study_id join bi.study_objective o on o.study_id = c.study_id
    where c.state = 'COMPLETED' and not c.excluded),
improving as (
    select m.*, case m.direction
            when 'MINIMIZE' then min(m.value) filter (where m.keeps_constraints) over so_far
            else max(m.value) filter (where m.keeps_constraints) over so_far end as best_value
    from measured m window so_far as (partition by m.study_id, m.objective_number order by m.ended_at, m.number))
select i.study_id, i.study_name, i.objective_number, i.metric, i.direction, i.id as trial_id, i.number as trial_number, i.origin,
    i.ended_at, i.trials_ended, i.wall_seconds, i.training_seconds, i.value, i.keeps_constraints, i.best_value,
    coalesce(i.best_value is distinct from
        lag(i.best_value) over (partition by i.study_id, i.objective_number order by i.ended_at, i.number), false) as improved
from improving i;
comment on view bi.study_progress is
    'How each study''s best value improved: a row for each completed search trial and objective, without excluded trials';
comment on column bi.study_progress.study_id is 'the study';
comment on column bi.study_progress.study_name is 'its name';
comment on column bi.study_progress.objective_number is 'position of the objective, from 1';
comment on column bi.study_progress.metric is 'the objective''s metric';
comment on column bi.study_progress.direction is 'MINIMIZE or MAXIMIZE';
comment on column bi.study_progress.trial_id is 'the trial that completed';
comment on column bi.study_progress.trial_number is 'its number in the study';
comment on column bi.study_progress.origin is 'SUGGESTED, ENQUEUED or IMPORTED';
comment on column bi.study_progress.ended_at is 'when it completed';
comment on column bi.study_progress.trials_ended is
    'how many search trials of the study had ended by then, however they ended, this one included';
comment on column bi.study_progress.wall_seconds is
    'seconds from the study''s creation to the trial''s end; 0 for a trial that ended before';
comment on column bi.study_progress.training_seconds is 'seconds that all those trials took together; imported ones count 0';
comment on column bi.study_progress.value is 'the trial''s value, in the metric''s unit';
comment on column bi.study_progress.keeps_constraints is 'whether it keeps every outcome constraint';
comment on column bi.study_progress.best_value is
    'best value so far among trials that keep the constraints; null while there is none';
comment on column bi.study_progress.improved is 'whether this trial is better than all before';

create or replace view bi.time_to_target as
with steps as (
    select p.*, first_value(p.best_value) over so_far as first_value,
        last_value(p.best_value) over (so_far rows between unbounded preceding and unbounded following) as final_value
    from bi.study_progress p where p.improved
    window so_far as (partition by p.study_id, p.objective_number order by p.ended_at, p.trial_number)),
targets as (
    select s.*, g.share,
        case g.share when 1 then s.final_value else s.first_value + g.share * (s.final_value - s.first_value) end as target
    from steps s cross join (values (0.5::double precision), (0.8), (0.9), (0.95), (0.99), (1)) as g (share))
select t.study_id, t.study_name, t.objective_number, t.metric, t.direction, t.share as target_share, min(t.target) as target_value,
    min(t.trials_ended) as trials, min(t.wall_seconds) as wall_seconds, min(t.training_seconds) as training_seconds
from targets t where case t.direction when 'MINIMIZE' then t.best_value <= t.target else t.best_value >= t.target end
group by t.study_id, t.study_name, t.objective_number, t.metric, t.direction, t.share;
comment on view bi.time_to_target is
    'What it took each study to make a share of its whole improvement, from its first value to its best';
comment on column bi.time_to_target.study_id is 'the study';
comment on column bi.time_to_target.study_name is 'its name';
comment on column bi.time_to_target.objective_number is 'position of the objective, from 1';
comment on column bi.time_to_target.metric is 'the objective''s metric';
comment on column bi.time_to_target.direction is 'MINIMIZE or MAXIMIZE';
comment on column bi.time_to_target.target_share is
    'share of the way from the first value to the best one: 0.5, 0.8, 0.9, 0.95, 0.99 and 1';
comment on column bi.time_to_target.target_value is 'the value that had to be reached, in the metric''s unit';
comment on column bi.time_to_target.trials is 'search trials that had ended when it was reached';
comment on column bi.time_to_target.wall_seconds is 'seconds from the study''s creation until it was reached';
comment on column bi.time_to_target.training_seconds is 'seconds of training of those trials together';

create or replace view bi.worker as
select w.id as worker_id, p.name as project_name, w.name as worker_name, w.backend, array_to_string(w.tasks, ', ') as tasks,
    w.memory_mebibytes, w.device_memory_mebibytes, w.first_seen_at, w.last_seen_at,
    r.attempts is not null or w.last_seen_at > clock_timestamp() + (select shift from clock) - interval '3 minutes' as is_present,
    coalesce(r.attempts, 0) as running_attempts
from worker w join project p on p.id = w.project_id
    left join (select a.worker_id, count(*) as attempts from attempt a where a.state = 'RUNNING' group by a.worker_id) r
        on r.worker_id = w.id;
comment on view bi.worker is 'Workers that ever asked for a trial';
comment on column bi.worker.worker_id is 'the worker';
comment on column bi.worker.project_name is 'the project it works for';
comment on column bi.worker.worker_name is 'its name, unique in its project';
comment on column bi.worker.backend is 'what it computes with, such as cpu or cuda; null if it did not say';
comment on column bi.worker.tasks is 'tasks that it trains, separated by commas; empty for any study without a task';
comment on column bi.worker.memory_mebibytes is 'memory it offers a trial, in MiB; null if it did not say';
comment on column bi.worker.device_memory_mebibytes is 'accelerator''s memory it offers a trial, in MiB; null if it did not say';
comment on column bi.worker.first_seen_at is 'when it asked first';
comment on column bi.worker.last_seen_at is 'when it asked last';
comment on column bi.worker.is_present is 'whether it runs something or asked within three minutes';
comment on column bi.worker.running_attempts is 'attempts that it runs now';

create or replace view bi.worker_utilisation as
with busy as (
    select a.worker_id, h.hour, greatest(a.started_at, h.hour) as begun, least(e.until, h.hour + interval '1 hour') as until
    from attempt a
        cross join lateral (select a.started_at + attempt_seconds(a) * interval '1 second' as until) e
        cross join lateral generate_series(date_trunc('hour', a.started_at, 'UTC'), e.until, interval '1 hour') as h (hour)
    where a.worker_id is not null)
select b.worker_id, w.name as worker_name, w.backend, b.hour, count(*) as attempts,
    sum(extract(epoch from greatest(b.until - b.begun, interval '0')))::double precision as busy_seconds,
    (sum(extract(epoch from greatest(b.until - b.begun, interval '0'))) / 3600)::double precision as busy_share
from busy b join worker w on w.id = b.worker_id group by b.worker_id, w.name, w.backend, b.hour;
comment on view bi.worker_utilisation is
    'How much of each hour workers were busy with attempts; hours without an attempt have no row';
comment on column bi.worker_utilisation.worker_id is 'the worker';
comment on column bi.worker_utilisation.worker_name is 'its name';
comment on column bi.worker_utilisation.backend is 'what it computes with, such as cpu or cuda';
comment on column bi.worker_utilisation.hour is 'beginning of the hour, whole in UTC';
comment on column bi.worker_utilisation.attempts is 'attempts that it ran in that hour';
comment on column bi.worker_utilisation.busy_seconds is
    'seconds of that hour that attempts took, added up over those at the same time';
comment on column bi.worker_utilisation.busy_share is 'that as a share of the hour; above 1 where it ran several at once';

create or replace view bi.trial_timeline as
select a.study_id, t.id as trial_id, t.number as trial_number, t.purpose, a.id as attempt_id, a.number as attempt_number, p.phase,
    case p.phase when 'RUNNING' then w.name end as worker_name, a.state as attempt_state, a.cause, p.from_at, p.to_at,
    greatest(0, extract(epoch from p.to_at - p.from_at))::double precision as seconds
from attempt a join trial t on t.id = a.trial_id left join worker w on w.id = a.worker_id
    left join attempt b on b.trial_id = a.trial_id and b.number = a.number - 1
    cross join lateral (values
        ('WAITING', coalesce(b.ended_at, t.created_at), a.started_at),
        ('RUNNING', a.started_at, a.started_at + attempt_seconds(a) * interval '1 second')) as p (phase, from_at, to_at)
where a.worker_id is not null and p.from_at <= p.to_at;
comment on view bi.trial_timeline is 'When trials waited and ran: two rows for each attempt, without imported ones';
comment on column bi.trial_timeline.study_id is 'the study';
comment on column bi.trial_timeline.trial_id is 'the trial';
comment on column bi.trial_timeline.trial_number is 'its number in the study';
comment on column bi.trial_timeline.purpose is 'the trial''s purpose: SEARCH, REPEAT or CONFIRM';
comment on column bi.trial_timeline.attempt_id is 'the attempt';
comment on column bi.trial_timeline.attempt_number is 'its number in the trial';
comment on column bi.trial_timeline.phase is 'WAITING before the attempt, or RUNNING';
comment on column bi.trial_timeline.worker_name is 'who ran it; null while it waited';
comment on column bi.trial_timeline.attempt_state is 'what became of the attempt';
comment on column bi.trial_timeline.cause is 'why it failed, if it did';
comment on column bi.trial_timeline.from_at is 'when the phase began';
comment on column bi.trial_timeline.to_at is 'when it ended, or was last heard of';
comment on column bi.trial_timeline.seconds is 'seconds it took';

create or replace view bi.failure_summary as
select a.study_id, s.name as study_name, a.cause, a.state as attempt_state, coalesce(w.name, a.imported_worker) as worker_name,
    count(*) as attempts, count(distinct a.trial_id) as trials,
    count(*) filter (where t.state in ('FAILED', 'INFEASIBLE') and t.attempt = a.number) as trials_ended,
    sum(attempt_seconds(a)) as lost_seconds, min(a.started_at) as first_started_at, max(a.ended_at) as last_ended_at
from attempt a join trial t on t.id = a.trial_id join study s on s.id = a.study_id left join worker w on w.id = a.worker_id
where a.state in ('LOST', 'PREEMPTED', 'FAILED')
group by a.study_id, s.name, a.cause, a.state, coalesce(w.name, a.imported_worker);
comment on view bi.failure_summary is
    'What went wrong where: attempts that were lost, given back or failed, by study, cause and worker';
comment on column bi.failure_summary.study_id is 'the study';
comment on column bi.failure_summary.study_name is 'its name';
comment on column bi.failure_summary.cause is 'why, such as WORKER_LOST, DIVERGED or CRASHED';
comment on column bi.failure_summary.attempt_state is 'LOST, PREEMPTED or FAILED';
comment on column bi.failure_summary.worker_name is 'on which worker';
comment on column bi.failure_summary.attempts is 'how many attempts ended so';
comment on column bi.failure_summary.trials is 'of how many trials';
comment on column bi.failure_summary.trials_ended is 'how many trials that ended for good as FAILED or INFEASIBLE';
comment on column bi.failure_summary.lost_seconds is 'seconds those attempts took together';
comment on column bi.failure_summary.first_started_at is 'when the first of them began';
comment on column bi.failure_summary.last_ended_at is 'when the last of them ended';

create or replace view bi.cost_by_study as
select s.id as study_id, p.name as project_name, s.name as study_name, s.state, count(a.id) as attempts,
    count(distinct a.trial_id) as trials, coalesce(sum(a.seconds), 0) as training_seconds,
    coalesce(sum(a.seconds) filter (where a.purpose = 'SEARCH'), 0) as search_seconds,
    coalesce(sum(a.seconds) filter (where a.purpose <> 'SEARCH'), 0) as confirmation_seconds,
    coalesce(sum(a.seconds) filter (where a.trial_state = 'PRUNED'), 0) as pruned_seconds,
    coalesce(sum(a.seconds) filter (where a.state in ('LOST', 'PREEMPTED', 'FAILED', 'CANCELLED')), 0) as unsuccessful_seconds,
    coalesce(sum(a.seconds) filter (where a.backend = 'cuda'), 0) as cuda_seconds,
    sum(a.seconds) filter (where a.purpose = 'SEARCH')
        / nullif(count(distinct a.trial_id) filter (where a.purpose = 'SEARCH' and a.trial_state = 'COMPLETED'), 0)
        as seconds_per_completed_trial
from study s join project p on p.id = s.project_id left join (
    select x.id, x.study_id, x.trial_id, x.state, attempt_seconds(x) as seconds, t.purpose, t.state as trial_state, w.backend
    from attempt x join trial t on t.id = x.trial_id join worker w on w.id = x.worker_id) a on a.study_id = s.id
group by s.id, p.name, s.name, s.state;
comment on view bi.cost_by_study is 'What training each study took; imported attempts do not count';
comment on column bi.cost_by_study.study_id is 'the study';
comment on column bi.cost_by_study.project_name is 'its project';
comment on column bi.cost_by_study.study_name is 'its name';
comment on column bi.cost_by_study.state is 'the study''s state';
comment on column bi.cost_by_study.attempts is 'attempts by workers';
comment on column bi.cost_by_study.trials is 'trials with such an attempt';
comment on column bi.cost_by_study.training_seconds is 'seconds that all of them took together';
comment on column bi.cost_by_study.search_seconds is 'of those, seconds of search trials';
comment on column bi.cost_by_study.confirmation_seconds is 'of those, seconds of repetitions and of the winner''s fit';
comment on column bi.cost_by_study.pruned_seconds is 'seconds of trials that were pruned';
comment on column bi.cost_by_study.unsuccessful_seconds is 'seconds of attempts that were lost, given back, failed or cancelled';
comment on column bi.cost_by_study.cuda_seconds is 'seconds on workers that compute with CUDA';
comment on column bi.cost_by_study.seconds_per_completed_trial is
    'search seconds for each search trial that completed; null while none did';

create or replace view bi.parameter_importance as
select i.study_id, s.name as study_name, m.objective as objective_number, m.metric, m.parameter, m.rank, m.importance, i.trials, i.target,
    i.history_seq, i.computed_at
from insight i join insight_importance m on m.study_id = i.study_id join study s on s.id = i.study_id;
comment on view bi.parameter_importance is
    'How important each parameter was for reaching the best trials, as stored; docs/http.md says how it is computed';
comment on column bi.parameter_importance.study_id is 'the study';
comment on column bi.parameter_importance.study_name is 'its name';
comment on column bi.parameter_importance.objective_number is 'position of the objective, from 1';
comment on column bi.parameter_importance.metric is 'the objective''s metric';
comment on column bi.parameter_importance.parameter is 'the parameter''s name';
comment on column bi.parameter_importance.rank is '1 for the most important';
comment on column bi.parameter_importance.importance is 'share of 1 among the parameters of the study';
comment on column bi.parameter_importance.trials is 'completed search trials it was computed from; fewer than 50 say little';
comment on column bi.parameter_importance.target is 'the best share of the trials that is explained';
comment on column bi.parameter_importance.history_seq is 'computed from the study''s events up to this number';
comment on column bi.parameter_importance.computed_at is 'when it was computed';

create or replace view bi.pareto_front as
select i.study_id, s.name as study_name, f.rank, t.id as trial_id, t.number as trial_number, o.objective_number, o.metric, o.direction,
    t.objective_values[o.objective_number] as value, i.history_seq, i.computed_at
from insight i join insight_front f on f.study_id = i.study_id join trial t on t.id = f.trial_id join study s on s.id = i.study_id
    join bi.study_objective o on o.study_id = i.study_id;
comment on view bi.pareto_front is
    'The trials that no other beats in all objectives, as stored; a row for each trial and objective';
comment on column bi.pareto_front.study_id is 'the study';
comment on column bi.pareto_front.study_name is 'its name';
comment on column bi.pareto_front.rank is '1 for the best first objective';
comment on column bi.pareto_front.trial_id is 'the trial';
comment on column bi.pareto_front.trial_number is 'its number in the study';
comment on column bi.pareto_front.objective_number is 'position of the objective, from 1';
comment on column bi.pareto_front.metric is 'the objective''s metric';
comment on column bi.pareto_front.direction is 'MINIMIZE or MAXIMIZE';
comment on column bi.pareto_front.value is 'the trial''s value, in the metric''s unit';
comment on column bi.pareto_front.history_seq is 'computed from the study''s events up to this number';
comment on column bi.pareto_front.computed_at is 'when it was computed';

create or replace view bi.suggestion as
select g.study_id, s.name as study_name, g.trial_id, t.number as trial_number, t.state as trial_state, g.number as suggestion_number,
    g.history_seq, g.sampler ->> 'type' as sampler, g.sampler_version, g.origin, g.reason, o.metric,
    (g.prediction ->> 'median')::double precision as predicted_value,
    (g.prediction ->> 'low')::double precision as predicted_low, (g.prediction ->> 'high')::double precision as predicted_high,
    (g.prediction ->> 'acquisition')::double precision as acquisition,
    (g.explanation ->> 'feasibility')::double precision as predicted_feasibility,
    (g.explanation ->> 'seconds')::double precision as predicted_seconds, t.objective_values[1] as actual_value,
    t.objective_values[1] - (g.prediction ->> 'median')::double precision as error,
    t.objective_values[1] between (g.prediction ->> 'low')::double precision and (g.prediction ->> 'high')::double precision
        as is_within_interval,
    g.seconds as computing_seconds, g.computed_at
from suggestion g join trial t on t.id = g.trial_id join study s on s.id = g.study_id
    left join bi.study_objective o on o.study_id = g.study_id and o.objective_number = 1;
comment on view bi.suggestion is 'Why points were suggested, and what was predicted there against what came out';
comment on column bi.suggestion.study_id is 'the study';
comment on column bi.suggestion.study_name is 'its name';
comment on column bi.suggestion.trial_id is 'the trial at the suggested point';
comment on column bi.suggestion.trial_number is 'its number in the study';
comment on column bi.suggestion.trial_state is 'the trial''s state';
comment on column bi.suggestion.suggestion_number is 'how many points the sampler had suggested before';
comment on column bi.suggestion.history_seq is 'the sampler knew the study''s events up to this number';
comment on column bi.suggestion.sampler is 'type of the sampler';
comment on column bi.suggestion.sampler_version is 'version of its algorithm';
comment on column bi.suggestion.origin is 'how the point was found, such as GRID, STARTUP or MODEL';
comment on column bi.suggestion.reason is 'why it was found so, for people';
comment on column bi.suggestion.metric is 'the first objective''s metric, which is predicted';
comment on column bi.suggestion.predicted_value is 'the predicted median, in the metric''s unit; null without a model';
comment on column bi.suggestion.predicted_low is '16 % quantile: a standard deviation below, in the metric''s unit';
comment on column bi.suggestion.predicted_high is '84 % quantile: a standard deviation above, in the metric''s unit';
comment on column bi.suggestion.acquisition is 'logarithm of what the suggestion maximises, without a unit';
comment on column bi.suggestion.predicted_feasibility is 'probability that the trial does not fail; null while none had failed';
comment on column bi.suggestion.predicted_seconds is 'seconds that the trial was expected to take; null where none was known';
comment on column bi.suggestion.actual_value is 'what came out, in the metric''s unit; null unless the trial completed';
comment on column bi.suggestion.error is 'actual minus predicted value, in the metric''s unit';
comment on column bi.suggestion.is_within_interval is
    'whether what came out lies between predicted_low and predicted_high; for a good model in 68 of 100 cases';
comment on column bi.suggestion.computing_seconds is 'seconds that computing the suggestion took';
comment on column bi.suggestion.computed_at is 'when it was computed';

create or replace view bi.test_result as
select o.study_id, s.name as study_name, o.winner_id as winner_trial_id, w.number as winner_trial_number, o.trial_id, m.key as metric,
    (m.value #>> '{}')::double precision as value, jsonb_typeof(m.value) = 'number' as is_finite, o.opened_at, o.completed_at
from test_opening o join study s on s.id = o.study_id join trial w on w.id = o.winner_id
    left join lateral jsonb_each(o.metrics) m on true;
comment on view bi.test_result is 'The sealed test part: each opening with the winner''s metrics on it, a row for each metric';
comment on column bi.test_result.study_id is 'the study';
comment on column bi.test_result.study_name is 'its name';
comment on column bi.test_result.winner_trial_id is 'the search trial that won';
comment on column bi.test_result.winner_trial_number is 'its number in the study';
comment on column bi.test_result.trial_id is 'the trial of the purpose CONFIRM that met the test part';
comment on column bi.test_result.metric is 'the metric''s name; null until the result is stored';
comment on column bi.test_result.value is 'its value, in the metric''s unit; may be NaN, Infinity or -Infinity';
comment on column bi.test_result.is_finite is 'whether the value is an ordinary number';
comment on column bi.test_result.opened_at is 'when the test part was opened';
comment on column bi.test_result.completed_at is 'when the result was stored; null until then';

create or replace view bi.event as
select e.study_id, s.name as study_name, e.seq, e.type, e.trial_id, t.number as trial_number, e.attempt_id, e.actor,
    e.payload ->> 'state' as state, e.payload ->> 'cause' as cause, e.created_at
from event e join study s on s.id = e.study_id left join trial t on t.id = e.trial_id
where e.seq is not null;
comment on view bi.event is 'What happened, in each study''s order; docs/events.md has the types';
comment on column bi.event.study_id is 'the study';
comment on column bi.event.study_name is 'its name';
comment on column bi.event.seq is 'position in the study''s history, from 1 without a gap';
comment on column bi.event.type is 'such as TRIAL_ENDED';
comment on column bi.event.trial_id is 'the trial it is about; null if it is about the study';
comment on column bi.event.trial_number is 'that trial''s number in the study';
comment on column bi.event.attempt_id is 'the attempt it is about';
comment on column bi.event.actor is 'who caused it: a person, worker:<name>, or service';
comment on column bi.event.state is 'the state that came of it, where it tells one';
comment on column bi.event.cause is 'the cause of a failure, where it tells one';
comment on column bi.event.created_at is 'when it happened';

grant select on all tables in schema bi to cairn_service, cairn_views, bi_reader;
