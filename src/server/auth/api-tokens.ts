// API tokens: how a program makes link shares, or reads the log. A token is shown once; the store keeps its hash. It stands for the person
// `local:local:<name>`, who can do what senders can do with their own shares and nothing else; or for an auditor, who can only read.

import { limits } from '../../core/limits.ts';
import type { Clock, Random } from '../../core/ports/clock.ts';
import type { SettingsStore } from '../../core/ports/settings-store.ts';
import type { TenantTags } from '../../core/ports/tenant-tags.ts';
import { ok, refuse, type Result } from '../../core/refusal.ts';
import type { PersonKey } from '../../core/share.ts';
import type { SessionPerson } from './session.ts';

const LOCAL_TENANT = 'local:local';

export const ROLES = ['sender', 'auditor'] as const;
export type TokenRole = (typeof ROLES)[number];

/** The owner of a token. */
export interface ApiClient extends SessionPerson {
  readonly role: TokenRole;
}

export interface ApiToken {
  readonly name: string;
  readonly role: TokenRole;
  readonly createdAt: number;
}

export interface ApiTokens {
  /** The token, to be shown once. `name`: small letters, digits and hyphens, 1 to 40; one token for each name. */
  create(name: string, role?: TokenRole): Promise<Result<string>>;
  list(): Promise<ApiToken[]>;
  /** False if there is no token of that name. Every process refuses it within a second. */
  revoke(name: string): Promise<boolean>;
  /** The program that the token stands for. */
  find(token: string): Promise<ApiClient | null>;
}

const PREFIX = 'api-token:';
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const TOKEN = /^nt2_[a-z2-7]{38}$/;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** How long a look-up is cached, so that a busy program costs one a second. */
const BELIEVED_MS = 1_000;
const KEPT = 1_024;

export function createApiTokens(deps: {
  readonly store: SettingsStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly tenantTags: TenantTags;
  /** SHA-256, as text. */
  readonly hash: (text: string) => string;
}): ApiTokens {
  const { store, clock, random, tenantTags, hash } = deps;
  const found = new Map<string, { readonly person: ApiClient | null; readonly at: number }>();

  async function rows(): Promise<(ApiToken & { readonly key: string })[]> {
    const settings = await store.listSettings(PREFIX);
    return settings.map(({ key, value }) => ({ key, ...read(value) }));
  }

  return {
    async create(name, role = 'sender') {
      if (!NAME.test(name)) return refuse('input.invalid', { field: 'name' });
      if ((await rows()).some((row) => row.name === name)) return refuse('share.exists', { field: 'name' });
      const token = `nt2_${tenantTags.tagOf(LOCAL_TENANT)}${Array.from(random(32), (byte) => ALPHABET[byte & 31]).join('')}`;
      await store.putSetting(PREFIX + hash(token), JSON.stringify([name, clock(), role]));
      return ok(token);
    },

    async list() {
      return (await rows()).map(({ name, createdAt, role }) => ({ name, createdAt, role }));
    },

    async revoke(name) {
      // Two tokens that were created at the same moment may share a name: revoking it means both.
      const named = (await rows()).filter((row) => row.name === name);
      for (const { key } of named) await store.putSetting(key, null);
      return named.length > 0;
    },

    async find(token) {
      if (!TOKEN.test(token)) return null;
      const key = PREFIX + hash(token);
      const now = clock();
      const known = found.get(key);
      if (known && now - known.at < BELIEVED_MS && now >= known.at) return known.person;
      const value = await store.getSetting(key);
      const person = value === null ? null : personOf(read(value), now);
      if (found.size >= KEPT) found.clear();
      found.set(key, { person, at: now });
      return person;
    },
  };
}

function personOf({ name, role }: ApiToken, now: number): ApiClient {
  return { key: `${LOCAL_TENANT}:${name}` as PersonKey, name, role, ref: '', untilAt: now + limits.sessionMs, bond: null };
}

function read(value: string): ApiToken {
  // Older tokens have no role: they are senders'.
  const [name, createdAt, role = 'sender'] = JSON.parse(value) as [string, number, TokenRole?];
  return { name, createdAt, role };
}
