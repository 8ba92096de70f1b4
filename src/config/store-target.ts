// How the place of a store is written: a file, or the address of one Redis, of Sentinels, or of a cluster.

import * as z from 'zod';
import type { RedisAddress, RedisTarget } from '../store/redis/connection/target.ts';
import { pathIssue } from './forms.ts';

/** Where the shares lie. */
export type StoreTarget = { readonly kind: 'sqlite'; readonly file: string } | ({ readonly kind: 'redis' } & RedisTarget);

const FORMS =
  'must be sqlite:<file>, redis://<host>, redis+sentinel://<host>,<host>/<name of the primary> or redis+cluster://<host>,<host> (rediss… with TLS).';

const URL_FORM = /^(redis|rediss)(?:\+(sentinel|cluster))?:\/\/(?:([^/?#]*)@)?([^/?#@]+)(\/[^?#]*)?(?:\?([^#]*))?$/;

export function parseStoreTarget(text: string, context: z.RefinementCtx): StoreTarget {
  const file = /^sqlite:(?!\/\/)(.+)$/.exec(text)?.[1];
  if (file !== undefined) {
    const fault = pathIssue(file);
    if (fault !== null) context.addIssue(fault);
    return { kind: 'sqlite', file };
  }
  const place = parseRedisTarget(text);
  if (typeof place !== 'string') return { kind: 'redis', ...place };
  context.addIssue(place);
  return z.NEVER;
}

/** Null: no key store. */
export function parseKeyStoreTarget(text: string, context: z.RefinementCtx): RedisTarget | null {
  if (text === '') return null;
  const place = parseRedisTarget(text);
  if (typeof place !== 'string') return place;
  context.addIssue(place.replace('sqlite:<file>, ', ''));
  return z.NEVER;
}

/** A sentence instead of a target says what is wrong. It never quotes the address. */
export function parseRedisTarget(text: string): RedisTarget | string {
  const found = URL_FORM.exec(text);
  if (!found) return FORMS;
  const [, scheme, kind, login, hosts = '', path = '', query = ''] = found;
  const topology = (kind ?? 'single') as RedisTarget['topology'];
  const [, rawUser = '', rawPassword = ''] = /^([^:]*)(?::(.*))?$/s.exec(login ?? '') ?? [];
  const [user, password] = [decode(rawUser), decode(rawPassword)];
  if (user === null || password === null) return 'must have its user and password percent-encoded.';
  const nodes = hosts.split(',').map((host) => address(host, topology === 'sentinel' ? 26_379 : 6_379));
  if (nodes.includes(null)) return 'must name hosts as host, host:port or [IPv6]:port, separated by commas.';
  if (topology === 'single' && nodes.length > 1) return 'must name one host with redis://; several are for +sentinel and +cluster.';

  const parts = path.split('/').slice(1);
  const primary = topology === 'sentinel' ? decode(parts.shift() ?? '') : '';
  if (topology === 'sentinel' && !primary) return 'must end with the name of the primary, such as redis+sentinel://host:26379/mymaster.';
  const [db = ''] = parts;
  if (parts.length > 1 || !/^\d{0,5}$/.test(db)) return 'must have nothing but the number of a database after its last /.';
  if (topology === 'cluster' && Number(db) !== 0) return 'must not name a database: a Redis Cluster has only 0.';

  const more = new Map(new URLSearchParams(query));
  const sentinelUser = more.get('sentinel_username') ?? null;
  const sentinelPassword = more.get('sentinel_password') ?? null;
  const isKnown = (name: string): boolean => topology === 'sentinel' && /^sentinel_(?:username|password)$/.test(name);
  if (![...more.keys()].every(isKnown))
    return 'must have no parameters but sentinel_username and sentinel_password, and these with +sentinel.';
  return {
    topology,
    nodes: nodes as RedisAddress[],
    primary: primary ?? '',
    db: Number(db),
    tls: scheme === 'rediss',
    user: user || null,
    password: password || null,
    sentinelUser,
    sentinelPassword,
  };
}

function address(text: string, otherwise: number): RedisAddress | null {
  const [, six, name, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = six ?? name;
  const number = Number(port ?? otherwise);
  return host !== undefined && number > 0 && number <= 65_535 ? { host, port: number } : null;
}

/** Null when it is not well encoded. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
