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

/** Bytes of a head: of nearly every one, and of the longest: twice `searchLimits.words` characters of four bytes, and what stands before them. */
const HEAD_BYTES = { usual: 255, most: 2_047 };

/**
 * KEYS shares; ARGV 1 for who began it or 2 for the other, letters of states or '', then terms. Answers the places in KEYS of those that fit,
 * negative where what is searched does not stand in front of the share yet. Most do not fit, so a look at the whole head comes first.
 */
export const SEARCH = `
local side, states, answer, first, call, find = tonumber(ARGV[1]), ARGV[2], {}, ARGV[3], redis.call, string.find
for i = 1, #KEYS do
  local head = call('GETRANGE', KEYS[i], 0, ${HEAD_BYTES.usual})
  local ends = find(head, '\\n', 1, true)
  if not ends and head ~= '' then
    head = call('GETRANGE', KEYS[i], 0, ${HEAD_BYTES.most})
    ends = find(head, '\\n', 1, true)
  end
  local tab = ends and find(head, '\\t', 1, true)
  if not tab or tab > ends then
    if ends then answer[#answer + 1] = -i end
  elseif not first or find(head, first, tab, true) then
    local at = tab - 3 + side
    local sent, received = string.match(head, '^([^\\t]*)\\t([^\\n]*)', tab + 1)
    local words = side == 1 and sent or received
    local fits = states == '' or find(states, string.sub(head, at, at), 1, true)
    for j = 3, #ARGV do fits = fits and find(words, ARGV[j], 1, true) end
    if fits then answer[#answer + 1] = i end
  end
end
return answer
`;

/** KEYS share; ARGV its head as it was read, and the one that it gets. Nothing when another commit was faster: that one has written it. */
export const RENEW_HEAD = `
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2] .. redis.call('GETRANGE', KEYS[1], #ARGV[1], -1), 'KEEPTTL')
return 1
`;
