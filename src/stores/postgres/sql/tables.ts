/** The version of the schema that this code knows. */
export const SCHEMA_VERSION = 3;

/**
 * The tables. No two transactions wait for each other: one that changes entries locks the clock
 * first, and one that does not lock it locks one session or one count alone, or skips what is
 * locked.
 */
export function tables(schema: string): string {
  return `
-- One row: the last position, the last time that was given, and when the last token of all logins
-- ends (null is never). A writer of entries holds the lock of this row until it commits, so
-- positions have no gaps and are in the order of the commits. Times are milliseconds since 1970.
create table if not exists ${schema}.clock (
  one boolean primary key default true check (one),
  generation text not null default gen_random_uuid()::text,
  position bigint not null,
  time double precision not null,
  horizon double precision default 0
) with (fillfactor = 10);

-- The timelines of the server on which entries were written, in order, each with the last position
-- from before. A replica that is promoted begins one, perhaps without the last entries.
create table if not exists ${schema}.history (
  epoch integer primary key,
  timeline text not null,
  start bigint not null
);

-- The entries that count, each at the position of its last change.
create table if not exists ${schema}.entry (
  kind text not null check (kind in ('token', 'session', 'user', 'all', 'known', 'changed')),
  id text collate "C" not null,
  owner text collate "C",
  until double precision,
  at double precision not null,
  position bigint not null,
  primary key (kind, id)
);
create unique index if not exists entry_position on ${schema}.entry (position);
create index if not exists entry_until on ${schema}.entry (until) where until is not null;

create table if not exists ${schema}.session (
  id text collate "C" primary key,
  owner text collate "C" not null,
  started_at double precision not null,
  seen_at double precision not null,
  ends_at double precision,
  until double precision,
  label text,
  jti text collate "C",
  previous text collate "C",
  rotated_at double precision not null default 0,
  idle_until double precision
) with (fillfactor = 70);
create index if not exists session_owner on ${schema}.session (owner);
create index if not exists session_until on ${schema}.session (until) where until is not null;

-- How often tokens were used, of those that may be used a limited number of times.
create table if not exists ${schema}.token_use (
  id text collate "C" primary key,
  count integer not null,
  until double precision
) with (fillfactor = 70);
create index if not exists token_use_until on ${schema}.token_use (until) where until is not null;

create or replace function ${schema}.version() returns integer
language sql immutable as 'select ${SCHEMA_VERSION}';

-- What was revoked, or used, is not known any more once entries or counts were truncated.
create or replace function ${schema}.entries_lost() returns trigger language plpgsql as $$
begin
  delete from ${schema}.clock;
  return null;
end $$;
create or replace trigger entries_lost after truncate on ${schema}.entry
for each statement execute function ${schema}.entries_lost();
create or replace trigger entries_lost after truncate on ${schema}.token_use
for each statement execute function ${schema}.entries_lost();
`;
}
