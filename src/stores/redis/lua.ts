/**
 * The scripts of the store. Each is one step: what it reads and writes, no other client sees in
 * between. All keys are named (KEYS), so that a cluster and a key prefix of the client work.
 *
 * What is kept, one key each:
 *
 * - state: a hash. `generation`; `head`, the id of the last entry of the log; `count`, how many
 *   entries there are; `used`, how many counts of uses; `last`, the latest time that was given;
 *   `horizon`, the latest `until` of a login.
 * - log: a stream of the last entries. The first part of an id counts entries without a gap, and
 *   the second is the time in microseconds: a reader whose last id is not there any more has
 *   missed something, or has read what was lost.
 * - entries: a hash from `<kind> <id>` to `<at> <until>[ <user>]`; an `until` of `-` is never.
 * - sessions: a hash from the id to JSON, in which numbers are strings, because cjson rounds them.
 * - users: a sorted set of `<user>\0<id>`, all of one score.
 * - until: a sorted set of when entries (`e<field>`), sessions (`s<id>`) and counts of uses
 *   (`u<id>`) end.
 * - uses: a hash from the id of a token to how often it was used.
 *
 * A time is milliseconds since 1970, and `-` is never.
 *
 * A script that returns false found no content, or not the one that was stored.
 */
export const KEY_NAMES = ['state', 'log', 'entries', 'sessions', 'users', 'until', 'uses'] as const;

const LOCALS = `
local STATE, LOG, ENTRIES, SESSIONS, USERS, UNTIL, USES = unpack(KEYS)
local clock = redis.call('TIME')
local micros = clock[1] * 1000000 + clock[2]
local now = math.floor(micros / 1000)
local function text(number) return string.format('%.0f', number) end
local function isLater(one, other)
  return other ~= '-' and (one == '-' or tonumber(one) > tonumber(other))
end
local function read(record)
  local isJson, value = pcall(cjson.decode, record)
  if not isJson or type(value) ~= 'table' then error({err = 'FOREIGN sessions'}) end
  return value
end
local generation, head, count, last, horizon, used = unpack(redis.call('HMGET', STATE, 'generation', 'head', 'count', 'last', 'horizon', 'used'))
local function isWhole()
  return generation and redis.call('HLEN', ENTRIES) == tonumber(count) and redis.call('HLEN', USES) == tonumber(used or 0)
end
`;

/** How entries are added, and what they remove. */
const WRITES = `
local function ends(member, til)
  if til == '-' then redis.call('ZREM', UNTIL, member) else redis.call('ZADD', UNTIL, til, member) end
end
local function drop(field)
  if redis.call('HDEL', ENTRIES, field) == 1 then
    redis.call('ZREM', UNTIL, 'e' .. field)
    redis.call('HINCRBY', STATE, 'count', -1)
  end
end
local function removeSession(id)
  local record = redis.call('HGET', SESSIONS, id)
  if not record then return end
  redis.call('ZREM', USERS, read(record).user .. '\\0' .. id)
  redis.call('ZREM', UNTIL, 's' .. id)
  redis.call('HDEL', SESSIONS, id)
end
local function sessionsOf(user)
  local ids = {}
  for _, member in ipairs(redis.call('ZRANGE', USERS, '[' .. user .. '\\0', '(' .. user .. '\\1', 'BYLEX')) do
    ids[#ids + 1] = string.sub(member, #user + 2)
  end
  return ids
end
local function dropUses(id)
  if redis.call('HDEL', USES, id) == 1 then redis.call('HINCRBY', STATE, 'used', -1) end
end
local function time(least)
  last = math.max(least, now)
  redis.call('HSET', STATE, 'last', text(last))
  return last
end
local function add(kind, id, til, user)
  local field = kind .. ' ' .. id
  local at = 0
  if kind == 'user' or kind == 'all' then at = time(tonumber(last) + 1) end
  local cut = at
  local before = redis.call('HGET', ENTRIES, field)
  if before then
    local at0, til0 = string.match(before, '^(%d+) (%S+)')
    if not at0 then error({err = 'FOREIGN entries'}) end
    at = math.max(at, tonumber(at0))
    if isLater(til0, til) then til = til0 end
  end
  local value = text(at) .. ' ' .. til .. user
  if redis.call('HSET', ENTRIES, field, value) == 1 then redis.call('HINCRBY', STATE, 'count', 1) end
  ends('e' .. field, til)
  if kind == 'session' or kind == 'token' then
    drop('known ' .. id)
    removeSession(id)
  end
  if kind == 'user' then
    for _, session in ipairs(sessionsOf(id)) do
      local record = redis.call('HGET', SESSIONS, session)
      if record then
        record = read(record)
        if record.user == id and tonumber(record.startedAt) < cut then removeSession(session) end
      end
    end
  end
  head = text(tonumber(string.match(head, '^%d+')) + 1) .. '-' .. text(micros)
  redis.call('XADD', LOG, 'MAXLEN', '~', 10000, head, field, value)
  redis.call('HSET', STATE, 'head', head)
  return value
end
`;

const NEEDS_CONTENT = 'if not isWhole() then return false end\n';

/** ARGV: kind, id, until and ` user` of each entry. Returns the values. */
export const APPEND: string = `${LOCALS}${WRITES}${NEEDS_CONTENT}
local values = {}
for i = 1, #ARGV, 4 do values[#values + 1] = add(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]) end
return values`;

/**
 * ARGV: a new generation, whether a cut-off is wanted. What is left of a content that was damaged
 * stays, and gets a cut-off in any case, because some of it was lost. Returns the key that holds
 * something else, if there is one.
 */
export const OPEN: string = `local types = {'hash', 'stream', 'hash', 'hash', 'zset', 'zset', 'hash'}
for i, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'none' and kind ~= types[i] then return key end
end
${LOCALS}${WRITES}
if isWhole() then return 'kept' end
local isDamaged = head or redis.call('HLEN', ENTRIES) + redis.call('HLEN', USES) > 0
redis.call('DEL', LOG)
head, last = '0-0', last or '0'
redis.call('HSET', STATE, 'generation', ARGV[1], 'head', head, 'count', redis.call('HLEN', ENTRIES), 'used', redis.call('HLEN', USES), 'last', last, 'horizon', horizon or '0')
if isDamaged or ARGV[2] == 'cut-off' then add('all', '', '-', '') end
return 'made'`;

/** ARGV: until. Returns the time. */
export const BEGIN: string = `${LOCALS}${WRITES}${NEEDS_CONTENT}
if isLater(ARGV[1], horizon) then redis.call('HSET', STATE, 'horizon', ARGV[1]) end
return text(time(tonumber(last)))`;

export const HORIZON: string = `${LOCALS}${NEEDS_CONTENT}
return horizon`;

/** ARGV: ids. Returns those that are known. */
export const KNOWN: string = `${LOCALS}${NEEDS_CONTENT}
local known = {}
for _, id in ipairs(ARGV) do
  if redis.call('HEXISTS', ENTRIES, 'known ' .. id) == 1 then known[#known + 1] = id end
end
return known`;

/** ARGV: id, user, until, the record, whether it is known. */
export const ADD_SESSION: string = `${LOCALS}${WRITES}${NEEDS_CONTENT}
local id, user, til, record, known = unpack(ARGV)
removeSession(id)
redis.call('HSET', SESSIONS, id, record)
redis.call('ZADD', USERS, 0, user .. '\\0' .. id)
ends('s' .. id, til)
if known == 'known' then add('known', id, til, ' ' .. user) end
return 'added'`;

/** ARGV: id, when it was seen. */
export const TOUCH_SESSION: string = `${LOCALS}${NEEDS_CONTENT}
local record = redis.call('HGET', SESSIONS, ARGV[1])
if not record then return 'gone' end
record = read(record)
if tonumber(record.seenAt) < tonumber(ARGV[2]) then
  record.seenAt = ARGV[2]
  redis.call('HSET', SESSIONS, ARGV[1], cjson.encode(record))
end
return 'seen'`;

/** ARGV: id. Returns the record, or an empty string. */
export const SESSION: string = `${LOCALS}${NEEDS_CONTENT}
return redis.call('HGET', SESSIONS, ARGV[1]) or ''`;

/** ARGV: user. Returns records. */
export const SESSIONS_OF: string = `${LOCALS}${WRITES}${NEEDS_CONTENT}
local records = {}
for _, id in ipairs(sessionsOf(ARGV[1])) do
  records[#records + 1] = redis.call('HGET', SESSIONS, id) or nil
end
return records`;

/** ARGV: the members of a rotation step. Returns the outcome, the `jti` and the record before. */
export const ROTATE: string = `${LOCALS}${WRITES}${NEEDS_CONTENT}
local id, presented, successor, grace, at, idleUntil = unpack(ARGV)
local before = redis.call('HGET', SESSIONS, id)
if not before then return {'gone'} end
local record = read(before)
local refresh = record.refresh
if refresh == cjson.null or (record.endsAt ~= '-' and not isLater(record.endsAt, at)) then return {'gone'} end
local outcome = 'repeated'
if presented == refresh.jti then
  if not isLater(refresh.idleUntil, at) then return {'gone'} end
  outcome = 'rotated'
  record.refresh = {jti = successor, previous = presented, rotatedAt = at, idleUntil = idleUntil}
elseif presented ~= refresh.previous or tonumber(at) >= tonumber(refresh.rotatedAt) + tonumber(grace) then
  add('session', id, record['until'], ' ' .. record.user)
  return {'reused', '', before}
end
if isLater(at, record.seenAt) then record.seenAt = at end
redis.call('HSET', SESSIONS, id, cjson.encode(record))
return {outcome, record.refresh.jti, before}`;

/** ARGV: id, how many uses are allowed, until. Returns 1 if this one is within them, else 0. */
export const COUNT_USE: string = `${LOCALS}${WRITES}${NEEDS_CONTENT}
local id, most, til = unpack(ARGV)
local before = redis.call('HGET', USES, id)
if before and not string.match(before, '^%d+$') then error({err = 'FOREIGN uses'}) end
if before and tonumber(before) >= tonumber(most) then return 0 end
if redis.call('HINCRBY', USES, id, 1) == 1 then redis.call('HINCRBY', STATE, 'used', 1) end
ends('u' .. id, til)
return 1`;

/** ARGV: a time. Removes a thousand of what ended before; returns how many. */
export const PURGE: string = `${LOCALS}${WRITES}${NEEDS_CONTENT}
local before = math.min(tonumber(ARGV[1]), now)
local ended = redis.call('ZRANGE', UNTIL, '-inf', '(' .. text(before), 'BYSCORE', 'LIMIT', 0, 1000)
for _, member in ipairs(ended) do
  local rest = string.sub(member, 2)
  local kind = string.sub(member, 1, 1)
  if kind == 'e' then drop(rest) elseif kind == 'u' then dropUses(rest) else removeSession(rest) end
  redis.call('ZREM', UNTIL, member)
end
return #ended`;

/**
 * ARGV: generation and id of a position; the run of the server and the cursor of a list of all that
 * is not at its end. Cursors are of one run of one server only.
 *
 * Returns generation, id, run, cursor, `whole` and `more` as 1 or 0, then fields and values. If
 * the log does not have what was read before, then acknowledged entries were lost: the content is
 * marked as lost, for all processes.
 */
export const CHANGES: string = `${LOCALS}${NEEDS_CONTENT}
local function count1(id) return tonumber(string.match(id, '^%d+')) end
local function list(id, run, cursor, whole)
  local page = redis.call('HSCAN', ENTRIES, cursor, 'COUNT', run == '' and 1e9 or 1000)
  local next = page[1] == '0' and '' or page[1]
  local more = (next ~= '' or id ~= head) and '1' or '0'
  local answer = {generation, id, run, next, whole, more}
  for _, part in ipairs(page[2]) do answer[#answer + 1] = part end
  return answer
end
local function run()
  local info = redis.pcall('INFO', 'server')
  return not info.err and string.match(info, 'run_id:(%w+)') or ''
end
local theirs, id, page, cursor = unpack(ARGV)
if theirs ~= generation then return list(head, run(), '0', '1') end
if cursor ~= '' then
  local current = run()
  if page == current and current ~= '' then return list(id, page, cursor, '0') end
  return list(head, current, '0', '1')
end
if id == head then return {generation, head, '', '', '0', '0'} end
local from = count1(id)
local found = redis.call('XRANGE', LOG, text(math.max(from, 1)), '+', 'COUNT', 1001)
local isFork = from >= count1(head) or (from > 0 and found[1] and count1(found[1][1]) == from and found[1][1] ~= id)
if isFork then
  redis.pcall('HDEL', STATE, 'generation')
  return false
end
local first = from == 0 and 1 or 2
local final = found[#found]
if not final or count1(found[1][1]) ~= math.max(from, 1) or count1(final[1]) ~= from + #found - first + 1 or (#found < 1001 and final[1] ~= head) then
  return list(head, run(), '0', '1')
end
local answer = {generation, final[1], '', '', '0', final[1] == head and '0' or '1'}
for i = first, #found do
  answer[#answer + 1] = found[i][2][1]
  answer[#answer + 1] = found[i][2][2]
end
return answer`;

/** Runs on any version of Redis. Returns sections of INFO, or nothing without the permission. */
export const INFO: string = `
local found = {}
for i, section in ipairs({'server', 'persistence', 'memory'}) do
  local info = redis.pcall('INFO', section)
  if type(info) ~= 'string' then return {} end
  found[i] = info
end
return found`;
