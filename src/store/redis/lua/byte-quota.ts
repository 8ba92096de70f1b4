// Lua: how many bytes of ciphertext the shares of a set have. Changed by the very script that writes or deletes the ciphertext.

/**
 * A hash beside the live set: bytes by id, their sum as "all", and "at", when the sum was last taken anew; ids that are no longer in the
 * live set fall out then. That is done before anyone is refused, unless it was done ten seconds ago, and every ten minutes of use: no
 * error in it lasts, whatever its cause. The hash is gone with its last id.
 */
export const BYTE_QUOTA = `
local function anew(counts, live, now)
  redis.call('ZREMRANGEBYSCORE', live, '-inf', now - 3600000)
  local found, sum = redis.call('HGETALL', counts), 0
  for i = 1, #found, 2 do
    local id = found[i]
    if id ~= 'all' and id ~= 'at' then
      if redis.call('ZSCORE', live, id) then sum = sum + found[i + 1] else redis.call('HDEL', counts, id) end
    end
  end
  redis.call('HSET', counts, 'all', string.format('%d', sum), 'at', now)
  return sum
end
local function fits(counts, live, id, size, max, now)
  local h = redis.call('HMGET', counts, id, 'all', 'at')
  local had, all, age = tonumber(h[1] or '0'), tonumber(h[2] or '0'), math.abs(now - (h[3] or 0))
  if size <= had then return true end
  if h[2] and age > 600000 then all, age = anew(counts, live, now), 0 end
  if all - had + size > max and age > 10000 then all = anew(counts, live, now) end
  return all - had + size <= max
end
local function weigh(counts, id, size, now)
  local h = redis.call('HMGET', counts, id, 'all', 'at')
  if size == 0 and not h[1] then return end
  local all = tonumber(h[2] or '0') - tonumber(h[1] or '0') + size
  redis.call('HSET', counts, 'all', string.format('%d', all), 'at', h[3] or now)
  if size > 0 then return redis.call('HSET', counts, id, size) end
  redis.call('HDEL', counts, id)
  if redis.call('HLEN', counts) == 2 then redis.call('DEL', counts) end
end
`;

/** KEYS for each set its counts and the live set; ARGV id, size, now, then the limit of each. Answers which one is full, from 1; 0: none. */
export const FULL = `${BYTE_QUOTA}
for i = 1, #KEYS / 2 do
  if not fits(KEYS[2 * i - 1], KEYS[2 * i], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3 + i]), ARGV[3]) then return i end
end
return 0
`;
