// The Lua that runs inside Redis. Texts in TypeScript, so that a bundle carries them. Every key comes by KEYS; nothing else is touched.
// `allow-oom`: a full Redis refuses new shares only; whatever an accepted share still needs goes on.

const LIVING = '#!lua flags=allow-oom\n';
const NEWCOMER = '#!lua\n';

/**
 * Compares the caller's mark with the history of the tag; a history that does not hold it sets `behind`.
 * A reign that the tag has not met begins a new line, so a counter that later overtakes its former value is found out too:
 * `next:<line>` keeps where each line ended, as far as this store knows. A reign is one unbroken run of one primary; Redis gives it a
 * random id (`master_replid`) at every start and every promotion. Asked here and not by the caller, because behind Sentinel and in a
 * cluster only the server that runs this knows who it is.
 */
const STAND = `
local function reign()
  local id = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
  return string.sub(id or string.match(redis.call('INFO', 'server'), 'run_id:(%x+)'), 1, 16)
end
local function newLine(seed)
  local t = redis.call('TIME')
  return string.sub(redis.sha1hex(seed .. reign() .. t[1] .. ' ' .. t[2]), 1, 16), string.format('%d', t[1] * 1000 + math.floor(t[2] / 1000))
end
local function stand(history, behind, seed, markLine, markN)
  local h = redis.call('HMGET', history, 'n', 'line', 'run', 'since')
  local run = reign()
  local n, line, since = h[1], h[2], h[3] == run and h[4] or '0'
  if not line then
    n, line = '0', newLine(seed)
    redis.call('HSET', history, 'n', n, 'line', line, 'run', run, 'since', '0')
  elseif h[3] ~= run then
    local fresh
    fresh, since = newLine(seed)
    redis.call('HSET', history, 'next:' .. line, n, 'line', fresh, 'run', run, 'since', since)
    line = fresh
  end
  local confirmed = 1
  if markLine ~= '' then
    local reached = n
    if markLine ~= line then reached = redis.call('HGET', history, 'next:' .. markLine) end
    if not reached or (reached ~= 'ok' and tonumber(reached) < tonumber(markN)) then
      redis.call('HSET', behind, markLine, markN)
      confirmed = 0
    end
  end
  return tonumber(n), line, since, confirmed
end
`;

/*
 * KEYS share capsule payload due outbox open history behind leaves, then live sets to enter, live sets to leave, lists.
 * ARGV 1 expected version, 2 record, 3 capsule and payload each k(eep) d(elete) w(rite), 4 capsule, 5 payload,
 * 6 ciphertext ttl, 7 share ttl, 8 due or '', 9 outbox or '', 10 open 0|1, 11 releases 0|1, 12 seed for a line, 13 mark line, 14 mark n,
 * 15 id, 16 now, 17 expiry, 18 created, 19 channel, 20 settle ms, 21 ttl of lists, 22 horizon of lists (one commit in 32 trims),
 * 23 number of sets to enter, 24 of sets to leave, 25 end of ciphertext as in the record's head, then the limit of each set to enter, then leaves.
 * Answers the new counter when the line is the mark's, else {line, counter, confirmed 0|1}; a refusal is {why} or {why, n}.
 */
const COMMIT = `${STAND}
local K, A = KEYS, ARGV
local id = A[15]
local n, line, since, confirmed = stand(K[7], K[8], A[12], A[13], A[14])
local head = redis.call('GETRANGE', K[1], 0, 40)
local found, flags, until_ = string.match(head, '^(%d+) (%d%d%d) (%d+)\\n')
if head == '' then found, flags, until_ = '0', '000', '' end
if found ~= A[1] then return {'conflict'} end
if A[11] == '1' then
  if redis.call('EXISTS', K[8]) == 1 then return {'behind'} end
  if since ~= '0' then
    local t = redis.call('TIME')
    local left = since + A[20] - (t[1] * 1000 + math.floor(t[2] / 1000))
    if left > 0 then return {'settling', left} end
  end
end
local enter, leave = tonumber(A[23]), tonumber(A[24])
for i = 1, enter do
  local set, max = K[9 + i], tonumber(A[25 + i])
  if redis.call('ZCARD', set) >= max then
    redis.call('ZREMRANGEBYSCORE', set, '-inf', A[16] - 3600000)
    if redis.call('ZCARD', set) >= max and not redis.call('ZSCORE', set, id) then return {'quota', i} end
  end
end
redis.call('SET', K[1], A[2], 'PX', A[7])
for i = 1, 2 do
  local what = string.sub(A[3], i, i)
  if what == 'w' then redis.call('SET', K[1 + i], A[3 + i], 'PX', A[6])
  elseif what == 'd' then redis.call('DEL', K[1 + i])
  elseif until_ ~= A[25] then redis.call('PEXPIRE', K[1 + i], A[6]) end
end
-- The head of the record says what the commit before has set, so that only what changes is touched.
if A[8] ~= '' then redis.call('ZADD', K[4], A[8], id) elseif string.byte(flags, 1) == 49 then redis.call('ZREM', K[4], id) end
if A[9] ~= '' then redis.call('ZADD', K[5], A[9], id) elseif string.byte(flags, 2) == 49 then redis.call('ZREM', K[5], id) end
local wasOpen = string.byte(flags, 3) == 49
if A[10] == '1' and not wasOpen then redis.call('SADD', K[6], id) end
if A[10] == '0' and wasOpen then redis.call('SREM', K[6], id) end
for i = 1, enter do redis.call('ZADD', K[9 + i], A[17], id) end
for i = 1, leave do redis.call('ZREM', K[9 + enter + i], id) end
for i = 10 + enter + leave, #K do
  redis.call('ZADD', K[i], A[18], id)
  redis.call('PEXPIRE', K[i], A[21])
  if A[18] % 32 == 0 then redis.call('ZREMRANGEBYSCORE', K[i], '-inf', A[22]) end
end
if #A > 25 + enter then redis.call('RPUSH', K[9], unpack(A, 26 + enter)) end
redis.call('HSET', K[7], 'n', string.format('%d', n + 1))
redis.call('PUBLISH', A[19], A[1] + 1)
if line == A[13] then return n + 1 end
return {line, n + 1, confirmed}
`;

/** KEYS history behind; ARGV seed, mark line, mark n. Answers {line, counter, confirmed 0|1, behind 0|1}. */
const LOOK = `${STAND}
local n, line, since, confirmed = stand(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3])
return {line, n, confirmed, redis.call('EXISTS', KEYS[2])}
`;

/** KEYS history behind; ARGV seed. The marks that were reported count as reached from now on. Answers {line, counter}. */
const ACCEPT = `${STAND}
local reported = redis.call('HGETALL', KEYS[2])
local h = redis.call('HMGET', KEYS[1], 'n', 'line')
local n = tonumber(h[1] or '0')
for i = 1, #reported, 2 do
  n = math.max(n, tonumber(reported[i + 1]))
  redis.call('HSET', KEYS[1], 'next:' .. reported[i], 'ok')
end
if h[2] then redis.call('HSET', KEYS[1], 'next:' .. h[2], 'ok') end
local line = newLine(ARGV[1])
redis.call('HSET', KEYS[1], 'n', string.format('%d', n + 1), 'line', line, 'run', reign(), 'since', '0')
redis.call('DEL', KEYS[2])
return {line, n + 1}
`;

/**
 * KEYS share history; ARGV device or ''. Answers 1 when this server holds the share, claimed by that device if one is named. Its write,
 * which changes nothing, is what a WAIT on the same connection then waits for: with it the replicas have all that came before.
 */
const HELD = `
local record = redis.call('GET', KEYS[1])
if not record then return 0 end
if ARGV[1] ~= '' then
  local claim = cjson.decode(string.sub(record, string.find(record, '\\n', 1, true) + 1)).state.claim
  if type(claim) ~= 'table' or claim.device ~= ARGV[1] then return 0 end
end
redis.call('HSET', KEYS[2], 'asked', '1')
return 1
`;

/** KEYS outbox leases; ARGV now, until, limit. Answers ids that are now this caller's until `until`. */
const LEASE = `
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[1])
local limit, mine = tonumber(ARGV[3]), {}
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, limit + redis.call('ZCARD', KEYS[2]))
for i = 1, #ids do
  if #mine < limit and redis.call('ZADD', KEYS[2], 'NX', ARGV[2], ids[i]) == 1 then mine[#mine + 1] = ids[i] end
end
return mine
`;

/** KEYS outbox leases; ARGV id, next time or ''. */
const RELEASE = `
redis.call('ZREM', KEYS[2], ARGV[1])
if ARGV[2] ~= '' then redis.call('ZADD', KEYS[1], 'XX', 'GT', ARGV[2], ARGV[1]) end
`;

/** KEYS share due outbox open; ARGV id. Clears what points to a share that the time-to-live has removed. */
const FORGET = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('SREM', KEYS[4], ARGV[1])
return 1
`;

/*
 * KEYS buckets. ARGV now, then for each spending: how many want it, how many allowances it has, and for each of those the place of its
 * bucket in KEYS, max and window. Answers for each how many got it, and the wait in ms of the others. None of a spending is spent half.
 */
const SPEND = `
local now, at, answers, buckets = tonumber(ARGV[1]), 2, {}, {}
local function look(i, window)
  local b = buckets[i]
  if not b then
    local start, count = string.match(redis.call('GET', KEYS[i]) or '', '^(%d+) (%d+)$')
    b = {start = tonumber(start), count = tonumber(count)}
    buckets[i] = b
  end
  if not b.start or b.start + window <= now or b.start > now then b.start, b.count = now, 0 end
  return b
end
while ARGV[at] do
  local granted, size = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  local first, last, wait = at + 2, at + 2 + 3 * (size - 1), 0
  for j = first, last, 3 do
    local b = look(tonumber(ARGV[j]), tonumber(ARGV[j + 2]))
    granted = math.max(0, math.min(granted, tonumber(ARGV[j + 1]) - b.count))
  end
  for j = first, last, 3 do
    local b, window = look(tonumber(ARGV[j]), tonumber(ARGV[j + 2])), tonumber(ARGV[j + 2])
    b.count = b.count + granted
    if granted > 0 then b.ends = b.start + window end
    if b.count >= tonumber(ARGV[j + 1]) then wait = math.max(wait, b.start + window - now) end
  end
  answers[#answers + 1], answers[#answers + 2] = granted, wait
  at = last + 3
end
for i, b in pairs(buckets) do
  if b.ends then redis.call('SET', KEYS[i], string.format('%d %d', b.start, b.count), 'PX', b.ends - now) end
end
return answers
`;

/*
 * KEYS lease; ARGV owner, how long in ms, how long the token is remembered in ms. Answers the token, or nothing while another holds it.
 * A token is never below the server's clock, so that it grows also where the store has lost the one before.
 */
const TAKE = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local held = redis.call('HMGET', KEYS[1], 'owner', 'until', 'n')
local n, living = tonumber(held[3] or '0'), tonumber(held[2] or '0') > now
if living and held[1] ~= ARGV[1] then return false end
if not living then n = math.max(n + 1, now) end
local ends = now + tonumber(ARGV[2])
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', string.format('%d', ends), 'n', string.format('%d', n))
redis.call('PEXPIRE', KEYS[1], ends - now + tonumber(ARGV[3]))
return n
`;

/** KEYS lease; ARGV owner. The token stays, so that the next one is higher. */
const DROP = `
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then redis.call('HSET', KEYS[1], 'until', '0') end
`;

/*
 * KEYS log, then tiles, then for each share its positions and the share. ARGV version, token, size, text, number of tiles, how long positions
 * of a share that is gone already are kept in ms, then the tiles' bytes, then for each share its positions. Answers 1 when it was written.
 */
const WRITE_LOG = `
local held = redis.call('HMGET', KEYS[1], 'version', 'token')
if (held[1] or '0') ~= ARGV[1] or tonumber(held[2] or '0') > tonumber(ARGV[2]) then return 0 end
local tiles = tonumber(ARGV[5])
for i = 1, tiles do redis.call('SET', KEYS[1 + i], ARGV[6 + i]) end
local at = 7 + tiles
for i = 2 + tiles, #KEYS, 2 do
  for position in string.gmatch(ARGV[at], '%d+') do redis.call('RPUSH', KEYS[i], position) end
  redis.call('PEXPIRE', KEYS[i], math.max(redis.call('PTTL', KEYS[i + 1]), 0) + ARGV[6])
  at = at + 1
end
redis.call('HSET', KEYS[1], 'version', string.format('%d', ARGV[1] + 1), 'token', ARGV[2], 'size', ARGV[3], 'text', ARGV[4])
return 1
`;

/** KEYS leaves log. Answers {leaves, size, version}. */
const STANDING = `
local held = redis.call('HMGET', KEYS[2], 'size', 'version')
return {redis.call('LLEN', KEYS[1]), tonumber(held[1] or '0'), tonumber(held[2] or '0')}
`;

/** Name of the method that ioredis makes of each, and its text. */
export const scripts = {
  nt2Create: NEWCOMER + COMMIT,
  nt2Commit: LIVING + COMMIT,
  nt2Look: LIVING + LOOK,
  nt2Accept: LIVING + ACCEPT,
  nt2Lease: LIVING + LEASE,
  nt2Release: LIVING + RELEASE,
  nt2Forget: LIVING + FORGET,
  nt2Spend: LIVING + SPEND,
  nt2Take: LIVING + TAKE,
  nt2Drop: LIVING + DROP,
  nt2WriteLog: LIVING + WRITE_LOG,
  nt2Standing: LIVING + STANDING,
  /** KEYS leaves; ARGV leaf. */
  nt2Append: `${LIVING}redis.call('RPUSH', KEYS[1], ARGV[1])`,
  /** KEYS tags; ARGV tag. */
  nt2Tag: `${LIVING}return redis.call('SADD', KEYS[1], ARGV[1])`,
  /** KEYS token; ARGV value, ttl. */
  nt2Put: `${LIVING}redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])`,
  /** KEYS key; ARGV ttl. Answers 1 to the first caller. */
  nt2First: `${LIVING}if redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) then return 1 end\nreturn 0`,
} as const;

/** Sent as a text, together with WAIT. */
export const held = LIVING + HELD;

export type ScriptName = keyof typeof scripts;
