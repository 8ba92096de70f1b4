// The Lua that runs inside Redis. Texts in TypeScript, so that a bundle carries them. Every key comes by KEYS; nothing else is touched.
// `allow-oom`: a full Redis refuses new shares only; everything that an accepted share still needs goes on.

import { BLOCK, UNBLOCK } from './lua/blocks.ts';
import { ADD_FILE, DROP_FILE, KEEP_FILE, MARK_CHUNK, PUT_OFF_FILE } from './lua/files.ts';
import { PUT_ENVELOPE } from './lua/envelopes.ts';
import { FORGET_ROTATION, PUT_ROTATION } from './lua/rotations.ts';
import { ADD_MACHINE, BIND_MACHINE, DROP_MACHINE } from './lua/machines.ts';
import { DROP_BOND, PUT_BOND, USE_BOND } from './lua/bonds.ts';
import { COMMIT } from './lua/commit.ts';
import { FILL_EVIDENCE, REPLACE_EVIDENCE } from './lua/evidence.ts';
import { PAGE, PLACE } from './lua/lists.ts';
import { PUT_OFF_LANE, RELEASE_LANE, REPLAY_DELIVERY, SETTLE_DELIVERY } from './lua/deliveries.ts';
import { DROP_PREKEYS, PUT_PREKEYS, TAKE_PREKEY } from './lua/prekeys.ts';
import { RENEW_HEAD, SEARCH_HEADS, SEARCH_WORDS } from './lua/search.ts';
import { COMPARE_MARK } from './lua/compare-mark.ts';
import { FULL } from './lua/byte-quota.ts';

const ALLOW_OOM = '#!lua flags=allow-oom\n';
const DENY_OOM = '#!lua\n';

/** KEYS history behind; ARGV seed, mark line, mark n. Answers {line, counter, confirmed 0|1, behind 0|1}. */
const COMPARE = `${COMPARE_MARK}
local n, line, since, confirmed = compare_mark(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3])
return {line, n, confirmed, redis.call('EXISTS', KEYS[2])}
`;

/** KEYS history behind; ARGV seed. The marks that were reported count as reached from now on. Answers {line, counter}. */
const ACCEPT = `${COMPARE_MARK}
local reported = redis.call('HGETALL', KEYS[2])
local h = redis.call('HMGET', KEYS[1], 'n', 'line')
local n = tonumber(h[1] or '0')
for i = 1, #reported, 2 do
  n = math.max(n, tonumber(reported[i + 1]))
  redis.call('HSET', KEYS[1], 'next:' .. reported[i], 'ok')
end
if h[2] then redis.call('HSET', KEYS[1], 'next:' .. h[2], 'ok') end
local line = newLine(ARGV[1])
redis.call('HSET', KEYS[1], 'n', string.format('%d', n + 1), 'line', line, 'run', server_run_id(), 'since', '0')
redis.call('DEL', KEYS[2])
return {line, n + 1}
`;

/**
 * KEYS share history; ARGV device or ''. Answers 1 when this server holds the share, claimed by that device if one is named. Its write,
 * which changes nothing, is what a WAIT on the same connection then waits for: with it the replicas have all that came before.
 */
const CLAIM_IS_HELD = `
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
 * bucket in KEYS, max, window and how much of it one takes. Answers for each how many got it, and the wait in ms of the others. None of a spending is spent half.
 */
const CONSUME = `
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
  local first, last, wait = at + 2, at + 2 + 4 * (size - 1), 0
  for j = first, last, 4 do
    local b = look(tonumber(ARGV[j]), tonumber(ARGV[j + 2]))
    granted = math.max(0, math.min(granted, math.floor((ARGV[j + 1] - b.count) / ARGV[j + 3])))
  end
  for j = first, last, 4 do
    local b, window = look(tonumber(ARGV[j]), tonumber(ARGV[j + 2])), tonumber(ARGV[j + 2])
    b.count = b.count + granted * ARGV[j + 3]
    if granted > 0 then b.ends = b.start + window end
    if ARGV[j + 1] - b.count < tonumber(ARGV[j + 3]) then wait = math.max(wait, b.start + window - now) end
  end
  answers[#answers + 1], answers[#answers + 2] = granted, wait
  at = last + 4
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
const ACQUIRE_LEASE = `
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
const RELEASE_LEASE = `
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then redis.call('HSET', KEYS[1], 'until', '0') end
`;

/*
 * KEYS log leaves, then tiles, then for each share its positions, the share and its evidence. ARGV version, token, size, text, position below which leaves go,
 * number of tiles, how long positions of a share that is gone already are kept in ms, then the tiles' bytes, then for each share its positions.
 * Answers 1 when it was written.
 */
const WRITE_LOG = `
local held = redis.call('HMGET', KEYS[1], 'version', 'token', 'first')
if (held[1] or '0') ~= ARGV[1] or tonumber(held[2] or '0') > tonumber(ARGV[2]) then return 0 end
local tiles = tonumber(ARGV[6])
for i = 1, tiles do redis.call('SET', KEYS[2 + i], ARGV[7 + i]) end
local at = 8 + tiles
for i = 3 + tiles, #KEYS, 3 do
  for position in string.gmatch(ARGV[at], '%d+') do redis.call('RPUSH', KEYS[i], position) end
  redis.call('PEXPIRE', KEYS[i], math.max(redis.call('PTTL', KEYS[i + 1]), redis.call('PTTL', KEYS[i + 2]), 0) + ARGV[7])
  at = at + 1
end
local gone = tonumber(ARGV[5]) - tonumber(held[3] or '0')
if gone > 0 then
  redis.call('LTRIM', KEYS[2], gone, -1)
  redis.call('HSET', KEYS[1], 'first', ARGV[5])
end
redis.call('HSET', KEYS[1], 'version', string.format('%d', ARGV[1] + 1), 'token', ARGV[2], 'size', ARGV[3], 'text', ARGV[4])
return 1
`;

/** KEYS leaves log. Answers {first, end, size, version}. */
const LOG_PROGRESS = `
local held = redis.call('HMGET', KEYS[2], 'size', 'version', 'first')
local first = tonumber(held[3] or '0')
return {first, first + redis.call('LLEN', KEYS[1]), tonumber(held[1] or '0'), tonumber(held[2] or '0')}
`;

/** KEYS leaves log; ARGV position, limit. The list begins with the first leaf that is kept. */
const LEAVES = `
local from = ARGV[1] - tonumber(redis.call('HGET', KEYS[2], 'first') or '0')
if from < 0 then return {} end
return redis.call('LRANGE', KEYS[1], from, from + ARGV[2] - 1)
`;

/**
 * KEYS leaves log history behind, then shares and evidence; ARGV number of leaves there have ever been. Answers nothing when there are more or
 * fewer, else {{version, text}, history, behind, {value or '', time to live, …}}.
 */
const SNAPSHOT = `
if redis.call('LLEN', KEYS[1]) + (redis.call('HGET', KEYS[2], 'first') or 0) ~= tonumber(ARGV[1]) then return false end
local shares = {}
for i = 5, #KEYS do
  shares[#shares + 1] = redis.call('GET', KEYS[i]) or ''
  shares[#shares + 1] = redis.call('PTTL', KEYS[i])
end
return {redis.call('HMGET', KEYS[2], 'version', 'text'), redis.call('HGETALL', KEYS[3]), redis.call('HGETALL', KEYS[4]), shares}
`;

/** Name of the method that ioredis makes of each, and its text. */
export const scripts = {
  nt2Create: DENY_OOM + COMMIT,
  nt2Commit: ALLOW_OOM + COMMIT,
  nt2Block: ALLOW_OOM + BLOCK,
  nt2Unblock: ALLOW_OOM + UNBLOCK,
  nt2PutPrekeys: DENY_OOM + PUT_PREKEYS,
  nt2TakePrekey: ALLOW_OOM + TAKE_PREKEY,
  nt2DropPrekeys: ALLOW_OOM + DROP_PREKEYS,
  nt2PutBond: ALLOW_OOM + PUT_BOND,
  nt2UseBond: ALLOW_OOM + USE_BOND,
  nt2DropBond: ALLOW_OOM + DROP_BOND,
  nt2AddMachine: ADD_MACHINE,
  nt2BindMachine: BIND_MACHINE,
  nt2DropMachine: ALLOW_OOM + DROP_MACHINE,
  nt2PutEnvelope: ALLOW_OOM + PUT_ENVELOPE,
  nt2PutRotation: ALLOW_OOM + PUT_ROTATION,
  nt2ForgetRotation: ALLOW_OOM + FORGET_ROTATION,
  nt2AddFile: ADD_FILE,
  nt2MarkChunk: ALLOW_OOM + MARK_CHUNK,
  nt2DropFile: ALLOW_OOM + DROP_FILE,
  nt2KeepFile: ALLOW_OOM + KEEP_FILE,
  nt2PutOffFile: ALLOW_OOM + PUT_OFF_FILE,
  nt2SettleDelivery: ALLOW_OOM + SETTLE_DELIVERY,
  nt2PutOffLane: ALLOW_OOM + PUT_OFF_LANE,
  nt2ReleaseLane: ALLOW_OOM + RELEASE_LANE,
  nt2ReplayDelivery: ALLOW_OOM + REPLAY_DELIVERY,
  nt2FillEvidence: DENY_OOM + FILL_EVIDENCE,
  nt2ReplaceEvidence: ALLOW_OOM + REPLACE_EVIDENCE,
  nt2Full: ALLOW_OOM + FULL,
  nt2Page: ALLOW_OOM + PAGE,
  nt2Place: ALLOW_OOM + PLACE,
  nt2SearchWords: ALLOW_OOM + SEARCH_WORDS,
  nt2SearchHeads: ALLOW_OOM + SEARCH_HEADS,
  nt2RenewHead: ALLOW_OOM + RENEW_HEAD,
  nt2CompareMark: ALLOW_OOM + COMPARE,
  nt2Accept: ALLOW_OOM + ACCEPT,
  nt2Lease: ALLOW_OOM + LEASE,
  nt2Release: ALLOW_OOM + RELEASE,
  nt2Forget: ALLOW_OOM + FORGET,
  nt2Consume: ALLOW_OOM + CONSUME,
  nt2AcquireLease: ALLOW_OOM + ACQUIRE_LEASE,
  nt2ReleaseLease: ALLOW_OOM + RELEASE_LEASE,
  nt2WriteLog: ALLOW_OOM + WRITE_LOG,
  nt2LogProgress: ALLOW_OOM + LOG_PROGRESS,
  nt2Snapshot: ALLOW_OOM + SNAPSHOT,
  nt2Leaves: ALLOW_OOM + LEAVES,
  /** KEYS leaves log; ARGV leaf. Answers its position. */
  nt2Append: `${ALLOW_OOM}return redis.call('RPUSH', KEYS[1], ARGV[1]) - 1 + (redis.call('HGET', KEYS[2], 'first') or 0)`,
  /** KEYS tags; ARGV tag. */
  nt2Tag: `${ALLOW_OOM}return redis.call('SADD', KEYS[1], ARGV[1])`,
  /** KEYS settings; ARGV key, value. */
  nt2Set: `${ALLOW_OOM}redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])`,
  /** KEYS marks; ARGV marks. */
  nt2Mark: `${ALLOW_OOM}redis.call('SADD', KEYS[1], unpack(ARGV))`,
  /** KEYS leases; ARGV until, id. */
  nt2Extend: `${ALLOW_OOM}redis.call('ZADD', KEYS[1], 'XX', ARGV[1], ARGV[2])`,
  /** KEYS token; ARGV value, ttl. */
  nt2PutToken: `${ALLOW_OOM}redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])`,
  /** KEYS key. */
  nt2PutOnce: `${ALLOW_OOM}redis.call('SET', KEYS[1], '1')`,
  /** KEYS key; ARGV ttl. Answers 1 to the first caller. */
  nt2MarkOnce: `${ALLOW_OOM}if redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) then return 1 end\nreturn 0`,
} as const;

/** Sent as a text, together with WAIT. */
export const CONFIRM_CLAIM = ALLOW_OOM + CLAIM_IS_HELD;

export type ScriptName = keyof typeof scripts;
