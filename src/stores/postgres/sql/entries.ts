/** The functions that write and read entries. */
export function entryFunctions(schema: string, channel: string): string {
  return `
create or replace function ${schema}.present() returns double precision language sql volatile as $$
  select floor(extract(epoch from clock_timestamp()) * 1000)::double precision
$$;

create or replace function ${schema}.later(one double precision, other double precision)
returns double precision language sql immutable as $$
  select case when one is null or other is null then null else greatest(one, other) end
$$;

-- The transaction waits for the disk when it commits, whatever the setting of the server.
create or replace function ${schema}.make_durable() returns void language plpgsql as $$
begin
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;
end $$;

-- Names the timeline of the server. Where the server does not tell it, each start counts as one.
create or replace function ${schema}.timeline() returns text language plpgsql stable as $$
begin
  return left(pg_walfile_name(pg_current_wal_lsn()), 8);
exception when others then
  return extract(epoch from pg_postmaster_start_time())::text;
end $$;

-- The last row of the history, or the one that the next entry begins; that one has no start.
create or replace function ${schema}.present_history() returns ${schema}.history
language plpgsql stable as $$
declare
  last ${schema}.history;
  timeline text := ${schema}.timeline();
begin
  select * into last from ${schema}.history order by epoch desc limit 1;
  if last.timeline = timeline then
    return last;
  end if;
  return row(coalesce(last.epoch, 0) + 1, timeline, null::bigint);
end $$;

-- Takes positions, and a cut-off, from the clock, and locks it.
create or replace function ${schema}.take(wanted integer, cuts boolean) returns ${schema}.clock
language plpgsql as $$
declare
  taken ${schema}.clock;
  present ${schema}.history;
begin
  perform ${schema}.make_durable();
  update ${schema}.clock set
    position = position + wanted,
    time = case when cuts then greatest(time + 1, ${schema}.present()) else time end
  returning * into taken;
  if not found then
    raise exception 'the store has no generation' using errcode = 'PYLST';
  end if;
  present := ${schema}.present_history();
  insert into ${schema}.history values (present.epoch, present.timeline, taken.position - wanted)
  on conflict do nothing;
  perform pg_notify(${channel}, '');
  return taken;
end $$;

create or replace function ${schema}.put(
  new_kind text, new_id text, new_owner text, new_until double precision,
  new_at double precision, new_position bigint
) returns ${schema}.entry language plpgsql as $$
declare
  stored ${schema}.entry;
begin
  insert into ${schema}.entry as before (kind, id, owner, until, at, position)
  values (new_kind, new_id, new_owner, new_until, new_at, new_position)
  on conflict (kind, id) do update set
    owner = excluded.owner,
    until = ${schema}.later(before.until, excluded.until),
    at = greatest(before.at, excluded.at),
    position = excluded.position
  returning * into stored;
  return stored;
end $$;

-- Gives a store that holds nothing its generation, and a cut-off for everyone if "cutOff" is true,
-- or if entries or counts of uses are left: others were lost with the clock.
create or replace function ${schema}.found(given jsonb) returns jsonb language plpgsql as $$
begin
  perform ${schema}.make_durable();
  insert into ${schema}.clock (position, time)
  select coalesce(max(position), 0), coalesce(max(at), 0) from ${schema}.entry
  on conflict (one) do nothing;
  if found and ((given->>'cutOff')::boolean
    or exists (select from ${schema}.entry) or exists (select from ${schema}.token_use))
  then
    perform ${schema}.append('[{"kind": "all", "id": "", "user": null, "until": null}]');
  end if;
  return null;
end $$;

create or replace function ${schema}.append(given jsonb) returns jsonb language plpgsql as $$
declare
  taken ${schema}.clock;
  stored ${schema}.entry;
  answer jsonb[] := '{}';
  wanted record;
begin
  taken := ${schema}.take(
    jsonb_array_length(given),
    exists (select from jsonb_array_elements(given) where value->>'kind' in ('user', 'all')));
  for wanted in
    select value->>'kind' as kind, value->>'id' as id, value->>'user' as owner,
      (value->>'until')::double precision as until,
      taken.position - jsonb_array_length(given) + ordinality as position
    from jsonb_array_elements(given) with ordinality
  loop
    stored := ${schema}.put(
      wanted.kind, wanted.id, wanted.owner, wanted.until,
      case when wanted.kind in ('user', 'all') then taken.time else 0 end, wanted.position);
    answer := answer || jsonb_build_array(
      stored.kind, stored.id, stored.owner, stored.until, stored.at);
    if wanted.kind in ('session', 'token') then
      delete from ${schema}.entry where kind = 'known' and id = wanted.id;
      delete from ${schema}.session where id = wanted.id;
    elsif wanted.kind = 'user' then
      delete from ${schema}.session where owner = wanted.id and started_at < stored.at;
    end if;
  end loop;
  return to_jsonb(answer);
end $$;

create or replace function ${schema}.begin(given jsonb) returns jsonb language plpgsql as $$
declare
  began double precision;
begin
  perform ${schema}.make_durable();
  update ${schema}.clock set
    time = greatest(time, ${schema}.present()),
    horizon = ${schema}.later(horizon, (given->>'until')::double precision)
  returning time into began;
  if not found then
    raise exception 'the store has no generation' using errcode = 'PYLST';
  end if;
  return to_jsonb(began);
end $$;

create or replace function ${schema}.horizon(given jsonb) returns jsonb language sql stable as $$
  select jsonb_build_array(horizon) from ${schema}.clock
$$;

-- Makes processes that begin later know what this one has found out: entries were lost.
create or replace function ${schema}.lose(given jsonb) returns jsonb language plpgsql as $$
begin
  delete from ${schema}.clock where generation = given->>'generation';
  return null;
end $$;

-- Stable, so that all of it is read as of one moment. A position is known up to where the server
-- left the timeline on which it was read. One beyond that was lost.
create or replace function ${schema}.changes(given jsonb) returns json language plpgsql stable as $$
declare
  now_at ${schema}.clock;
  present ${schema}.history;
  start bigint := (given->>'position')::bigint;
  fork bigint;
  is_own boolean;
  is_lost boolean;
begin
  select * into now_at from ${schema}.clock;
  if not found then
    return null;
  end if;
  present := ${schema}.present_history();
  is_own := coalesce(given->>'generation' = now_at.generation, false);
  select history.start into fork from ${schema}.history
  where history.epoch >= (given->>'epoch')::integer and history.timeline <> given->>'timeline'
  order by history.epoch limit 1;
  is_lost := is_own and (
    start > coalesce(fork, now_at.position) or (given->>'epoch')::integer > present.epoch);
  if not is_own or is_lost then
    start := 0;
  end if;
  return json_build_object(
    'generation', now_at.generation,
    'isReplica', pg_is_in_recovery(),
    'epoch', present.epoch,
    'timeline', present.timeline,
    'position', now_at.position,
    'isKnown', is_own and not is_lost,
    'isLost', is_lost,
    'entries', coalesce((
      select json_agg(json_build_array(kind, id, owner, until, at, position) order by position)
      from (
        select * from ${schema}.entry where position > start
        order by position limit (given->>'limit')::integer
      ) page), '[]'));
end $$;

create or replace function ${schema}.known(given jsonb) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(id), '[]') from ${schema}.entry
  where kind = 'known' and id = any (array(select jsonb_array_elements_text(given)))
$$;
`;
}
