/**
 * The tables of the store. Times are milliseconds since 1970, and null where something never ends.
 * All may be run again. Entries lie in the order of their positions, in which processes read them.
 */
export const SQLITE_SCHEMA = `create table if not exists pyramidion_state (
  one integer primary key check (one = 1),
  generation text not null,
  writes integer not null,
  position integer not null,
  last integer not null,
  horizon integer
) strict;

create table if not exists pyramidion_entries (
  position integer primary key,
  kind text not null,
  id text not null,
  user text,
  until integer,
  at integer not null,
  unique (kind, id)
) strict;
create index if not exists pyramidion_entries_until
  on pyramidion_entries (until) where until is not null;

create table if not exists pyramidion_sessions (
  id text primary key,
  user text not null,
  started_at integer not null,
  seen_at integer not null,
  ends_at integer,
  until integer,
  label text,
  jti text,
  previous text,
  rotated_at integer not null,
  idle_until integer not null
) strict, without rowid;
create index if not exists pyramidion_sessions_user on pyramidion_sessions (user, started_at);
create index if not exists pyramidion_sessions_until
  on pyramidion_sessions (until) where until is not null;

create table if not exists pyramidion_uses (
  id text primary key,
  count integer not null,
  until integer
) strict, without rowid;
create index if not exists pyramidion_uses_until
  on pyramidion_uses (until) where until is not null;
`;
