// Lua: prekeys. One hash for each person, free ones and taken ones, so that taking one is one script on one key.

import { COMPARE_MARK } from './compare-mark.ts';

/** Fields with 13 digits for each time, so that they sort as text. */
const SHARED = `
local function tidy(key, people, person, now)
  local fields, ends = redis.call('HGETALL', key), 0
  for i = 1, #fields, 2 do
    local until_ = tonumber(string.match(fields[i], '^f (%d+)') or string.match(fields[i + 1], '^(%d+)'))
    if until_ <= tonumber(now) then redis.call('HDEL', key, fields[i]) else ends = math.max(ends, until_) end
  end
  if redis.call('EXISTS', key) == 1 then redis.call('PEXPIRE', key, math.max(1, ends - now)) else redis.call('SREM', people, person) end
end
`;

/** KEYS prekeys people; ARGV person, now, max, then for each its field without the `f ` and its note. */
export const PUT_PREKEYS = `${SHARED}
local taken, free = {}, {}
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 1) == 't' then taken[string.match(fields[i + 1], '^[^\\n]* (%S+)\\n')] = true end
end
for i = 4, #ARGV, 2 do
  if not taken[string.match(ARGV[i], '(%S+)$')] then redis.call('HSET', KEYS[1], 'f ' .. ARGV[i], ARGV[i + 1]) end
end
redis.call('SADD', KEYS[2], ARGV[1])
fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 1) == 'f' then free[#free + 1] = fields[i] end
end
local function made(field) return string.match(field, '^f %d+ (%d+)') end
table.sort(free, function(a, b) if made(a) ~= made(b) then return made(a) > made(b) end return a < b end)
for i = ARGV[3] + 1, #free do redis.call('HDEL', KEYS[1], free[i]) end
tidy(KEYS[1], KEYS[2], ARGV[1], ARGV[2])
`;

/** KEYS prekeys people history behind; ARGV person, share, now, until, seed, mark line, mark n, settle ms. Answers `<until> <made> <device> <key>`, a newline, the note. */
export const TAKE_PREKEY = `${COMPARE_MARK}${SHARED}
local n, line, since = compare_mark(KEYS[3], KEYS[4], ARGV[5], ARGV[6], ARGV[7])
if redis.call('EXISTS', KEYS[4]) == 1 then return false end
if since ~= '0' then
  local t = redis.call('TIME')
  if since + ARGV[8] > t[1] * 1000 + math.floor(t[2] / 1000) then return false end
end
local before = redis.call('HGET', KEYS[1], 't ' .. ARGV[2])
if before then return string.match(before, '^%d+ (.*)$') end
local fields = redis.call('HGETALL', KEYS[1])
local best, bestMade, note
for i = 1, #fields, 2 do
  local field = fields[i]
  local until_, made = string.match(field, '^f (%d+) (%d+)')
  if until_ and tonumber(until_) > tonumber(ARGV[3]) and (not best or made > bestMade or (made == bestMade and field < best)) then
    best, bestMade, note = field, made, fields[i + 1]
  end
end
if not best then return false end
local found = string.sub(best, 3) .. '\\n' .. note
local ends = math.max(tonumber(ARGV[4]), tonumber(string.match(best, '^f (%d+)')))
redis.call('HDEL', KEYS[1], best)
redis.call('HSET', KEYS[1], 't ' .. ARGV[2], string.format('%d ', ends) .. found)
tidy(KEYS[1], KEYS[2], ARGV[1], ARGV[3])
return found
`;

/** KEYS prekeys people; ARGV person, device or ''. Answers how many. */
export const DROP_PREKEYS = `
local fields, count = redis.call('HGETALL', KEYS[1]), 0
for i = 1, #fields, 2 do
  local device = string.match(fields[i], '^f %d+ %d+ (%S+)') or string.match(fields[i + 1], '^%d+ %d+ %d+ (%S+)')
  if ARGV[2] == '' or device == ARGV[2] then
    redis.call('HDEL', KEYS[1], fields[i])
    count = count + 1
  end
end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[1]) end
return count
`;
