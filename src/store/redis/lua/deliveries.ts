// Lua: deliveries to webhooks. A lane is a list of `<since> <event>`, and an event begins with its id.

/** The safety net below what is given up after a day: a lane that nobody looks at any more, as after `nt2 webhook remove`. */
export const DELIVERY_MS = 7 * 86_400_000;

/** Of those whose time is over, this many go whenever one is given up. */
const PRUNED = 100;

/**
 * KEYS lane lanes leases failures dead dead-until; ARGV share, id, `<given up at> <reason>` or '' where it has arrived, how long it is kept
 * then in ms, given up at. Does something only while that delivery is the oldest of its lane. What a version before has given up has no time
 * of its own yet: it gets one here.
 */
export const SETTLE_DELIVERY = `
local first = redis.call('LRANGE', KEYS[1], 0, 0)[1]
if not first or string.match(first, '^%d+ (%S+)') ~= ARGV[2] then return 0 end
redis.call('LTRIM', KEYS[1], 1, -1)
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[4], ARGV[1])
else
  local keep, now = tonumber(ARGV[4]), tonumber(ARGV[5])
  redis.call('HSET', KEYS[5], ARGV[2], ARGV[3] .. ' ' .. ARGV[1] .. ' ' .. string.match(first, '^%d+ (.*)$'))
  redis.call('ZADD', KEYS[6], string.format('%d', now + keep), ARGV[2])
  if redis.call('HLEN', KEYS[5]) > redis.call('ZCARD', KEYS[6]) then
    local all = redis.call('HGETALL', KEYS[5])
    for i = 1, #all, 2 do
      redis.call('ZADD', KEYS[6], 'NX', string.format('%d', string.match(all[i + 1], '^%d+') + keep), all[i])
    end
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[6], '-inf', now, 'LIMIT', 0, ${PRUNED})) do
    redis.call('HDEL', KEYS[5], id)
    redis.call('ZREM', KEYS[6], id)
  end
  for _, key in ipairs({KEYS[5], KEYS[6]}) do
    redis.call('PEXPIRE', key, math.max(redis.call('PTTL', key), keep))
  end
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

/** KEYS lane lanes dead dead-until; ARGV share, id, now. Answers 1 when it was there. */
export const REPLAY_DELIVERY = `
local kept = redis.call('HGET', KEYS[3], ARGV[2])
if not kept then return 0 end
redis.call('HDEL', KEYS[3], ARGV[2])
redis.call('ZREM', KEYS[4], ARGV[2])
redis.call('RPUSH', KEYS[1], ARGV[3] .. ' ' .. string.match(kept, '^%d+ %S+ %S+ (.*)$'))
redis.call('PEXPIRE', KEYS[1], ${DELIVERY_MS})
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return 1
`;
