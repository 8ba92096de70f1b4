// Lua: what stays of shares that have ended.

/**
 * Forgets, in the set of ends, what went by its own time to live. A clock that runs ahead must not hide rows that are still there, so both must
 * say that it is over, and for a day.
 */
export const TRIM_EVIDENCE = `
local function trim_evidence(ends, now)
  local t = redis.call('TIME')
  local earlier = math.min(tonumber(now), t[1] * 1000) - 86400000
  redis.call('ZREMRANGEBYSCORE', ends, '-inf', string.format('%d', earlier))
end
`;

/** KEYS evidence, ends, positions; ARGV row, ttl, end, id, how long positions are kept beyond it. Nothing where there is a row. */
export const FILL_EVIDENCE = `
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[4])
redis.call('PEXPIRE', KEYS[3], ARGV[2] + ARGV[5], 'GT')
return 1
`;

/** KEYS evidence, leaves; ARGV row, next row, leaf. Nothing where another row stands by now, or none. */
export const REPLACE_EVIDENCE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
redis.call('RPUSH', KEYS[2], ARGV[3])
return 1
`;
