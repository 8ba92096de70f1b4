// Lua: envelopes. Each is `<version>`, a newline, the record.

/**
 * KEYS envelope, all of the tag, those whose clock acts, leaves; ARGV version before, record, ttl or '', when the clock acts or '', id, then leaves.
 * Answers 1, or 0 where another version stands there.
 */
export const PUT_ENVELOPE = `
local kept = redis.call('GET', KEYS[1])
local found = kept and string.match(kept, '^%d+') or '0'
if found ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2]) else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
redis.call('SADD', KEYS[2], ARGV[5])
if ARGV[4] == '' then redis.call('ZREM', KEYS[3], ARGV[5]) else redis.call('ZADD', KEYS[3], ARGV[4], ARGV[5]) end
if #ARGV > 5 then redis.call('RPUSH', KEYS[4], unpack(ARGV, 6)) end
return 1
`;
