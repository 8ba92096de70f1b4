// The settings of the store, and how the address of a Redis is written: one server, Sentinels, or a cluster.

import * as z from 'zod';
import type { ConfigIssue, Setting } from '../config.ts';
import type { RedisAddress, RedisTarget } from '../store/redis/connection/target.ts';
import { pathIssue } from './forms.ts';
import { belongTogether, certificates, privateKey } from './pem.ts';

/** Where the shares lie. */
export type StoreTarget = { readonly kind: 'sqlite'; readonly file: string } | ({ readonly kind: 'redis' } & RedisTarget);

const FORMS =
  'must be sqlite:<file>, redis://<host>, redis+sentinel://<host>,<host>/<name of the primary> or redis+cluster://<host>,<host> (rediss… with TLS).';

export const STORE_SETTINGS = {
  NT2_STORE: {
    defaultValue: 'sqlite:./data/nt2.db',
    schema: z.string().transform(parseStoreTarget),
    secret: true,
    doc: '`sqlite:<file>`, or a Redis: `redis://user:password@host:6379/0`, `redis+sentinel://user:password@host:26379,host:26379/mymaster/0` (the Sentinels’ own user and password as `?sentinel_username=…&sentinel_password=…`), `redis+cluster://user:password@host:6379,host:6379`. With TLS: `rediss://`, `rediss+sentinel://`, `rediss+cluster://`. Reserved characters in names and passwords percent-encoded. Several instances need Redis.',
  },
  NT2_SHRED_URL: {
    defaultValue: '',
    schema: z.string().transform(parseKeyStoreTarget),
    secret: true,
    doc: 'A second Redis, without persistence, for one short key per share: when a share ends its key is deleted, and no old copy of the store opens it again. Written as NT2_STORE; empty: none. See `docs/operations.md`.',
  },
  NT2_REDIS_CA: {
    defaultValue: '',
    schema: certificates,
    secret: true,
    doc: 'With TLS: the authority that signed the certificates of Redis (and of the Sentinels), as PEM. Name its file in `NT2_REDIS_CA_FILE`. Empty: those that the system trusts.',
  },
  NT2_REDIS_CERT: {
    defaultValue: '',
    schema: certificates,
    secret: true,
    doc: 'With TLS, where Redis asks for one: the certificate of nt2, as PEM, or its file in `NT2_REDIS_CERT_FILE`.',
  },
  NT2_REDIS_KEY: {
    defaultValue: '',
    schema: privateKey,
    secret: true,
    doc: 'The private key of that certificate, as PEM, or its file in `NT2_REDIS_KEY_FILE`.',
  },
  NT2_REDIS_REPLICAS: {
    defaultValue: 'auto',
    schema: z
      .string()
      .regex(/^(?:auto|[0-5])$/, 'must be auto or a number from 0 to 5.')
      .transform((value) => (value === 'auto' ? null : Number(value))),
    doc: 'How many replicas must hold a claim before the secret is handed out; seals and ends wait for them as well. `auto`: 1 with Sentinel and Cluster, otherwise 0. See `docs/operations.md`.',
  },
  NT2_REDIS_REPLICA_MS: {
    defaultValue: '1000',
    schema: z
      .string()
      .refine(
        (value) => /^\d{2,4}$/.test(value) && Number(value) >= 50 && Number(value) <= 3_000,
        'must be a whole number from 50 to 3000.',
      )
      .transform(Number),
    doc: 'How long a commit waits for those replicas, in milliseconds.',
  },
} as const satisfies Record<string, Setting>;

export type StoreConfig = { readonly [N in keyof typeof STORE_SETTINGS]: z.output<(typeof STORE_SETTINGS)[N]['schema']> };

/** What does not fit together. */
export function storeIssues(config: StoreConfig): ConfigIssue[] {
  const { NT2_STORE: place, NT2_SHRED_URL: ring, NT2_REDIS_CA: ca, NT2_REDIS_CERT: cert, NT2_REDIS_KEY: key } = config;
  const faults: ConfigIssue[] = [];
  if ((cert === null) !== (key === null)) {
    faults.push({ name: cert === null ? 'NT2_REDIS_CERT' : 'NT2_REDIS_KEY', message: 'is missing: certificate and key belong together.' });
  }
  if (cert !== null && key !== null && !belongTogether(cert, key)) {
    faults.push({ name: 'NT2_REDIS_KEY', message: 'must be the key of the first certificate in NT2_REDIS_CERT; this is another one.' });
  }
  if ((ca ?? cert) !== null && !(place.kind === 'redis' && place.tls) && !ring?.tls) {
    faults.push({
      name: ca === null ? 'NT2_REDIS_CERT' : 'NT2_REDIS_CA',
      message: 'is only for a Redis with TLS: rediss://… in NT2_STORE.',
    });
  }
  const nodes = place.kind === 'redis' ? place.nodes.map(({ host, port }) => `${host}:${port}`) : [];
  // Sentinels may watch over both.
  if (ring && ring.topology !== 'sentinel' && ring.nodes.some(({ host, port }) => nodes.includes(`${host}:${port}`))) {
    faults.push({ name: 'NT2_SHRED_URL', message: 'must name another Redis than NT2_STORE: copies of one would hold both.' });
  }
  return faults;
}

const URL_FORM = /^(redis|rediss)(?:\+(sentinel|cluster))?:\/\/(?:([^/?#]*)@)?([^/?#@]+)(\/[^?#]*)?(?:\?([^#]*))?$/;

function parseStoreTarget(text: string, context: z.RefinementCtx): StoreTarget {
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

/** Null: there is none. */
function parseKeyStoreTarget(text: string, context: z.RefinementCtx): RedisTarget | null {
  if (text === '') return null;
  const place = parseRedisTarget(text);
  if (typeof place !== 'string') return place;
  context.addIssue(place.replace('sqlite:<file>, ', ''));
  return z.NEVER;
}

/** The sentence of what is wrong, when something is. It never quotes the address. */
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
