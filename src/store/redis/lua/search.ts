// Lua: a search in a person's lists. What it compares is a row: `om<tab>words of who began it<tab>words of the other`.

/** Bytes of a head: of nearly every one, and of the longest: twice `searchLimits.words` characters of four bytes, and what stands before them. */
const HEAD_BYTES = { usual: 255, most: 2_047 };
/** A row is made up for only where its share is kept so much longer, in ms: what has few hours left would have it made up for again and again. */
const WORTH_MS = 86_400_000;

/** ARGV 1 for who began it or 2 for the other, letters of states or '', number of terms, terms. Most rows do not fit, so a look at all of it comes first. */
const FITS = `
local side, states, count, first, find, match = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), ARGV[4], string.find, string.match
local function fits(row)
  if count > 0 and not find(row, first, 3, true) then return false end
  if not find(states, string.sub(row, side, side), 1, true) then return false end
  if count == 0 then return true end
  local sent, received = match(row, '^..\\t([^\\t]*)\\t(.*)')
  local words = side == 1 and sent or received
  for j = 4, 3 + count do if not find(words, ARGV[j], 1, true) then return false end end
  return true
end
`;

/**
 * KEYS list, then the words of spans of time one after the other, the newest first; ARGV as above, then the place before which to look (when it
 * was made, '' for the beginning; its id), since when, how many shares to look at, number of the newest span, its length in ms. Ends at a share
 * of a span that is not among KEYS. Answers {those that fit, those that have no row there, the last one looked at, when the next one was made or ''};
 * of each its id, and when it was made.
 */
export const SEARCH_WORDS = `${FITS}
local at, id, since, limit, newest, span = unpack(ARGV, 4 + count)
local ids, times = {}, {}
if at ~= '' then
  local same = redis.call('ZRANGEBYSCORE', KEYS[1], at, at)
  for i = #same, 1, -1 do if same[i] < id then ids[#ids + 1], times[#ids + 1] = same[i], at end end
end
local older = redis.call('ZREVRANGEBYSCORE', KEYS[1], at == '' and '+inf' or '(' .. at, since, 'WITHSCORES', 'LIMIT', 0, limit)
for i = 1, #older, 2 do ids[#ids + 1], times[#ids + 1] = older[i], older[i + 1] end
local found, missing, i = {}, {}, 1
local function add(list, n) list[#list + 1], list[#list + 2] = ids[n], times[n] end
while i <= #ids do
  local of = math.floor(times[i] / span)
  local words, from, last = of <= tonumber(newest) and KEYS[2 + newest - of], of * span, i
  if not words then break end
  while last < #ids and last < i + 999 and tonumber(times[last + 1]) >= from do last = last + 1 end
  local rows = redis.call('HMGET', words, unpack(ids, i, last))
  for n = i, last do
    local row = rows[n - i + 1]
    if not row then add(missing, n) elseif fits(row) then add(found, n) end
  end
  i = last + 1
end
local last = {}
if i > 1 then add(last, i - 1) end
return {found, missing, last, times[i] or (#older == 2 * limit and times[#ids]) or ''}
`;

/**
 * KEYS list, then for each id its share and words; ARGV as above, then ids. Answers {those that fit, those whose head an earlier version wrote}.
 * What has ended gets its row, so that this look at share after share happens once; what is gone leaves the list.
 */
export const SEARCH_HEADS = `${FITS}
local found, old, call = {}, {}, redis.call
for i = 1, (#KEYS - 1) / 2 do
  local share, words, id = KEYS[2 * i], KEYS[2 * i + 1], ARGV[3 + count + i]
  local head = call('GETRANGE', share, 0, ${HEAD_BYTES.usual})
  if head ~= '' and not find(head, '\\n', 1, true) then head = call('GETRANGE', share, 0, ${HEAD_BYTES.most}) end
  local row = match(head, '^%S+ %S+ %S+ ([^\\n]*)\\n')
  if row then
    if fits(row) then found[#found + 1] = id end
    if find(row, '^[ue-][ue-]\\t') then
      local left = call('PTTL', share)
      if left > ${WORTH_MS} then
        call('HSET', words, id, row)
        call('PEXPIRE', words, left, 'LT')
      end
    end
  elseif head == '' then call('ZREM', KEYS[1], id)
  else old[#old + 1] = id end
end
return {found, old}
`;

/** KEYS share; ARGV its head as it was read, and the one that it gets. Nothing when another commit was faster: that one has written it. */
export const RENEW_HEAD = `
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2] .. redis.call('GETRANGE', KEYS[1], #ARGV[1], -1), 'KEEPTTL')
return 1
`;
