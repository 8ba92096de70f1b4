// Lua: machines, of which a name stands once in its tenant. Each is `<device> <owner>`, a newline, the record.

/** KEYS machines; ARGV name, record, owner, max. Answers 1 added, 0 there is one of this name, -1 the owner has that many. */
export const ADD_MACHINE = `
if redis.call('HGET', KEYS[1], ARGV[1]) then return 0 end
local all, mine = redis.call('HGETALL', KEYS[1]), 0
for i = 2, #all, 2 do
  if string.match(all[i], '^%S+ ([^\\n]*)') == ARGV[3] then mine = mine + 1 end
end
if mine >= tonumber(ARGV[4]) then return -1 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`;

/** KEYS machines; ARGV name, device, record. Answers 1 when there was this one. */
export const BIND_MACHINE = `
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if not kept or string.match(kept, '^(%S+)') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`;

/** KEYS machines; ARGV name, device. Answers 1 when there was this one. */
export const DROP_MACHINE = `
local kept = redis.call('HGET', KEYS[1], ARGV[1])
if not kept or string.match(kept, '^(%S+)') ~= ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])
`;
