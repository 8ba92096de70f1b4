// Lua: who blocks whom, kept in both directions so that a person who is forgotten is found in the lists of others too.

/** KEYS blocks of the person, blocked-by of the sender, all who have blocked anyone; ARGV person, sender, name, max. Answers 0 when there are that many already. */
export const BLOCK = `
if not redis.call('HGET', KEYS[1], ARGV[2]) and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('SADD', KEYS[2], ARGV[1])
redis.call('SADD', KEYS[3], ARGV[1])
return 1
`;

/** KEYS as above; ARGV person, sender. Answers 1 when the sender was blocked. */
export const UNBLOCK = `
redis.call('SREM', KEYS[2], ARGV[1])
local was = redis.call('HDEL', KEYS[1], ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', KEYS[3], ARGV[1]) end
return was
`;
