// What the Redis of the compose files is given: lists of users, and for a set with replicas how they find and trust each other.
// Lists of users hold hashes of 32 random bytes, so everybody on the machine may read them; the rest only the group of secrets/.

import { createHash } from 'node:crypto';
import { newSecret } from '../keygen.ts';
import type { NewFile } from './files.ts';

/** What nt2 may do in Redis, and no more: the line of docs/storage.md. */
const RULES =
  '~nt2:* &nt2:* -@all +client|setname +config|get +del +eval +evalsha +exists +get +getdel +getrange +hdel +hget +hgetall +hlen +hmget +hset +info +llen +lrange +ltrim +mget +pexpire +pttl +publish +rpush +sadd +set +smembers +srem +strlen +subscribe +time +unsubscribe +wait +zadd +zcard +zrangebyscore +zrem +zremrangebyscore +zrevrange +zscore';
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

const OPEN = 0o644;
const GROUP = 0o640;

const user = (name: string, password: string, rules: string): string =>
  `user ${name} on #${createHash('sha256').update(password).digest('hex')} ${rules}`;
const users = (...lines: readonly string[]): string => ['user default off', ...lines].join('\n');

export function redisFiles(): NewFile[] {
  const password = newSecret();
  return [
    { path: 'secrets/store', mode: 0o600, text: `redis://nt2:${password}@redis:6379` },
    { path: 'secrets/redis.acl', mode: OPEN, text: users(user('nt2', password, RULES)) },
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
      path: 'secrets/redis.acl',
      mode: OPEN,
      text: users(user('nt2', nt2, RULES), user('replica', replica, REPLICA), user('sentinel', watcher, WATCHER)),
    },
    { path: 'secrets/sentinel.acl', mode: OPEN, text: users(user('nt2', asker, ASKER), user('sentinel', peer, PEER)) },
    { path: 'secrets/redis-primary.conf', mode: GROUP, text: trust },
    { path: 'secrets/redis-replica.conf', mode: GROUP, text: `${trust}\nreplicaof ${PRIMARY}` },
    {
      path: 'secrets/sentinel.conf',
      mode: GROUP,
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
