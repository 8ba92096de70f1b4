// Lua: deliveries to webhooks. A lane is a list of `<since> <event>`, and an event begins with its id.

/** The safety net below what is given up after a day: a lane that nobody looks at any more, as after `nt2 webhook remove`. */
export const DELIVERY_MS = 7 * 86_400_000;

/**
 * KEYS lane lanes leases failures dead; ARGV share, id, `<given up at> <reason>` or '' where it has arrived, how long it is kept then in ms.
 * Does something only while that delivery is the oldest of its lane.
 */
export const SETTLE_DELIVERY = `
local first = redis.call('LRANGE', KEYS[1], 0, 0)[1]
if not first or string.match(first, '^%d+ (%S+)') ~= ARGV[2] then return 0 end
redis.call('LTRIM', KEYS[1], 1, -1)
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[4], ARGV[1])
else
  redis.call('HSET', KEYS[5], ARGV[2], ARGV[3] .. ' ' .. ARGV[1] .. ' ' .. string.match(first, '^%d+ (.*)$'))
  redis.call('PEXPIRE', KEYS[5], math.max(redis.call('PTTL', KEYS[5]), tonumber(ARGV[4])))
end
return 1
`;

/** KEYS lanes leases failures; ARGV share, next time. */
export const PUT_OFF_LANE = `
redis.call('HSET', KEYS[3], ARGV[1], string.format('%d', (redis.call('HGET', KEYS[3], ARGV[1]) or 0) + 1))
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1]) end
redis.call('ZREM', KEYS[2], ARGV[1])
`;

/** KEYS lane lanes leases failures; ARGV share. */
export const RELEASE_LANE = `
if redis.call('LLEN', KEYS[1]) == 0 then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('HDEL', KEYS[4], ARGV[1])
end
redis.call('ZREM', KEYS[3], ARGV[1])
`;

/** KEYS lane lanes dead; ARGV share, id, now. Answers 1 when it was there. */
export const REPLAY_DELIVERY = `
local kept = redis.call('HGET', KEYS[3], ARGV[2])
if not kept then return 0 end
redis.call('HDEL', KEYS[3], ARGV[2])
redis.call('RPUSH', KEYS[1], ARGV[3] .. ' ' .. string.match(kept, '^%d+ %S+ %S+ (.*)$'))
redis.call('PEXPIRE', KEYS[1], ${DELIVERY_MS})
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return 1
`;
