// Lua: a person's lists.

/**
 * KEYS old list, lists; ARGV place of the last one that was shown: when it was made, its id (both '' at the beginning), limit.
 * Answers {how many are in the old list, {how many of the first list are older, {id, when, …}}, …}.
 */
export const PAGE = `
local answer = {redis.call('ZCARD', KEYS[1])}
for i = 2, #KEYS do
  local skip = 0
  if ARGV[1] ~= '' then
    skip = #redis.call('ZRANGEBYSCORE', KEYS[i], '(' .. ARGV[1], '+inf')
    local same = redis.call('ZRANGEBYSCORE', KEYS[i], ARGV[1], ARGV[1])
    for j = 1, #same do if same[j] >= ARGV[2] then skip = skip + 1 end end
  end
  answer[i] = {redis.call('ZCARD', KEYS[i]) - skip, redis.call('ZREVRANGE', KEYS[i], skip, skip + ARGV[3] - 1, 'WITHSCORES')}
end
return answer
`;

/** KEYS share, old list, open, over; ARGV id, when it was made. Whether it is over stands in front of the record: then it has no clock. */
export const PLACE = `
redis.call('ZREM', KEYS[2], ARGV[1])
local head = redis.call('GETRANGE', KEYS[1], 0, 40)
if head == '' then
  redis.call('ZREM', KEYS[3], ARGV[1])
  redis.call('ZREM', KEYS[4], ARGV[1])
  return false
end
local isOpen = string.match(head, '^%d+ (%d)') == '1'
local into, from = isOpen and KEYS[3] or KEYS[4], isOpen and KEYS[4] or KEYS[3]
redis.call('ZREM', from, ARGV[1])
if not redis.call('ZSCORE', into, ARGV[1]) then
  redis.call('ZADD', into, ARGV[2], ARGV[1])
  redis.call('PEXPIRE', into, math.max(redis.call('PTTL', into), redis.call('PTTL', KEYS[1])))
end
return isOpen and 'open' or 'over'
`;
