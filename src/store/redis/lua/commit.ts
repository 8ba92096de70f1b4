// Lua: the one write of a share.

import { COMPARE_MARK } from './compare-mark.ts';
import { BYTE_QUOTA } from './byte-quota.ts';
import { FITS_FILE } from './files.ts';
import { TRIM_EVIDENCE } from './evidence.ts';

/*
 * KEYS share capsule payload due outbox open history behind leaves blocks, then live sets to enter, live sets to leave, for each set that counts
 * bytes its counts and the live set, then for each webhook the lane of this share and the lanes that are due, then for each list where it belongs
 * that list and the one where it may still stand, then, where evidence is left, that and the set of its ends, then lists of the board to enter and
 * to leave, then, of an end that trims those, the set of ends of evidence, then, of every end, where rows for searches lie,
 * then, of a share with files, each of those and the set in which they are due.
 * ARGV words (below), record, capsule, payload, a sender who must not stand in the blocks or '', then leaves, then evidence if there is any, then
 * events for webhooks.
 * Words are one argument, because the caller pays for each argument by itself; a word that says nothing is a dash:
 * 1 expected version, 2 capsule and payload each k(eep) d(elete) w(rite), 3 ciphertext ttl, 4 share ttl, which lists have at least, 5 due, 6 outbox,
 * 7 open 0|1, 8 releases 0|1, 9 seed for a line, 10 mark line, 11 mark n, 12 id, 13 now, 14 expiry, 15 created, 16 channel, 17 settle ms,
 * 18 horizon of lists (one commit in 32 trims), 19 number of sets to enter, 20 of sets to leave, 21 end of ciphertext as in the record's head,
 * 22 number of sets that count bytes, 23 of webhooks, 24 of events for them, 25 how long those wait at most,
 * 26 evidence ttl, 27 its end, 28 number of the board's lists to enter, 29 to leave, 30 their horizon (of an end that trims), 31 how long they live at least, 32 is an end 0|1, 33 number of files, 34 whose they must be to be bound, 35 when they are due, then the limit of each set to enter and of each that counts bytes.
 * Answers the new counter when the line is the mark's, else {line, counter, confirmed 0|1}; a refusal is {why} or {why, n}.
 */
export const COMMIT = `${COMPARE_MARK}${BYTE_QUOTA}${TRIM_EVIDENCE}${FITS_FILE}
local K, A = KEYS, {}
for word in string.gmatch(ARGV[1], '%S+') do A[#A + 1] = word ~= '-' and word or '' end
local id = A[12]
local n, line, since, confirmed = compare_mark(K[7], K[8], A[9], A[10], A[11])
local head = redis.call('GETRANGE', K[1], 0, 40)
local found, flags, until_ = string.match(head, '^(%d+) (%d%d%d) (%d+)%s')
if head == '' then found, flags, until_ = '0', '000', '' end
if found ~= A[1] then return {'conflict'} end
if A[8] == '1' then
  if redis.call('EXISTS', K[8]) == 1 then return {'behind'} end
  if since ~= '0' then
    local t = redis.call('TIME')
    local left = since + A[17] - (t[1] * 1000 + math.floor(t[2] / 1000))
    if left > 0 then return {'settling', left} end
  end
end
local enter, leave, counting, hooks, events = tonumber(A[19]), tonumber(A[20]), tonumber(A[22]), tonumber(A[23]), tonumber(A[24])
local first = 10 + enter + leave
local left = A[26] ~= '' and 1 or 0
local shown = tonumber(A[28])
local trims = A[30] ~= '' and 1 or 0
local files = tonumber(A[33])
local whole = #K - (files > 0 and files + 1 or 0)
local last = whole - tonumber(A[32]) - trims
local tail = last - shown - tonumber(A[29])
for i = 1, enter do
  local set, max = K[10 + i], tonumber(A[35 + i])
  if redis.call('ZCARD', set) >= max then
    redis.call('ZREMRANGEBYSCORE', set, '-inf', A[13] - 3600000)
    if redis.call('ZCARD', set) >= max and not redis.call('ZSCORE', set, id) then return {'quota', i} end
  end
end
-- After the sender's own quotas: a block and a full recipient get the same answer, even from a sender whose quota is used up.
if ARGV[5] ~= '' and redis.call('HGET', K[10], ARGV[5]) then return {'blocked'} end
local size = 0
if counting > 0 then
  for i = 1, 2 do
    local what = string.sub(A[2], i, i)
    if what == 'w' then size = size + #ARGV[2 + i] elseif what == 'k' then size = size + redis.call('STRLEN', K[1 + i]) end
  end
end
for i = 1, counting do
  if not fits(K[first + 2 * i - 1], K[first + 2 * i], id, size, tonumber(A[35 + enter + i]), A[13]) then return {'bytes', i} end
end
if A[34] ~= '' then
  for i = whole + 1, whole + files do if not is_fit(K[i], A[34], id) then return {'files'} end end
end
redis.call('SET', K[1], ARGV[2], 'PX', A[4])
for i = whole + 1, whole + files do
  if A[34] ~= '' then redis.call('HSET', K[i], 'share', id) end
  if redis.call('HGET', K[i], 'owner') then redis.call('ZADD', K[#K], A[35], string.match(K[i], '[^:]+$')) end
end
for i = 1, 2 do
  local what = string.sub(A[2], i, i)
  if what == 'w' then redis.call('SET', K[1 + i], ARGV[2 + i], 'PX', A[3])
  elseif what == 'd' then redis.call('DEL', K[1 + i])
  elseif until_ ~= A[21] then redis.call('PEXPIRE', K[1 + i], A[3]) end
end
-- The head of the record says what the commit before has set, so that only what changes is touched.
if A[5] ~= '' then redis.call('ZADD', K[4], A[5], id) elseif string.byte(flags, 1) == 49 then redis.call('ZREM', K[4], id) end
if A[6] ~= '' then redis.call('ZADD', K[5], A[6], id) elseif string.byte(flags, 2) == 49 then redis.call('ZREM', K[5], id) end
local wasOpen = string.byte(flags, 3) == 49
if A[7] == '1' and not wasOpen then redis.call('SADD', K[6], id) end
if A[7] == '0' and wasOpen then redis.call('SREM', K[6], id) end
for i = 1, enter do redis.call('ZADD', K[10 + i], A[14], id) end
for i = 1, counting do weigh(K[first + 2 * i - 1], id, size, A[13]) end
for i = 1, leave do redis.call('ZREM', K[10 + enter + i], id) end
local lists = first + 2 * (counting + hooks)
for i = first + 2 * counting + 1, lists, 2 do
  redis.call('RPUSH', K[i], unpack(ARGV, #ARGV - events + 1))
  redis.call('PEXPIRE', K[i], A[25])
  if not redis.call('ZSCORE', K[i + 1], id) then redis.call('ZADD', K[i + 1], A[13], id) end
end
for i = lists + 1, tail - 2 * left, 2 do
  redis.call('ZADD', K[i], A[15], id)
  redis.call('PEXPIRE', K[i], math.max(redis.call('PTTL', K[i]), tonumber(A[4])))
  if A[15] % 32 == 0 then redis.call('ZREMRANGEBYSCORE', K[i], '-inf', A[18]) end
  redis.call('ZREM', K[i + 1], id)
end
if left == 1 then
  redis.call('SET', K[tail - 1], ARGV[#ARGV - events], 'PX', A[26])
  redis.call('ZADD', K[tail], A[27], id)
  if A[27] % 32 == 0 then trim_evidence(K[tail], A[13]) end
end
for i = tail + 1, last do
  if i <= tail + shown then
    -- One that a walk or a restore has made has no time to live, because nobody said how long its shares are kept.
    local lives = redis.call('PTTL', K[i])
    redis.call('ZADD', K[i], A[15], id)
    if lives ~= -1 then redis.call('PEXPIRE', K[i], math.max(lives, tonumber(A[31]))) end
  else redis.call('ZREM', K[i], id) end
  if trims == 1 then
    -- What an operator once had kept for longer has its evidence still.
    local old = redis.call('ZRANGEBYSCORE', K[i], '-inf', A[30], 'LIMIT', 0, 100)
    for j = 1, #old do if not redis.call('ZSCORE', K[last + 1], old[j]) then redis.call('ZREM', K[i], old[j]) end end
  end
end
if A[32] == '1' then
  redis.call('HSET', K[whole], id, string.match(ARGV[2], '^%S+ %S+ %S+ ([^\\n]*)'))
  redis.call('PEXPIRE', K[whole], A[4], 'LT')
end
if #ARGV - events - left > 5 then redis.call('RPUSH', K[9], unpack(ARGV, 6, #ARGV - events - left)) end
redis.call('HSET', K[7], 'n', string.format('%d', n + 1))
redis.call('PUBLISH', A[16], A[1] + 1)
if line == A[10] then return n + 1 end
return {line, n + 1, confirmed}
`;
