// Lua: rotations. Each is `<version>`, a newline, the record.

/**
 * KEYS rotation, all by when they are due, those whose clock acts, then for each webhook the lane of this share and the lanes that are due;
 * ARGV version before, record, ttl or '', due, when the clock acts or '', id, now, how long events wait at most, then events. Answers 1, or 0 where another version stands there.
 */
export const PUT_ROTATION = `
local kept = redis.call('GET', KEYS[1])
local found = kept and string.match(kept, '^%d+') or '0'
if found ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[6])
if ARGV[5] == '' then redis.call('ZREM', KEYS[3], ARGV[6]) else redis.call('ZADD', KEYS[3], ARGV[5], ARGV[6]) end
for i = 4, #KEYS, 2 do
  redis.call('RPUSH', KEYS[i], unpack(ARGV, 9))
  redis.call('PEXPIRE', KEYS[i], ARGV[8])
  if not redis.call('ZSCORE', KEYS[i + 1], ARGV[6]) then redis.call('ZADD', KEYS[i + 1], ARGV[7], ARGV[6]) end
end
return 1
`;

/** KEYS rotation, all, those whose clock acts; ARGV id. Forgets what points to one that is gone by its time to live. */
export const FORGET_ROTATION = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
return 1
`;
