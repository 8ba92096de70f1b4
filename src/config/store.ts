// The settings of the store and of the key store.

import * as z from 'zod';
import { certificates, privateKey } from './pem.ts';
import { whole, type Setting } from './setting.ts';
import { parseKeyStoreTarget, parseStoreTarget } from './store-target.ts';

export const STORE_SETTINGS = {
  NT2_STORE: {
    defaultValue: 'sqlite:./data/nt2.db',
    schema: z.string().transform(parseStoreTarget),
    secret: true,
    doc: '`sqlite:<file>`, or a Redis: `redis://user:password@host:6379/0`, `redis+sentinel://user:password@host:26379,host:26379/mymaster/0` (the Sentinels’ own user and password as `?sentinel_username=…&sentinel_password=…`), `redis+cluster://user:password@host:6379,host:6379`. With TLS: `rediss://`, `rediss+sentinel://`, `rediss+cluster://`. Reserved characters in names and passwords percent-encoded. Several instances need Redis.',
  },
  NT2_KEY_STORE_URL: {
    defaultValue: '',
    schema: z.string().transform(parseKeyStoreTarget),
    secret: true,
    doc: 'A second Redis, without persistence, for one short key per share: nt2 deletes the key when the share ends, and no old copy of the store can open the share again. Written like NT2_STORE; empty: none. See `docs/operations.md`.',
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
    doc: 'How many replicas must hold a claim before nt2 hands out the secret; seals and ends wait for them too. `auto`: 1 with Sentinel and Cluster, otherwise 0. See `docs/operations.md`.',
  },
  NT2_REDIS_REPLICA_MS: {
    defaultValue: '1000',
    schema: whole(50, 3_000),
    doc: 'How long a commit waits for those replicas, in milliseconds.',
  },
} as const satisfies Record<string, Setting>;
