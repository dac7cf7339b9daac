-- What a POST was answered, so that the same POST sent again is answered the same and does nothing: written in the transaction of
-- its effect, so that there is both or neither.
create table idempotency (
    caller text not null,
    path text not null,
    key text not null check (key <> ''),
    request_sha256 bytea not null check (octet_length(request_sha256) = 32),
    status int check (status between 200 and 299),
    content_type text,
    location text,
    body bytea,
    created_at timestamptz not null default cairn_now(),
    primary key (caller, path, key)
);
comment on table idempotency is 'one row for each Idempotency-Key of the last day';
comment on column idempotency.path is 'with its query';
comment on column idempotency.status is 'null only within the transaction that has the effect';
create index idempotency_by_age on idempotency (created_at);
