// Lua: the one write of a share.

import { COMPARE_MARK } from './compare-mark.ts';
import { BYTE_QUOTA } from './byte-quota.ts';

/*
 * KEYS share capsule payload due outbox open history behind leaves blocks, then live sets to enter, live sets to leave, for each set that counts
 * bytes its counts and the live set, then for each list where it belongs that list and the one where it may still stand.
 * ARGV 1 expected version, 2 record, 3 capsule and payload each k(eep) d(elete) w(rite), 4 capsule, 5 payload,
 * 6 ciphertext ttl, 7 share ttl, 8 due or '', 9 outbox or '', 10 open 0|1, 11 releases 0|1, 12 seed for a line, 13 mark line, 14 mark n,
 * 15 id, 16 now, 17 expiry, 18 created, 19 channel, 20 settle ms, 21 ttl of lists at least, 22 horizon of lists (one commit in 32 trims),
 * 23 number of sets to enter, 24 of sets to leave, 25 end of ciphertext as in the record's head, 26 number of sets that count bytes, 27 a sender who must
 * not stand in the blocks or '', then the limit of each set to enter, of each that counts bytes, then leaves.
 * Answers the new counter when the line is the mark's, else {line, counter, confirmed 0|1}; a refusal is {why} or {why, n}.
 */
export const COMMIT = `${COMPARE_MARK}${BYTE_QUOTA}
local K, A = KEYS, ARGV
local id = A[15]
local n, line, since, confirmed = compare_mark(K[7], K[8], A[12], A[13], A[14])
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
local enter, leave, counting = tonumber(A[23]), tonumber(A[24]), tonumber(A[26])
local first = 10 + enter + leave
for i = 1, enter do
  local set, max = K[10 + i], tonumber(A[27 + i])
  if redis.call('ZCARD', set) >= max then
    redis.call('ZREMRANGEBYSCORE', set, '-inf', A[16] - 3600000)
    if redis.call('ZCARD', set) >= max and not redis.call('ZSCORE', set, id) then return {'quota', i} end
  end
end
-- After the sender's own quotas: a block and a full recipient get the same answer, even from a sender whose quota is used up.
if A[27] ~= '' and redis.call('HGET', K[10], A[27]) then return {'blocked'} end
local size = 0
if counting > 0 then
  for i = 1, 2 do
    local what = string.sub(A[3], i, i)
    if what == 'w' then size = size + #A[3 + i] elseif what == 'k' then size = size + redis.call('STRLEN', K[1 + i]) end
  end
end
for i = 1, counting do
  if not fits(K[first + 2 * i - 1], K[first + 2 * i], id, size, tonumber(A[27 + enter + i]), A[16]) then return {'bytes', i} end
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
for i = 1, enter do redis.call('ZADD', K[10 + i], A[17], id) end
for i = 1, counting do weigh(K[first + 2 * i - 1], id, size, A[16]) end
for i = 1, leave do redis.call('ZREM', K[10 + enter + i], id) end
for i = first + 2 * counting + 1, #K, 2 do
  redis.call('ZADD', K[i], A[18], id)
  redis.call('PEXPIRE', K[i], math.max(redis.call('PTTL', K[i]), tonumber(A[21])))
  if A[18] % 32 == 0 then redis.call('ZREMRANGEBYSCORE', K[i], '-inf', A[22]) end
  redis.call('ZREM', K[i + 1], id)
end
local leaves = 28 + enter + counting
if #A >= leaves then redis.call('RPUSH', K[9], unpack(A, leaves)) end
redis.call('HSET', K[7], 'n', string.format('%d', n + 1))
redis.call('PUBLISH', A[19], A[1] + 1)
if line == A[13] then return n + 1 end
return {line, n + 1, confirmed}
`;
