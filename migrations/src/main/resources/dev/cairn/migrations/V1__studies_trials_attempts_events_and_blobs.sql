-- Time, as every statement reads it. The offset is 0 but in tests, which move it instead of waiting.
create table clock (
    only_row boolean primary key default true check (only_row),
    shift interval not null default interval '0'
);
comment on column clock.shift is 'added to the wall clock; only tests set it';
insert into clock default values;

create function cairn_now() returns timestamptz
    language sql stable parallel safe
    as $$ select clock_timestamp() + (select shift from clock) $$;
comment on function cairn_now() is 'the one source of time for all SQL; stable, so that an index can serve comparisons with it';

create table project (
    id bigint generated always as identity primary key,
    name text not null unique check (name <> ''),
    created_at timestamptz not null default cairn_now()
);
insert into project (name) values ('default');

-- Bytes, addressed by their digest; without effect until something names them.
create table blob (
    project_id bigint not null references project,
    sha256 bytea not null check (octet_length(sha256) = 32),
    size_bytes bigint not null check (size_bytes >= 0),
    uploaded_at timestamptz not null default cairn_now(),
    primary key (project_id, sha256)
);
comment on column blob.uploaded_at is 'when it was sent last; a day later it goes, unless something names it';
create table blob_chunk (
    project_id bigint not null,
    sha256 bytea not null,
    position int not null check (position >= 0),
    bytes bytea not null check (octet_length(bytes) between 1 and 1048576),
    primary key (project_id, sha256, position),
    foreign key (project_id, sha256) references blob on delete cascade
);
alter table blob_chunk alter column bytes set storage external;

create table dataset (
    id bigint generated always as identity primary key,
    project_id bigint not null references project,
    name text not null check (name <> ''),
    sha256 bytea not null,
    row_count bigint not null check (row_count > 0),
    column_names text[] not null check (cardinality(column_names) > 0),
    created_at timestamptz not null default cairn_now(),
    unique (project_id, name),
    unique (project_id, sha256),
    foreign key (project_id, sha256) references blob
);

create table study (
    id bigint generated always as identity primary key,
    project_id bigint not null references project,
    name text not null,
    spec jsonb not null,
    spec_md5 text not null generated always as (md5(spec::text)) stored,
    task_type text,
    dataset_sha256 bytea,
    state text not null default 'ACTIVE' check (state in
        ('ACTIVE', 'PAUSED', 'STOPPING', 'CONFIRMING', 'COMPLETED', 'FAILED', 'CANCELLED')),
    reason text,
    archived boolean not null default false,
    priority int not null default 0,
    trial_budget bigint not null check (trial_budget > 0),
    parallel_limit int check (parallel_limit > 0),
    -- Counts every trial ever numbered, repeating and confirming ones too.
    last_trial_number bigint not null default 0,
    -- How many points the sampler has suggested; the compare-and-set of suggestions.
    suggestion_number bigint not null default 0,
    trials_created bigint not null default 0,
    trials_ended bigint not null default 0,
    trials_failed bigint not null default 0,
    exhausted boolean not null default false,
    deadline timestamptz,
    training_limit interval check (training_limit > interval '0'),
    training_time interval not null default interval '0',
    stops_as text check (stops_as in ('COMPLETED', 'FAILED', 'CANCELLED')),
    last_event_seq bigint not null default 0,
    created_at timestamptz not null default cairn_now(),
    ended_at timestamptz,
    unique (project_id, name),
    foreign key (project_id, dataset_sha256) references dataset (project_id, sha256),
    constraint a_budget_of_n_trials_is_n_trials check (trials_created <= trial_budget),
    constraint what_ended_was_created check (trials_ended <= trials_created),
    constraint a_stopping_study_knows_its_end check ((state = 'STOPPING') = (stops_as is not null)),
    constraint only_an_ended_study_has_an_end check
        ((state in ('COMPLETED', 'FAILED', 'CANCELLED')) = (ended_at is not null))
);
comment on column study.spec_md5 is 'tells whether an outcome was judged by the specification as it is now';
comment on column study.archived is 'lists leave it out unless they are asked for archived studies';
comment on column study.exhausted is 'the sampler has no further point: all were tried, or no other was found within the constraints';
comment on column study.trials_created is 'search trials that count against the budget';
comment on column study.trials_ended is 'of those, in a final state; kept by the sequencer';
comment on column study.trials_failed is 'how often a search trial was told to have FAILED; kept by the sequencer';
comment on column study.deadline is 'when its budget of wall time is spent';
comment on column study.training_limit is 'what the attempts of its search trials may take together';
comment on column study.training_time is 'what they took, of the trials that have ended; kept by the sequencer';
comment on column study.stops_as is 'what follows after STOPPING: COMPLETED if its trials allow';
create index study_open on study (project_id, priority desc, id) where state in ('ACTIVE', 'CONFIRMING');

create index study_timed on study (id)
    where state = 'ACTIVE' and (deadline is not null or training_limit is not null);

-- Doubled thirty times, the shortest back-off has long reached the longest.
create function backoff(retry jsonb, failures bigint) returns interval
    language sql stable parallel safe
    as $$ select least((retry ->> 'backoff')::interval * power(2, least(failures, 30) - 1), (retry ->> 'longestBackoff')::interval) $$;
comment on function backoff(jsonb, bigint) is 'how long a trial waits after so many counted failures, by its study''s retry rules';

create table worker (
    id bigint generated always as identity primary key,
    project_id bigint not null references project,
    name text not null,
    tasks text[] not null,
    backend text,
    memory_mebibytes int,
    device_memory_mebibytes int,
    first_seen_at timestamptz not null default cairn_now(),
    last_seen_at timestamptz not null default cairn_now(),
    unique (project_id, name)
);

create table trial (
    id bigint generated always as identity primary key,
    study_id bigint not null references study on delete cascade,
    number bigint not null check (number > 0),
    purpose text not null default 'SEARCH' check (purpose in ('SEARCH', 'REPEAT', 'CONFIRM')),
    origin text not null check (origin in ('SUGGESTED', 'ENQUEUED', 'IMPORTED', 'CONFIRMATION')),
    state text not null default 'QUEUED' check (state in
        ('QUEUED', 'RUNNING', 'COMPLETED', 'PRUNED', 'INFEASIBLE', 'FAILED', 'CANCELLED')),
    cause text,
    point jsonb not null,
    point_key bytea not null check (octet_length(point_key) = 32),
    repeatable boolean not null default false,
    seed bigint not null,
    priority int not null default 0,
    not_before timestamptz not null default cairn_now(),
    -- The fence: the number of the latest attempt. Only that attempt may write.
    attempt int not null default 0 check (attempt >= 0),
    forgiven_attempts int not null default 0 check (forgiven_attempts between 0 and attempt),
    leased_until timestamptz,
    memory_above int,
    device_memory_above int,
    directive text check (directive in ('STOP', 'CANCEL')),
    stop_reason text,
    metrics jsonb,
    objective_values double precision[],
    score double precision,
    last_step bigint,
    last_value double precision,
    excluded boolean not null default false,
    repeats_id bigint references trial on delete cascade,
    repetition int check (repetition > 0),
    refit jsonb,
    created_at timestamptz not null default cairn_now(),
    ended_at timestamptz,
    unique (study_id, number),
    constraint a_repetition_repeats_a_trial check (
        (purpose = 'REPEAT') = (repeats_id is not null) and (purpose = 'REPEAT') = (repetition is not null)),
    constraint only_a_confirmation_is_a_refit check ((purpose = 'CONFIRM') = (refit is not null)),
    constraint only_a_stopped_trial_has_a_reason check (stop_reason is null or directive is not null),
    constraint a_running_trial_has_a_lease check ((state = 'RUNNING') = (leased_until is not null)),
    constraint a_running_trial_has_an_attempt check (state <> 'RUNNING' or attempt > 0),
    constraint only_an_ended_trial_has_an_end check ((state in ('QUEUED', 'RUNNING')) = (ended_at is null)),
    constraint a_completed_trial_has_a_score check (state <> 'COMPLETED' or purpose = 'CONFIRM' or score is not null),
    constraint only_a_completed_trial_has_a_score check (state = 'COMPLETED' or score is null),
    constraint a_score_is_finite check (score > '-Infinity' and score < 'Infinity'),
    constraint values_are_finite check (
        array_position(objective_values, 'NaN') is null
        and array_position(objective_values, 'Infinity') is null
        and array_position(objective_values, '-Infinity') is null),
    constraint a_last_value_is_finite check (last_value > '-Infinity' and last_value < 'Infinity'),
    constraint a_failed_trial_has_a_cause check ((state in ('FAILED', 'INFEASIBLE')) = (cause is not null))
);
comment on column trial.point_key is 'SHA-256 of the canonical point, see Point.key()';
comment on column trial.forgiven_attempts is
    'the first so many count against no retry rule: a person has queued the trial again since';
comment on column trial.not_before is
    'infinity: held back until the study''s parallel limit has room; the sequencer lets it go';
comment on column trial.memory_above is
    'mebibytes that were too little for an attempt: only a worker that offers more gets the trial; null: any';
comment on column trial.device_memory_above is 'likewise of the accelerator''s memory';
comment on column trial.directive is 'told to the worker with each report until its outcome; a study that is STOPPING tells CANCEL by itself';
comment on column trial.stop_reason is 'why the pruner told it to stop, for people';
comment on column trial.repeatable is 'the point may stand twice in its study: a noisy objective';
comment on column trial.score is 'the first objective as a score: larger is better';
comment on column trial.last_value is 'a pruned trial''s last finite value of the first objective, at last_step';
comment on column trial.repeats_id is 'the search trial whose point is repeated with another seed';
comment on column trial.refit is 'for how many epochs and with which seeds the winner is fitted';
-- However many replicas try, and however often the study is reopened.
create unique index a_candidate_is_repeated_so_often_once on trial (repeats_id, repetition) where repeats_id is not null;
create unique index a_point_is_tried_once on trial (study_id, point_key) where purpose = 'SEARCH' and not repeatable;
create index trial_queue on trial (study_id, priority desc, id) where state = 'QUEUED' and not_before < 'infinity';
create index trial_held_back on trial (study_id, priority desc, id) where state = 'QUEUED' and not_before = 'infinity';
-- What backs off was attempted before: trials that wait for their first attempt, of which there may be many, stay out of it.
create index trial_backing_off on trial (not_before) where state = 'QUEUED' and attempt > 0 and not_before < 'infinity';
create index trial_wants_memory on trial (id)
    where state = 'QUEUED' and (memory_above is not null or device_memory_above is not null);
create index trial_failed on trial (study_id) where state = 'FAILED';
create index trial_leases on trial (leased_until) where state = 'RUNNING';
create index trial_running on trial (study_id) where state = 'RUNNING';
create index trial_best on trial (study_id, score desc, number) where score is not null;

create table attempt (
    id bigint generated always as identity primary key,
    trial_id bigint not null references trial on delete cascade,
    -- Its trial's. No foreign key: each would lock the one row that all claims of a study have in common.
    study_id bigint not null,
    number int not null check (number > 0),
    state text not null default 'RUNNING' check (state in
        ('RUNNING', 'SUCCEEDED', 'LOST', 'PREEMPTED', 'FAILED', 'CANCELLED')),
    cause text,
    message text,
    worker_id bigint references worker,
    imported_worker text,
    imported_backend text,
    memory_mebibytes int,
    device_memory_mebibytes int,
    request_hash bytea not null unique check (octet_length(request_hash) = 32),
    token_hash bytea not null check (octet_length(token_hash) = 32),
    heard boolean not null default false,
    resumed_from_step bigint,
    log_tail text,
    outcome_hash bytea check (octet_length(outcome_hash) = 32),
    outcome_answer text,
    started_at timestamptz not null default cairn_now(),
    last_heard_at timestamptz not null default cairn_now(),
    ended_at timestamptz,
    unique (trial_id, number),
    constraint an_attempt_has_a_worker check ((worker_id is null) = (imported_worker is not null)),
    constraint only_an_ended_attempt_has_an_end check ((state = 'RUNNING') = (ended_at is null)),
    constraint an_outcome_has_an_answer check ((outcome_hash is null) = (outcome_answer is null))
);
comment on column attempt.imported_backend is 'what computed there';
comment on column attempt.imported_worker is 'who ran an imported attempt, elsewhere: no worker of ours';
comment on column attempt.memory_mebibytes is 'what the worker offered when it asked; null: it did not say';
comment on column attempt.heard is 'a report came in; an attempt never heard from does not count against retries';
comment on column attempt.resumed_from_step is 'of an earlier attempt''s checkpoint; that attempt''s points up to there stand here too';
comment on column attempt.outcome_answer is 'the state that was answered, for a repeated outcome';
create index attempt_of_a_busy_worker on attempt (worker_id) where state = 'RUNNING';
create unique index one_attempt_of_a_trial_runs on attempt (trial_id) where state = 'RUNNING';

create table measurement (
    study_id bigint not null,
    attempt_id bigint not null,
    step bigint not null check (step >= 0),
    metrics jsonb not null,
    measured_at timestamptz not null default cairn_now(),
    primary key (study_id, attempt_id, step)
) partition by hash (study_id);
comment on column measurement.metrics is 'finite values as numbers, others as the strings NaN, Infinity and -Infinity';
do $$
begin
    for i in 0..7 loop
        execute format('create table measurement_%s partition of measurement for values with (modulus 8, remainder %s)', i, i);
    end loop;
end $$;
-- In a function, so that a claim, which hardly ever resumes one, need not open every partition.
create function inherit_points(study bigint, earlier bigint, attempt bigint, last_step bigint) returns bigint
    language plpgsql
    as $$
declare copied bigint;
begin
    insert into measurement (study_id, attempt_id, step, metrics, measured_at)
    select m.study_id, attempt, m.step, m.metrics, m.measured_at
    from measurement m where m.study_id = study and m.attempt_id = earlier and m.step <= last_step;
    get diagnostics copied = row_count;
    return copied;
end $$;
comment on function inherit_points(bigint, bigint, bigint, bigint) is
    'copies an earlier attempt''s points up to a step, so that a trial''s curve is its latest attempt''s, whoever reads it';
-- No foreign key to attempt: a study's deletion takes its measurements by study; by attempt it would read every partition.

create table artifact (
    attempt_id bigint not null references attempt on delete cascade,
    kind text not null check (kind in ('MODEL', 'CHECKPOINT')),
    trial_id bigint not null references trial on delete cascade,
    project_id bigint not null,
    sha256 bytea not null,
    step bigint check (step >= 0),
    created_at timestamptz not null default cairn_now(),
    primary key (attempt_id, kind),
    constraint a_checkpoint_has_a_step check ((kind = 'CHECKPOINT') = (step is not null)),
    constraint an_attached_blob_was_uploaded foreign key (project_id, sha256) references blob
);
comment on column artifact.step is 'the last step that a checkpoint contains';
create index artifact_of_trial on artifact (trial_id, kind);
create index artifact_blob on artifact (project_id, sha256);

-- What happened, numbered per study by the sequencer after commit.
create table event (
    id bigint generated always as identity primary key,
    -- No foreign key, for the same reason as an attempt's; who writes an event has its trial or study locked.
    study_id bigint not null,
    seq bigint check (seq > 0),
    type text not null check (type in
        ('STUDY_CREATED', 'STUDY_CHANGED', 'TRIAL_CREATED', 'TRIAL_QUEUED', 'TRIAL_TOLD', 'TRIAL_ENDED',
        'TRIAL_EXCLUDED', 'TRIAL_MEASURED', 'TRIAL_IMPORTED', 'CANDIDATES_CHOSEN', 'TEST_OPENED')),
    -- Nor here: events go with their study, and need no index for the sake of deleting one trial.
    trial_id bigint,
    attempt_id bigint,
    payload jsonb not null default '{}',
    actor text not null,
    created_at timestamptz not null default cairn_now(),
    unique (study_id, seq)
);
comment on column event.seq is 'position in the study''s history; null until the sequencer has numbered it';
comment on column event.actor is 'who caused it: a caller such as local or token:<name>, worker:<name>, or service';
create index event_unnumbered on event (study_id, id) where seq is null;
create unique index an_attempt_ends_its_trial_once on event (attempt_id) where type = 'TRIAL_ENDED';

-- After the foreign keys' own triggers, which come first by their names: by then the study's trials are gone, and with them
-- whoever was writing an event of one.
create function take_events_along() returns trigger
    language plpgsql
    as $$
begin
    delete from event where study_id = old.id;
    return null;
end $$;
create trigger take_events_along after delete on study for each row execute function take_events_along();

-- Enough to compute a suggestion again: the history is the events up to history_seq, and those of the same batch that were
-- made before it.
create table suggestion (
    study_id bigint not null references study on delete cascade,
    number bigint not null check (number >= 0),
    first_number bigint not null check (first_number between 0 and number),
    trial_id bigint not null unique references trial on delete cascade,
    history_seq bigint not null,
    sampler jsonb not null,
    sampler_version int not null,
    origin text not null,
    reason text,
    prediction jsonb,
    explanation jsonb,
    computed_at timestamptz not null default cairn_now(),
    seconds double precision not null check (seconds >= 0),
    primary key (study_id, number)
);
comment on column suggestion.first_number is 'of the batch that was computed together';
comment on column suggestion.explanation is 'what the model knew, with its fitted lengths; for people, not needed to compute again';
comment on column suggestion.seconds is 'what computing the batch took, shared equally';

-- The ends of studies that are to be told; written with the end, delivered afterwards by whichever replica claims one.
create table webhook_delivery (
    id bigint generated always as identity primary key,
    study_id bigint not null references study on delete cascade,
    url text not null,
    body text not null,
    attempts int not null default 0,
    last_answer text,
    created_at timestamptz not null default cairn_now(),
    next_attempt_at timestamptz default cairn_now(),
    delivered_at timestamptz,
    given_up_at timestamptz,
    constraint a_delivery_is_due_until_it_ends
        check ((next_attempt_at is null) = (delivered_at is not null or given_up_at is not null))
);
create index webhook_delivery_due on webhook_delivery (next_attempt_at) where next_attempt_at is not null;
create index webhook_delivery_of_study on webhook_delivery (study_id);

-- The end of a search with a test part, once more each time the study was reopened.
create table confirmation (
    study_id bigint not null references study on delete cascade,
    round int not null check (round > 0),
    history_seq bigint,
    chosen_by text check (chosen_by in ('MODEL', 'SCORE')),
    begun_at timestamptz not null default cairn_now(),
    chosen_at timestamptz,
    primary key (study_id, round),
    constraint candidates_are_chosen_at_once check (
        (history_seq is null) = (chosen_by is null) and (history_seq is null) = (chosen_at is null))
);
comment on column confirmation.history_seq is
    'the candidates were chosen by the events up to it; null until they are, which is the compare-and-set';
create unique index confirmation_to_choose on confirmation (study_id) where history_seq is null;

create table candidate (
    study_id bigint not null,
    round int not null,
    rank int not null check (rank > 0),
    trial_id bigint not null references trial on delete cascade,
    predicted double precision,
    won boolean not null default false,
    epochs int check (epochs > 0),
    primary key (study_id, round, rank),
    unique (trial_id, round),
    foreign key (study_id, round) references confirmation on delete cascade
);
comment on column candidate.trial_id is 'the search trial whose point is repeated';
comment on column candidate.predicted is 'the first objective by the model that ranked the candidates';
comment on column candidate.epochs is 'the median number of epochs of the winner''s repetitions';
create unique index a_confirmation_has_one_winner on candidate (study_id, round) where won;

-- The sealed test part: each opening, and its result, stored once.
create table test_opening (
    trial_id bigint primary key references trial on delete cascade,
    study_id bigint not null references study on delete cascade,
    winner_id bigint not null references trial on delete cascade,
    opened_at timestamptz not null default cairn_now(),
    metrics jsonb,
    completed_at timestamptz,
    unique (study_id, winner_id),
    constraint a_result_is_stored_with_its_time check ((metrics is null) = (completed_at is null))
);

-- The legal changes of state, the same as in the code; a test holds both together.
create table state_change (
    entity text not null check (entity in ('study', 'trial', 'attempt')),
    old_state text not null,
    new_state text not null,
    primary key (entity, old_state, new_state)
);
insert into state_change
select 'trial', o, n from unnest(array['QUEUED', 'RUNNING']) o,
    unnest(array['COMPLETED', 'PRUNED', 'INFEASIBLE', 'FAILED', 'CANCELLED']) n
union all values ('trial', 'QUEUED', 'RUNNING'), ('trial', 'RUNNING', 'QUEUED'),
    ('trial', 'INFEASIBLE', 'QUEUED'), ('trial', 'FAILED', 'QUEUED'), ('trial', 'CANCELLED', 'QUEUED')
union all select 'attempt', o, n from unnest(array['RUNNING', 'LOST']) o,
    unnest(array['SUCCEEDED', 'PREEMPTED', 'FAILED', 'CANCELLED']) n
union all values ('attempt', 'RUNNING', 'LOST'), ('attempt', 'LOST', 'RUNNING')
union all values
    ('study', 'ACTIVE', 'PAUSED'), ('study', 'ACTIVE', 'STOPPING'), ('study', 'ACTIVE', 'CONFIRMING'),
    ('study', 'ACTIVE', 'COMPLETED'), ('study', 'ACTIVE', 'FAILED'),
    ('study', 'PAUSED', 'ACTIVE'), ('study', 'PAUSED', 'STOPPING'),
    ('study', 'STOPPING', 'CONFIRMING'), ('study', 'STOPPING', 'COMPLETED'), ('study', 'STOPPING', 'FAILED'),
    ('study', 'STOPPING', 'CANCELLED'),
    ('study', 'CONFIRMING', 'STOPPING'), ('study', 'CONFIRMING', 'COMPLETED'),
    ('study', 'COMPLETED', 'ACTIVE'), ('study', 'FAILED', 'ACTIVE');

create function refuse_illegal_state_change() returns trigger
    language plpgsql
    as $$
begin
    if not exists (select 1 from state_change
            where entity = tg_table_name and old_state = old.state and new_state = new.state) then
        raise exception 'a % may not go from % to %', tg_table_name, old.state, new.state using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger legal_state_change before update of state on study for each row
    when (old.state is distinct from new.state) execute function refuse_illegal_state_change();
-- The changes that nearly every trial and attempt goes through are not looked up.
create trigger legal_state_change before update of state on trial for each row
    when (old.state is distinct from new.state and not (old.state = 'QUEUED' and new.state = 'RUNNING')
        and not (old.state = 'RUNNING' and new.state = 'COMPLETED')) execute function refuse_illegal_state_change();
create trigger legal_state_change before update of state on attempt for each row
    when (old.state is distinct from new.state and not (old.state = 'RUNNING' and new.state = 'SUCCEEDED')) execute function refuse_illegal_state_change();

-- The service changes rows, never tables. Its role is made by the migration program, which knows its password.
grant usage on schema cairn to cairn_service;
grant select, insert, update, delete on all tables in schema cairn to cairn_service;
revoke insert, update, delete on clock, state_change, project, flyway_schema_history from cairn_service;
alter default privileges in schema cairn grant select, insert, update, delete on tables to cairn_service;
