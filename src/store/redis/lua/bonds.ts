// Lua: which browsers a person has. One hash for each person: a device's key leads to `<id> <salt> <made at> <used at> <until>`.

const READ = `
local function fields(value)
  local id, salt, made, used, ends = string.match(value, '^(%S+) (%S+) (%d+) (%d+) (%d+)$')
  return id, salt, made, tonumber(used), tonumber(ends)
end
`;

/** KEYS bonds of the person; ARGV device, id, salt, now, until, max. Answers the ids that ended, because there were too many. */
export const PUT_BOND = `${READ}
local now, all, others = tonumber(ARGV[4]), redis.call('HGETALL', KEYS[1]), {}
local id, salt, made = ARGV[2], ARGV[3], ARGV[4]
for i = 1, #all, 2 do
  local theirs, its, since, used, ends = fields(all[i + 1])
  if ends <= now then redis.call('HDEL', KEYS[1], all[i])
  elseif all[i] == ARGV[1] then id, salt, made = theirs, its, since
  else others[#others + 1] = {device = all[i], id = theirs, used = used} end
end
table.sort(others, function(a, b) return a.used < b.used or (a.used == b.used and a.id < b.id) end)
local ended = {}
for i = 1, #others + 1 - tonumber(ARGV[6]) do
  redis.call('HDEL', KEYS[1], others[i].device)
  ended[#ended + 1] = others[i].id
end
redis.call('HSET', KEYS[1], ARGV[1], table.concat({id, salt, made, ARGV[4], ARGV[5]}, ' '))
redis.call('PEXPIRE', KEYS[1], tonumber(ARGV[5]) - now)
return ended
`;

/** KEYS as above; ARGV device, now, until. Answers the bond as it is kept from now on, or nothing. */
export const USE_BOND = `${READ}
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if not kept then return false end
local id, salt, made, _, ends = fields(kept)
if ends <= tonumber(ARGV[2]) then
  redis.call('HDEL', KEYS[1], ARGV[1])
  return false
end
local used = table.concat({id, salt, made, ARGV[2], ARGV[3]}, ' ')
redis.call('HSET', KEYS[1], ARGV[1], used)
redis.call('PEXPIRE', KEYS[1], tonumber(ARGV[3]) - tonumber(ARGV[2]))
return used
`;

/** KEYS as above; ARGV id. Answers 1 when there was such a bond. */
export const DROP_BOND = `${READ}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if fields(all[i + 1]) == ARGV[1] then return redis.call('HDEL', KEYS[1], all[i]) end
end
return 0
`;
