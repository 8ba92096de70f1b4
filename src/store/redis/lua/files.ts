// Lua: records of files. Each is a hash: `owner`, `bytes`, `chunks`, `made`, `until`, `share` once it is bound, `there` (how many chunks), and by
// `c<index>` the hash of each. One hash of a tenant has the sums: `all`, and for each owner `b <owner>` bytes and `n <owner>` files.

/** KEYS file, due, sums; ARGV id, owner, bytes, chunks, made, until, most files, most bytes of a person, of the tenant. Answers a word of the port. */
export const ADD_FILE = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 'taken' end
local bytes = tonumber(ARGV[3])
local h = redis.call('HMGET', KEYS[3], 'n ' .. ARGV[2], 'b ' .. ARGV[2], 'all')
local files, mine, all = tonumber(h[1] or '0'), tonumber(h[2] or '0'), tonumber(h[3] or '0')
if files >= tonumber(ARGV[7]) or mine + bytes > tonumber(ARGV[8]) then return 'person' end
if all + bytes > tonumber(ARGV[9]) then return 'tenant' end
redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'bytes', ARGV[3], 'chunks', ARGV[4], 'made', ARGV[5], 'until', ARGV[6], 'there', '0')
redis.call('ZADD', KEYS[2], ARGV[6], ARGV[1])
redis.call('HSET', KEYS[3], 'n ' .. ARGV[2], files + 1, 'b ' .. ARGV[2], string.format('%d', mine + bytes), 'all', string.format('%d', all + bytes))
return 'added'
`;

/** KEYS file; ARGV index, hash. Answers a word of the port. */
export const MARK_CHUNK = `
local h = redis.call('HMGET', KEYS[1], 'there', 'c' .. ARGV[1])
if not h[1] then return 'gone' end
if h[2] then return h[2] == ARGV[2] and 'marked' or 'other' end
redis.call('HSET', KEYS[1], 'c' .. ARGV[1], ARGV[2], 'there', h[1] + 1)
return 'marked'
`;

/** KEYS file, due, sums; ARGV id, whether a bound one stays. Answers 1 when it is forgotten. */
export const DROP_FILE = `
local h = redis.call('HMGET', KEYS[1], 'owner', 'bytes', 'share')
if not h[1] then
  redis.call('ZREM', KEYS[2], ARGV[1])
  return 0
end
if ARGV[2] == '1' and h[3] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
local s = redis.call('HMGET', KEYS[3], 'n ' .. h[1], 'b ' .. h[1], 'all')
local files = tonumber(s[1] or '1') - 1
if files > 0 then redis.call('HSET', KEYS[3], 'n ' .. h[1], files, 'b ' .. h[1], string.format('%d', s[2] - h[2]))
else redis.call('HDEL', KEYS[3], 'n ' .. h[1], 'b ' .. h[1]) end
local all = tonumber(s[3] or h[2]) - h[2]
if all > 0 then redis.call('HSET', KEYS[3], 'all', string.format('%d', all)) else redis.call('HDEL', KEYS[3], 'all') end
return 1
`;

/** KEYS file, due; ARGV id, when. */
export const PUT_OFF_FILE = `
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1]) else redis.call('ZREM', KEYS[2], ARGV[1]) end
`;

/** KEYS file, due; ARGV id, until. Answers 1 where one that is bound to nothing would have gone before. */
export const KEEP_FILE = `
local h = redis.call('HMGET', KEYS[1], 'until', 'share')
if not h[1] or h[2] or tonumber(h[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'until', ARGV[2])
redis.call('ZADD', KEYS[2], 'GT', ARGV[2], ARGV[1])
return 1
`;

/** For the commit: whether a file can be bound to this share. */
export const FITS_FILE = `
local function is_fit(key, owner, share)
  local h = redis.call('HMGET', key, 'owner', 'chunks', 'there', 'share')
  return h[1] == owner and h[2] == h[3] and (not h[4] or h[4] == share)
end
`;
