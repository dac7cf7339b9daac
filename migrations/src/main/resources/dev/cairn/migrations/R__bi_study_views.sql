-- Wide views of single studies, a column for each parameter and metric, made on request. The service has no right to make
-- anything; it may call the two functions below, which run with the rights of cairn_views: to read trials, and to make and drop views
-- in this schema. They take nothing but a study's id, and every name in a statement is quoted besides being reduced to letters,
-- digits and underscores.
create schema if not exists bi_study authorization cairn_views;
comment on schema bi_study is 'A wide view for each study that people asked for, s<id>_<name>; see docs/sql.md';
grant usage on schema bi_study to bi_reader, cairn_service;
grant usage on schema cairn to cairn_views;
grant select (id, name, last_event_seq) on study to cairn_views;
grant select (id, study_id, point, metrics) on trial to cairn_views;
grant select, update on study_view to cairn_views;
grant select on clock to cairn_views;

create or replace function bi_study.reduced(name text) returns text
    language sql immutable parallel safe set search_path = pg_catalog
    return trim(both '_' from regexp_replace(lower(regexp_replace(name, '([a-z0-9])([A-Z])', '\1_\2', 'g')), '[^a-z0-9]+', '_', 'g'));
comment on function bi_study.reduced(text) is 'learningRate becomes learning_rate; never a quote, never more than ASCII';

create or replace function bi_study.free_name(wanted text, taken text[]) returns text
    language plpgsql immutable parallel safe set search_path = pg_catalog
    as $$
declare
    -- Postgres cuts names at 63 bytes; five are left for a number.
    short text := left(wanted, 58);
    free text := short;
begin
    for number in 2..10000 loop
        exit when free <> all(taken);
        free := short || '_' || number;
    end loop;
    return free;
end $$;

create or replace function bi_study.refresh(study bigint) returns text
    language plpgsql security definer set search_path = pg_catalog, cairn, pg_temp set lock_timeout = '2s'
    as $$
#variable_conflict use_variable
declare
    fixed constant text[] := array['trial_id', 'trial_number', 'purpose', 'origin', 'state', 'cause', 'excluded', 'keeps_constraints',
        'value', 'attempts', 'worker_name', 'created_at', 'started_at', 'ended_at', 'training_seconds'];
    taken text[] := fixed;
    stored record;
    wanted text;
    seq bigint;
    fresh text[];
    metrics text[];
    selected text;
    one record;
    column_name text;
    comments text[];
begin
    select v.name, v.metrics into stored from cairn.study_view v where v.study_id = study for update;
    if not found then
        return null;
    end if;
    select left(format('s%s_%s', s.id, bi_study.reduced(s.name)), 63), s.last_event_seq into wanted, seq
    from cairn.study s where s.id = study;
    select coalesce(array_agg(found.metric order by found.metric), '{}') into fresh
    from (select distinct jsonb_object_keys(t.metrics) as metric from cairn.trial t where t.study_id = study) found
    where found.metric <> all(stored.metrics);
    -- Postgres allows 1600 columns.
    metrics := (stored.metrics || fresh)[1:1000];
    if stored.name = wanted and metrics = stored.metrics then
        update cairn.study_view v set checked_seq = seq, failure = null where v.study_id = study;
        return wanted;
    end if;

    select string_agg(format('b.%I', f), ', ') into selected from unnest(fixed) f;
    for one in select p.parameter, p.value_type, p.low, p.high, p.scale, p.listed_values
            from bi.study_parameter p where p.study_id = study order by p.position loop
        column_name := bi_study.free_name('p_' || bi_study.reduced(one.parameter), taken);
        taken := taken || column_name;
        selected := selected || ', ' || case one.value_type
            when 'real' then format('(t.point ->> %L)::double precision', one.parameter)
            when 'integer' then format('(t.point ->> %L)::numeric::bigint', one.parameter)
            when 'boolean' then format('(t.point ->> %L)::boolean', one.parameter)
            else format('t.point ->> %L', one.parameter) end || format(' as %I', column_name);
        comments := comments || array[column_name, format('parameter %s, %s', one.parameter,
            coalesce('one of ' || one.listed_values, format('%s to %s, %s', one.low, one.high, one.scale)))];
    end loop;
    for one in select m.metric from unnest(metrics) with ordinality as m (metric, position) order by m.position loop
        column_name := bi_study.free_name('m_' || bi_study.reduced(one.metric), taken);
        taken := taken || column_name;
        selected := selected || format(', (t.metrics ->> %L)::double precision as %I', one.metric, column_name);
        comments := comments || array[column_name, format('final metric %s, in its own unit; may be NaN or infinite', one.metric)];
    end loop;

    if stored.name is not null and stored.name <> wanted and to_regclass(format('bi_study.%I', stored.name)) is not null then
        execute format('alter view bi_study.%I rename to %I', stored.name, wanted);
    end if;
    execute format('create or replace view bi_study.%I as select %s from cairn.trial t join bi.trial b on b.trial_id = t.id '
        'where t.study_id = %s and b.study_id = %s', wanted, selected, study, study);
    execute format('grant select on bi_study.%I to bi_reader', wanted);
    execute format('comment on view bi_study.%I is %L', wanted, format(
        'Trials of study %s; p_ are parameters, null where inactive, m_ final metrics, the others as in bi.trial', study));
    for one in select c.name, c.text from (select comments[2 * i - 1] as name, comments[2 * i] as text
            from generate_series(1, coalesce(cardinality(comments), 0) / 2) i) c loop
        execute format('comment on column bi_study.%I.%I is %L', wanted, one.name, one.text);
    end loop;
    update cairn.study_view v set name = wanted, metrics = metrics, checked_seq = seq, made_at = cairn_now(), failure = null
    where v.study_id = study;
    return wanted;
end $$;
comment on function bi_study.refresh(bigint) is 'makes a requested view, or brings it up to the metrics and the name its study has by now';

create or replace function bi_study.tidy() returns int
    language plpgsql security definer set search_path = pg_catalog, cairn, pg_temp set lock_timeout = '2s'
    as $$
declare
    orphan text;
    dropped int := 0;
begin
    for orphan in select v.viewname from pg_views v where v.schemaname = 'bi_study'
            and not exists (select 1 from cairn.study_view w where w.name = v.viewname) loop
        execute format('drop view bi_study.%I', orphan);
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;
comment on function bi_study.tidy() is 'drops views that nobody wants any more, or whose study is gone';

alter function bi_study.refresh(bigint) owner to cairn_views;
alter function bi_study.tidy() owner to cairn_views;
revoke execute on all functions in schema bi_study from public;
grant execute on function bi_study.reduced(text), bi_study.free_name(text, text[]) to cairn_views;
grant execute on function bi_study.refresh(bigint), bi_study.tidy() to cairn_service;
