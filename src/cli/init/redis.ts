// What the Redis of the compose files is given: lists of users, and for a set with replicas how they find and trust each other.
// Lists of users hold hashes of 32 random bytes. What lies in redis/ is for Redis and Sentinels alone: nt2 has no use for their passwords.

import { createHash } from 'node:crypto';
import { newSecret } from '../keygen.ts';
import type { NewFile } from './new-file.ts';

/** All that nt2 may do in Redis: the line of docs/storage.md. */
const RULES =
  '~nt2:* &nt2:* -@all +client|setname +config|get +del +eval +evalsha +exists +get +getdel +getrange +hdel +hget +hgetall +hlen +hmget +hset +info +llen +lrange +ltrim +mget +pexpire +pttl +publish +rpush +sadd +set +smembers +srem +strlen +subscribe +time +unsubscribe +wait +zadd +zcard +zrangebyscore +zrem +zremrangebyscore +zrevrange +zrevrangebyscore +zscore';
/** What a replica asks of its primary. */
const REPLICA = '-@all +ping +psync +replconf';
/** What a Sentinel asks of a primary and its replicas. */
const WATCHER =
  'allchannels -@all +client|kill +client|setname +config|rewrite +exec +info +multi +ping +publish +role +script|kill +slaveof +subscribe';
/** What a Sentinel asks of another one. */
const PEER = 'allchannels -@all +ping +publish +sentinel|is-master-down-by-addr +subscribe +client|setname +info';
/** What nt2 asks of a Sentinel: who the primary is, and who else knows. */
const ASKER = '-@all +client|setname +info +ping +sentinel|get-master-addr-by-name +sentinel|sentinels';

/** Where compose.cluster.yml has them. */
const PRIMARY = '172.30.73.11 6379';
const SENTINELS = ['sentinel-1', 'sentinel-2', 'sentinel-3'];
const NAME = 'nt2';

const user = (name: string, password: string, rules: string): string =>
  `user ${name} on #${createHash('sha256').update(password).digest('hex')} ${rules}`;
/**
 * The user `default` is off: no client can use it. But Redis replays its append-only file with the rights of that user, and silently skips
 * every transaction that the user may not run (redis/redis#14541), which is everything that a script wrote.
 */
const DEFAULT_USER = 'user default off ~* &* +@all';
const users = (...lines: readonly string[]): string => [DEFAULT_USER, ...lines].join('\n');

/** Readable by all, since Redis may run as any user. */
export function redisFiles(): NewFile[] {
  const password = newSecret();
  return [
    { path: 'secrets/store', mode: 0o600, text: `redis://nt2:${password}@redis:6379` },
    { path: 'secrets/redis.acl', mode: 0o644, text: users(user('nt2', password, RULES)) },
  ];
}

/** Five passwords: nt2 at Redis and at the Sentinels, replicas at their primary, Sentinels at Redis and at each other. */
export function sentinelFiles(): NewFile[] {
  const [nt2, asker, replica, watcher, peer] = Array.from({ length: 5 }, newSecret) as [string, string, string, string, string];
  const trust = `masteruser replica\nmasterauth ${replica}`;
  const nodes = SENTINELS.map((name) => `${name}:26379`).join(',');
  return [
    {
      path: 'secrets/store',
      mode: 0o600,
      text: `redis+sentinel://nt2:${nt2}@${nodes}/${NAME}?sentinel_username=nt2&sentinel_password=${asker}`,
    },
    {
      path: 'redis/users.acl',
      mode: 0o600,
      text: users(user('nt2', nt2, RULES), user('replica', replica, REPLICA), user('sentinel', watcher, WATCHER)),
    },
    { path: 'redis/sentinel.acl', mode: 0o600, text: users(user('nt2', asker, ASKER), user('sentinel', peer, PEER)) },
    { path: 'redis/primary.conf', mode: 0o600, text: trust },
    { path: 'redis/replica.conf', mode: 0o600, text: `${trust}\nreplicaof ${PRIMARY}` },
    {
      path: 'redis/sentinel.conf',
      mode: 0o600,
      text: [
        `sentinel monitor ${NAME} ${PRIMARY} 2`,
        `sentinel auth-user ${NAME} sentinel`,
        `sentinel auth-pass ${NAME} ${watcher}`,
        'sentinel sentinel-user sentinel',
        `sentinel sentinel-pass ${peer}`,
        `sentinel down-after-milliseconds ${NAME} 3000`,
        `sentinel failover-timeout ${NAME} 15000`,
        `sentinel parallel-syncs ${NAME} 1`,
      ].join('\n'),
    },
  ];
}
