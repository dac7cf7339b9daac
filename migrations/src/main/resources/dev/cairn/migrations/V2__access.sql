-- Who may call, what belongs to whom, and what was changed by whom beside the events of studies.

alter table project add quota_bytes bigint check (quota_bytes >= 0);
comment on column project.quota_bytes is 'what its blobs may have together; null: no limit';
comment on table project is 'never deleted: tokens name projects by id';
-- The sum of a project's blobs is read from the index alone.
create index blob_sizes on blob (project_id) include (size_bytes);

create table api_token (
    id bigint generated always as identity primary key,
    name text not null unique check (name <> ''),
    role text not null check (role in ('ADMIN', 'USER', 'WORKER', 'READER')),
    projects bigint[] check (cardinality(projects) > 0),
    secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
    created_by text not null,
    created_at timestamptz not null default cairn_now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    constraint an_admin_sees_every_project check (role <> 'ADMIN' or projects is null)
);
comment on table api_token is 'rows stay after they are revoked: a name stands in events, and is never given to another token';
comment on column api_token.projects is 'those that it may see; null: all, later ones too';
comment on column api_token.secret_hash is 'SHA-256 of the token; 256 random bits need no salt';
comment on column api_token.last_used_at is 'to within a minute';

create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default cairn_now(),
    actor text not null,
    action text not null,
    project_id bigint references project,
    subject text not null
);
comment on column audit.subject is 'what was changed, in words that find it again; never a secret';

-- The default privileges of V1 let the service write what is new; it may neither forge the past nor bring a token back to life.
grant insert, update on project to cairn_service;
revoke delete on api_token from cairn_service;
revoke update, delete on audit from cairn_service;

-- Workers and studies are looked for in several projects at once, blobs in any that a caller sees.
drop index study_open;
create index study_open on study (priority desc, id) where state in ('ACTIVE', 'CONFIRMING');
create index worker_by_name on worker (name);
create index blob_by_digest on blob (sha256);

alter table attempt add leased_by text;
comment on column attempt.leased_by is 'the caller that leased, such as token:fleet; only it can use the lease. Null: imported';
create index attempt_of_a_caller on attempt (leased_by) where state in ('RUNNING', 'LOST');
