/** The functions that write and read sessions and counts of uses. */
export function sessionFunctions(schema: string): string {
  return `
create or replace function ${schema}.shown(one ${schema}.session) returns jsonb
language sql immutable as $$
  select jsonb_build_array(one.id, one.owner, one.started_at, one.seen_at, one.ends_at, one.until,
    one.label)
$$;

create or replace function ${schema}.add_session(given jsonb) returns jsonb language plpgsql as $$
declare
  taken ${schema}.clock;
begin
  perform ${schema}.make_durable();
  if (given->>'known')::boolean then
    taken := ${schema}.take(1, false);
    perform ${schema}.put('known', given->>'id', given->>'user',
      (given->>'until')::double precision, 0, taken.position);
  end if;
  insert into ${schema}.session
    (id, owner, started_at, seen_at, ends_at, until, label, jti, idle_until)
  values (
    given->>'id', given->>'user', (given->>'startedAt')::double precision,
    (given->>'startedAt')::double precision, (given->>'endsAt')::double precision,
    (given->>'until')::double precision, given->>'label', given->'refresh'->>'jti',
    (given->'refresh'->>'idleUntil')::double precision)
  on conflict (id) do update set
    (owner, started_at, seen_at, ends_at, until, label, jti, previous, rotated_at, idle_until) =
    (excluded.owner, excluded.started_at, excluded.seen_at, excluded.ends_at, excluded.until,
     excluded.label, excluded.jti, null, 0, excluded.idle_until);
  return null;
end $$;

create or replace function ${schema}.touch_session(given jsonb) returns jsonb language plpgsql as $$
begin
  perform ${schema}.make_durable();
  update ${schema}.session set seen_at = (given->>'seenAt')::double precision
  where id = given->>'id' and seen_at < (given->>'seenAt')::double precision;
  return null;
end $$;

create or replace function ${schema}.session(given jsonb) returns jsonb language sql stable as $$
  select ${schema}.shown(one) from ${schema}.session one where id = given->>'id'
$$;

create or replace function ${schema}.sessions_of(given jsonb) returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(${schema}.shown(one) order by started_at desc), '[]')
  from ${schema}.session one where owner = given->>'user'
$$;

-- Waits for others who use the same session, so that one use of a token decides. It ends a session
-- only if "mayEnd" is true: it locks the clock first then.
create or replace function ${schema}.rotate(given jsonb) returns jsonb language plpgsql as $$
declare
  present double precision := (given->>'now')::double precision;
  one ${schema}.session;
begin
  perform ${schema}.make_durable();
  if (given->>'mayEnd')::boolean then
    perform 1 from ${schema}.clock for update;
  end if;
  select * into one from ${schema}.session where id = given->>'session' for update;
  if not found or one.jti is null or present >= one.ends_at then
    return jsonb_build_object('outcome', 'gone');
  end if;
  if one.jti = given->>'presented' then
    if present >= one.idle_until then
      return jsonb_build_object('outcome', 'gone');
    end if;
    update ${schema}.session set
      jti = given->>'successor', previous = one.jti, rotated_at = present,
      idle_until = (given->>'idleUntil')::double precision, seen_at = greatest(seen_at, present)
    where id = one.id;
    return jsonb_build_object('outcome', 'rotated', 'jti', given->>'successor',
      'session', ${schema}.shown(one));
  end if;
  if one.previous = given->>'presented'
    and present < one.rotated_at + (given->>'grace')::double precision
  then
    update ${schema}.session set seen_at = present where id = one.id and seen_at < present;
    return jsonb_build_object('outcome', 'repeated', 'jti', one.jti,
      'session', ${schema}.shown(one));
  end if;
  if (given->>'mayEnd')::boolean then
    perform ${schema}.append(jsonb_build_array(jsonb_build_object(
      'kind', 'session', 'id', one.id, 'user', one.owner, 'until', one.until)));
  end if;
  return jsonb_build_object('outcome', 'reused', 'session', ${schema}.shown(one));
end $$;

-- Counts one use of a token, and returns whether it is within "most". Those who use one token at
-- the same time wait for each other.
create or replace function ${schema}.count_use(given jsonb) returns jsonb language plpgsql as $$
begin
  perform ${schema}.make_durable();
  perform 1 from ${schema}.clock;
  if not found then
    raise exception 'the store has no generation' using errcode = 'PYLST';
  end if;
  insert into ${schema}.token_use as before (id, count, until)
  values (given->>'id', 1, (given->>'until')::double precision)
  on conflict (id) do update set count = before.count + 1
  where before.count < (given->>'most')::integer;
  return to_jsonb(found);
end $$;

-- Removes some of what ended, and returns whether more is left. Rows that others lock are skipped,
-- so that no writer waits for it.
create or replace function ${schema}.purge(given jsonb) returns jsonb language plpgsql as $$
declare
  ends double precision := least((given->>'before')::double precision, ${schema}.present());
  most integer := (given->>'limit')::integer;
  entries integer;
  sessions integer;
  uses integer;
begin
  delete from ${schema}.entry where (kind, id) in (
    select kind, id from ${schema}.entry where until < ends limit most for update skip locked);
  get diagnostics entries = row_count;
  delete from ${schema}.session where id in (
    select id from ${schema}.session where until < ends limit most for update skip locked);
  get diagnostics sessions = row_count;
  delete from ${schema}.token_use where id in (
    select id from ${schema}.token_use where until < ends limit most for update skip locked);
  get diagnostics uses = row_count;
  return to_jsonb(entries = most or sessions = most or uses = most);
end $$;
`;
}
