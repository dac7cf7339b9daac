-- The views that people and dashboards read. They are a contract: columns may be added at a view's end, never taken away,
-- renamed or given another type, which "create or replace" refuses by itself.
create schema if not exists bi;
grant usage on schema bi to cairn_service;

create or replace view bi.study_objective as
select s.id as study_id, s.name as study_name, o.number::int as objective_number,
    o.spec ->> 'metric' as metric, coalesce(o.spec ->> 'direction', 'MINIMIZE') as direction
from study s cross join lateral jsonb_array_elements(s.spec -> 'objectives') with ordinality as o (spec, number);

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

grant select on all tables in schema bi to cairn_service;
