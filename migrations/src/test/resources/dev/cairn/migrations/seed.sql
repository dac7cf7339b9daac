-- A fleet's two weeks of work, for tests and measurements of the views: 10,000 trials in 11 studies, the first with half of them,
-- and 1,000,000 points of learning curves. The same each time, but that it ends now. Needs a superuser and an empty database.
set session_replication_role = replica;
set search_path = cairn;
set work_mem = '64MB';
select setseed(0.25);

insert into blob (project_id, sha256, size_bytes) values (1, sha256('seed'), 4);
insert into dataset (project_id, name, sha256, row_count, column_names)
values (1, 'weather', sha256('seed'), 1461, array['date', 'temperature']);

insert into worker (project_id, name, tasks, backend, memory_mebibytes, device_memory_mebibytes, first_seen_at, last_seen_at)
select 1, format('worker-%s', i), array['FORECASTING'], case when i <= 3 then 'cuda' else 'cpu' end, 4096,
    case when i <= 3 then 81920 end, cairn_now() - interval '14 days', cairn_now() - case when i = 12 then interval '2 days' else interval '10 s' end
from generate_series(1, 12) i;

-- The first study is large, the second has two objectives and a limit; the last three are still running.
insert into study (project_id, name, spec, task_type, dataset_sha256, state, reason, priority, trial_budget, parallel_limit,
    last_trial_number, suggestion_number, trials_created, trials_ended, last_event_seq, created_at, ended_at)
select 1, format('seed-%s', i), jsonb_build_object(
        'name', format('seed-%s', i), 'seed', i, 'labels', jsonb_build_object('team', case i % 3 when 0 then 'research' else 'ops' end),
        'priority', i % 4,
        'space', '{"parameters": [
            {"name": "learningRate", "type": "REAL", "low": 1e-5, "high": 0.1, "scale": "LOG"},
            {"name": "dropRate", "type": "REAL", "low": 0, "high": 0.5, "scale": "LINEAR"},
            {"name": "units", "type": "INTEGER", "low": 8, "high": 256, "scale": "LOG"},
            {"name": "batchSize", "type": "ORDINAL", "values": [16, 32, 64, 128]},
            {"name": "optimizer", "type": "CATEGORICAL", "values": ["ADAM", "RMSPROP", "SGD"]},
            {"name": "bidirectional", "type": "CATEGORICAL", "values": [true, false]},
            {"name": "momentum", "type": "REAL", "low": 0, "high": 0.99, "scale": "LINEAR", "when": {"optimizer": ["SGD"]}}]}'::jsonb,
        'objectives', case i when 2 then '[{"metric": "validation.rmse", "direction": "MINIMIZE"},
            {"metric": "speed", "direction": "MAXIMIZE"}]'::jsonb else '[{"metric": "validation.rmse", "direction": "MINIMIZE"}]' end,
        'constraints', case i when 2 then '[{"metric": "speed", "atLeast": 20}]'::jsonb else '[]' end,
        'sampler', jsonb_build_object('type', (array['GAUSSIAN_PROCESS', 'RANDOM', 'GRID'])[1 + i % 3]),
        'pruner', '{"type": "MEDIAN"}'::jsonb, 'budget', jsonb_build_object('trials', n), 'retry', '{}'::jsonb,
        'webhook', '{"url": "https://example.org/a-hook-that-nobody-shall-see"}'::jsonb),
    'FORECASTING', sha256('seed'), case when i > 8 then 'ACTIVE' else 'COMPLETED' end,
    case when i <= 8 then 'the budget of trials is spent' end, i % 4, n, 12, n, n, n, n, 2 * n + 1,
    cairn_now() - interval '1 day' * (13 - i), case when i <= 8 then cairn_now() - interval '1 day' * (11 - i) end
from (select i, case i when 1 then 5000 else 500 end as n from generate_series(1, 11) i) s;

insert into trial (study_id, number, origin, state, cause, point, point_key, seed, attempt, leased_until, metrics, objective_values,
    score, last_step, last_value, stop_reason, directive, excluded, created_at, ended_at)
select s.id, i, case when i % 100 = 97 then 'IMPORTED' when i % 100 = 98 then 'ENQUEUED' else 'SUGGESTED' end, k.state,
    case k.state when 'INFEASIBLE' then (array['DIVERGED', 'HOST_OOM'])[1 + i % 2]
        when 'FAILED' then (array['WORKER_LOST', 'CRASHED', 'TIMEOUT'])[1 + i % 3] end,
    jsonb_strip_nulls(jsonb_build_object('learningRate', power(10, -5 + 4 * v.a), 'dropRate', round((0.5 * v.b)::numeric, 4),
        'units', 8 + floor(248 * v.c)::int, 'batchSize', (array[16, 32, 64, 128])[1 + floor(4 * v.d)::int],
        'optimizer', v.optimizer, 'bidirectional', v.e < 0.5, 'momentum', case v.optimizer when 'SGD' then 0.99 * v.e end)),
    sha256(convert_to(s.id || ' ' || i, 'UTF8')), i, case k.state when 'QUEUED' then 0 else 1 end,
    case k.state when 'RUNNING' then cairn_now() + interval '1 hour' end,
    case k.state when 'COMPLETED' then jsonb_build_object('validation.rmse', r.rmse, 'speed', r.speed, 'train.loss', r.rmse * 0.8,
        'naive.ratio', case when i % 50 = 0 then '"NaN"'::jsonb else to_jsonb(r.rmse / 2) end) end,
    case k.state when 'COMPLETED' then case s.id when 2 then array[r.rmse, r.speed] else array[r.rmse] end end,
    case k.state when 'COMPLETED' then -r.rmse end, case k.state when 'PRUNED' then 15 end, case k.state when 'PRUNED' then r.rmse + 1 end,
    case k.state when 'PRUNED' then 'the median was better at step 15' end, case k.state when 'PRUNED' then 'STOP' end, i % 333 = 0,
    s.created_at + t.begun - interval '1 minute', case when k.state not in ('QUEUED', 'RUNNING') then s.created_at + t.begun + t.took end
from study s cross join lateral generate_series(1, s.trial_budget) i
    cross join lateral (select random() as a, random() as b, random() as c, random() as d, random() as e,
        (array['ADAM', 'RMSPROP', 'SGD'])[1 + floor(3 * random() + 0 * i)::int] as optimizer) v
    cross join lateral (select 2 + abs(v.a - 0.5) * 3 + v.b + case v.optimizer when 'ADAM' then 0 else 0.4 end + 0.3 * random()
        as rmse, 10 + 90 * v.c as speed) r
    cross join lateral (select case when s.state = 'ACTIVE' and i > s.trial_budget - 4 then 'QUEUED'
        when s.state = 'ACTIVE' and i > s.trial_budget - 8 then 'RUNNING' when i % 100 in (70, 71, 72, 73, 74, 75, 76, 77, 78, 79)
        then 'PRUNED' when i % 100 between 85 and 89 then 'INFEASIBLE' when i % 100 between 90 and 93 then 'FAILED'
        when i % 100 = 94 then 'CANCELLED' else 'COMPLETED' end as state) k
    cross join lateral (select case s.state when 'ACTIVE' then cairn_now() - s.created_at - interval '10 minutes' else interval '40 hours' end
        * (i / s.trial_budget::double precision) as begun, interval '1 second' * (60 + 240 * v.c) as took) t;

-- Every seventh trial was begun twice: its first worker fell silent.
insert into attempt (trial_id, study_id, number, state, cause, message, worker_id, imported_worker, memory_mebibytes, request_hash,
    token_hash, heard, resumed_from_step, started_at, last_heard_at, ended_at)
select t.id, t.study_id, n.number, n.state, n.cause, case when n.cause is not null then 'because' end,
    case t.origin when 'IMPORTED' then null else 1 + (t.id + n.number) % 12 end, case t.origin when 'IMPORTED' then 'elsewhere' end, 4096,
    sha256(convert_to(format('r %s %s', t.id, n.number), 'UTF8')), sha256(convert_to('a secret token', 'UTF8')), true,
    case when n.number = 2 then 5 end, n.begun, coalesce(n.until, cairn_now()), n.until
from trial t cross join lateral (
        select 1 as number, 'LOST' as state, 'WORKER_LOST' as cause, t.created_at - interval '1 minute' as begun, t.created_at as until
        where t.id % 7 = 0 and t.origin <> 'IMPORTED'
        union all
        select case when t.id % 7 = 0 and t.origin <> 'IMPORTED' then 2 else 1 end,
            case when t.state in ('COMPLETED', 'PRUNED') then 'SUCCEEDED' when t.state in ('INFEASIBLE', 'FAILED') then
                case t.cause when 'WORKER_LOST' then 'LOST' else 'FAILED' end when t.state = 'CANCELLED' then 'CANCELLED' else 'RUNNING' end,
            t.cause, t.created_at + interval '1 minute', t.ended_at) n
where t.attempt > 0;
update trial set attempt = 2 where id % 7 = 0 and attempt = 1 and origin <> 'IMPORTED';

-- Fifty-one steps of two metrics for each trial's last attempt that ended.
insert into measurement (study_id, attempt_id, step, metrics, measured_at)
select a.study_id, a.id, step, jsonb_build_object(
        'train.loss', case when a.id % 97 = 0 and step > 45 then '"NaN"'::jsonb else to_jsonb(1.6 + 3.0 / step) end,
        'validation.rmse', coalesce(t.score, -3) * -1 + 2.0 / step + 0.01 * (step % 7)),
    a.started_at + (a.last_heard_at - a.started_at) * (step / 51.0)
from attempt a join trial t on t.id = a.trial_id and a.number = t.attempt cross join generate_series(1, 51) step;

-- The first candidate of the large study was repeated, and met the test part.
insert into trial (study_id, number, purpose, origin, state, point, point_key, seed, attempt, metrics, objective_values, score, repeats_id,
    repetition, refit, created_at, ended_at)
select 1, 5000 + i, case i when 4 then 'CONFIRM' else 'REPEAT' end, 'CONFIRMATION', 'COMPLETED', b.point, b.point_key, 1000 + i, 1, b.metrics,
    case when i < 4 then b.objective_values end, case when i < 4 then b.score end, case when i < 4 then b.id end, case when i < 4 then i end,
    case i when 4 then '{}'::jsonb end, s.ended_at - interval '1 hour', s.ended_at
from study s join lateral (select * from trial where study_id = 1 and score is not null order by score desc limit 1) b on true
    cross join generate_series(1, 4) i where s.id = 1;
insert into attempt (trial_id, study_id, number, state, worker_id, request_hash, token_hash, heard, started_at, last_heard_at, ended_at)
select id, study_id, 1, 'SUCCEEDED', 1, sha256(convert_to('c' || id, 'UTF8')), sha256(convert_to('t' || id, 'UTF8')), true, created_at,
    ended_at, ended_at
from trial where purpose <> 'SEARCH';
insert into confirmation (study_id, round, history_seq, chosen_by, chosen_at) values (1, 1, 10001, 'MODEL', cairn_now());
insert into candidate (study_id, round, rank, trial_id, predicted, won, epochs)
select 1, 1, 1, repeats_id, 2.1, true, 30 from trial where repetition = 1;
insert into test_opening (trial_id, study_id, winner_id, opened_at, metrics, completed_at)
select c.id, 1, r.repeats_id, c.created_at, '{"rmse": 2.25, "naive.rmse": 2.9, "mape": "NaN"}', c.ended_at
from trial c join trial r on r.repetition = 1 where c.purpose = 'CONFIRM';

insert into event (study_id, seq, type, actor, created_at) select id, 1, 'STUDY_CREATED', 'person', created_at from study;
insert into event (study_id, seq, type, trial_id, actor, created_at)
select study_id, 1 + number, 'TRIAL_CREATED', id, 'service', created_at from trial where purpose = 'SEARCH';
insert into event (study_id, seq, type, trial_id, attempt_id, payload, actor, created_at)
select t.study_id, 1 + s.trial_budget + t.number, 'TRIAL_ENDED', t.id, a.id, jsonb_strip_nulls(jsonb_build_object('state', t.state, 'cause',
    t.cause, 'values', t.objective_values)), coalesce('worker:' || w.name, 'person'), t.ended_at
from trial t join study s on s.id = t.study_id join attempt a on a.trial_id = t.id and a.number = t.attempt
    left join worker w on w.id = a.worker_id
where t.ended_at is not null and t.purpose = 'SEARCH';

insert into suggestion (study_id, number, first_number, trial_id, history_seq, sampler, sampler_version, origin, reason, prediction,
    explanation, computed_at, seconds)
select t.study_id, t.number, t.number, t.id, t.number, s.spec -> 'sampler', 3, case when t.number <= 10 then 'STARTUP' else 'MODEL' end,
    'a seeded one', case when t.number > 10 then jsonb_build_object('median', 3 + 0.1 * (t.number % 5), 'low', 2.5, 'high', 4.2,
        'acquisition', -1.5) end,
    case when t.number > 10 then '{"objectives": [], "outcomes": [], "feasibility": 0.93, "seconds": 170, "acquisition": -1.5}'::jsonb end,
    t.created_at, 0.02
from trial t join study s on s.id = t.study_id where t.origin = 'SUGGESTED' and t.purpose = 'SEARCH';

insert into insight (study_id, history_seq, trials, target, seconds)
select s.id, s.last_event_seq, (select count(*) from trial t where t.study_id = s.id and t.state = 'COMPLETED'), 0.1, 0.05 from study s;
insert into insight_importance (study_id, objective, metric, parameter, rank, importance)
select s.id, o.number, o.spec ->> 'metric', p.name, p.rank, p.importance
from study s cross join lateral jsonb_array_elements(s.spec -> 'objectives') with ordinality as o (spec, number)
    cross join (values ('learningRate', 1, 0.52), ('dropRate', 2, 0.2), ('optimizer', 3, 0.14), ('units', 4, 0.07), ('momentum', 5, 0.04),
        ('batchSize', 6, 0.02), ('bidirectional', 7, 0.01)) as p (name, rank, importance);
insert into insight_front (study_id, rank, trial_id)
select study_id, row_number() over (partition by study_id order by score desc), id from (
    select t.*, row_number() over (partition by study_id order by score desc) as place, max(objective_values[2]) over
        (partition by study_id order by score desc rows between unbounded preceding and 1 preceding) as fastest
    from trial t where t.purpose = 'SEARCH' and t.score is not null and not excluded) t
where case study_id when 2 then objective_values[2] > coalesce(fastest, 0) else place = 1 end;

set session_replication_role = origin;
analyze;
