-- What a study's trials say together, computed from its events up to history_seq. A later computation replaces an earlier one.
create table insight (
    study_id bigint primary key references study on delete cascade,
    history_seq bigint not null check (history_seq >= 0),
    trials bigint not null check (trials >= 0),
    target double precision not null check (target > 0 and target < 1),
    computed_at timestamptz not null default cairn_now(),
    seconds double precision not null check (seconds >= 0)
);
comment on column insight.trials is 'completed search trials that were looked at';
comment on column insight.target is 'the best share of the trials whose reaching the importances explain';
comment on column insight.seconds is 'what computing took';

create table insight_importance (
    study_id bigint not null references insight on delete cascade,
    objective int not null check (objective > 0),
    metric text not null,
    parameter text not null,
    rank int not null check (rank > 0),
    importance double precision not null check (importance between 0 and 1),
    primary key (study_id, objective, rank)
);
comment on column insight_importance.objective is 'its number in the study''s specification, from 1';

-- The trials that no other beats.
create table insight_front (
    study_id bigint not null references insight on delete cascade,
    rank int not null check (rank > 0),
    trial_id bigint not null references trial on delete cascade,
    primary key (study_id, rank)
);
comment on column insight_front.rank is 'best first objective first';
create index insight_front_of_trial on insight_front (trial_id);

create function attempt_seconds(a attempt) returns double precision
    language sql immutable parallel safe
    return greatest(0, extract(epoch from case a.cause when 'WORKER_LOST' then a.last_heard_at
        else coalesce(a.ended_at, a.last_heard_at) end - a.started_at))::double precision;
comment on function attempt_seconds(attempt) is
    'what an attempt took; while it runs, or after its worker fell silent, until it was last heard';

-- The wide views of single studies that people asked for. Whoever asks writes a row; a job of the role cairn_views does the rest.
create table study_view (
    study_id bigint primary key references study on delete cascade,
    requested_at timestamptz not null default cairn_now(),
    name text unique,
    metrics text[] not null default '{}',
    checked_seq bigint,
    made_at timestamptz,
    failure text,
    constraint a_view_is_made_with_its_name check ((name is null) = (made_at is null))
);
comment on column study_view.name is 'in schema bi_study; null until it is made';
comment on column study_view.metrics is 'those that have a column, in the order of the columns';
comment on column study_view.checked_seq is 'the study''s last numbered event when the columns were looked at last';
comment on column study_view.failure is 'why the last try failed; it is tried again';
