// The use cases on a real store, with a clock that a test sets.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '../../src/crypto/bytes.ts';
import { deriveKeys, tenantTag } from '../../src/crypto/keys/root.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { TenantTags } from '../../src/core/ports/tenant-tags.ts';
import { NO_WATCH, type WatchTimes } from '../../src/core/lifecycle/watching.ts';
import { limits } from '../../src/core/limits.ts';
import { NO_POLICY, type PolicySource } from '../../src/core/policy/policy.ts';
import type { Quotas } from '../../src/core/quotas.ts';
import type { Person, PersonKey, TenantTag } from '../../src/core/share.ts';
import { createRotations, type Rotations } from '../../src/core/rotations/rotations.ts';
import { createShares, type Shares } from '../../src/core/shares.ts';
import { createSignInTokens, type SignInTokens } from '../../src/core/sign-in-tokens.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import type { Scrypt } from '../../src/crypto/age/scrypt.ts';
import { scryptNative } from './actors.ts';

export const HOST = 'nt2.example.com';
export const TENANT = 'playground:demo';
export const alex: Person = { key: 'playground:demo:alex' as PersonKey, name: 'Alex' };
export const casey: Person = { key: 'playground:demo:casey' as PersonKey, name: 'Casey' };
export const mallory: Person = { key: 'playground:demo:mallory' as PersonKey, name: 'Mallory' };

export interface TestWorld {
  readonly store: Store;
  readonly shares: Shares;
  readonly tokens: SignInTokens;
  readonly rotations: Rotations;
  readonly ids: TenantTags;
  readonly dir: string;
  now: number;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly modalEntry?: boolean;
  readonly quotas?: Partial<Quotas>;
  readonly scrypt?: Scrypt;
  /** Ids of webhooks' endpoints. */
  readonly endpoints?: readonly string[];
  readonly watch?: WatchTimes;
  readonly policy?: PolicySource;
}

export async function openWorld({
  modalEntry = true,
  quotas = {},
  scrypt = scryptNative,
  endpoints = [],
  watch = NO_WATCH,
  policy = NO_POLICY,
}: WorldOptions = {}): Promise<TestWorld> {
  const dir = mkdtempSync(join(tmpdir(), 'nt2-test-'));
  const { tag } = deriveKeys(randomBytes(32));
  const ids: TenantTags = { tagOf: (tenant) => tenantTag(tag, tenant) as TenantTag };
  const time = { now: Date.UTC(2026, 10, 20, 16, 40) };
  const clock = (): number => time.now;
  const store = await openSqliteStore({ file: join(dir, 'nt2.db'), clock, watermark: memoryWatermark() });
  const common = { store, clock, random: randomBytes, tenantTags: ids };
  const shares = createShares({
    ...common,
    host: HOST,
    storage: 'sqlite',
    endpointIds: async () => endpoints,
    watch,
    policy,
    modalEntry,
    retentionMs: 86_400_000,
    quotas: { ...limits.quotas, ...quotas },
    scrypt,
  });
  return {
    store,
    shares,
    tokens: createSignInTokens(common),
    rotations: createRotations({ ...common, retentionMs: 86_400_000, endpointIds: async () => endpoints }),
    ids,
    dir,
    get now() {
      return time.now;
    },
    set now(at) {
      time.now = at;
    },
    async close() {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
