// API tokens: how programs and terminals come in. A token is shown once; the store keeps its hash. It stands for one person, who can do with
// it what they could do themselves, within its scopes; or for the operator's programs, which read logs or keep webhooks.

import { limits } from '../../core/limits.ts';
import type { Clock, Random } from '../../core/ports/clock.ts';
import type { SettingsStore } from '../../core/ports/settings-store.ts';
import type { TenantTags } from '../../core/ports/tenant-tags.ts';
import { ok, refuse, type Result } from '../../core/refusal.ts';
import { tenantOf, type PersonKey } from '../../core/share.ts';
import { normalizeLine } from '../../core/text-safety.ts';
import { encodeBase32 } from '../../crypto/bytes.ts';
import { OPERATOR_SCOPES, sortScopes, type TokenScope } from '../../core/token-scopes.ts';
import type { SessionPerson } from './session.ts';
import { formatToken, LOCAL_TENANT, localPerson, parseToken, PREFIXES, type TokenKind, type TokenRecord } from './token-record.ts';
import { createTokenUse } from './token-use.ts';

/** The owner of a token. */
export interface ApiClient extends SessionPerson {
  /** Of the token. */
  readonly tokenId: string;
  readonly scopes: readonly TokenScope[];
  /** It stands for nobody but itself. False: for a person of chat. */
  readonly isProgram: boolean;
}

export interface ApiToken extends TokenRecord {
  /** Names the token, and reveals nothing of it. */
  readonly id: string;
  /** To the minute, epoch ms. Null: not yet. */
  readonly lastUsedAt: number | null;
}

export interface TokenWish {
  /** `create` and `read`, unless it says otherwise. */
  readonly scopes?: readonly TokenScope[];
  /** A person of chat, whose name chat has said, or nobody has asked. Absent: `local:local:<name>`. */
  readonly as?: { readonly key: PersonKey; readonly name: string | null };
  readonly kind?: TokenKind;
  readonly untilAt?: number | null;
}

export interface ApiTokens {
  /**
   * The token, to be shown once. `name` of a program: small letters, digits and hyphens, 1 to 40; one token for each name. Of a device: one line
   * of at most 80 characters, of which a person may have several.
   */
  create(name: string, wish?: TokenWish): Promise<Result<string>>;
  /** Those of one person, or all. */
  list(person?: PersonKey): Promise<ApiToken[]>;
  /** By the name of a program, or by an id. False if there is none. Every process refuses it within a second. */
  revoke(nameOrId: string): Promise<boolean>;
  revokeId(id: string): Promise<boolean>;
  /** All that stand for this person; how many there were. */
  revokeAll(person: PersonKey): Promise<number>;
  /** Whom the token stands for. */
  find(token: string): Promise<ApiClient | null>;
}

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const TOKEN = /^nt2_[a-z2-7]{38}$/;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** How long a look-up is cached, so that a busy program costs one a second. */
const BELIEVED_MS = 1_000;
const KEPT = 1_024;
const USUAL: readonly TokenScope[] = ['create', 'read'];

interface TokenDeps {
  readonly store: SettingsStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly tenantTags: TenantTags;
  /** SHA-256, as base64url. */
  readonly hash: (text: string) => string;
  readonly later?: (work: () => void) => void;
}

type Row = TokenRecord & { readonly key: string };

export function createApiTokens({ store, clock, random, tenantTags, hash, later = setImmediate }: TokenDeps): ApiTokens {
  const use = createTokenUse({ store, clock, later });
  const found = new Map<string, { readonly row: Row | null; readonly at: number }>();

  async function rows(): Promise<Row[]> {
    const settings = await Promise.all(Object.values(PREFIXES).map((prefix) => store.listSettings(prefix)));
    return settings.flat().map(({ key, value }) => ({ key, ...parseToken(key, value) }));
  }

  /** Of this token. Null: there is none, or it has ended. */
  async function load(token: string): Promise<Row | null> {
    const [first, second] = [PREFIXES.first + hash(token), PREFIXES.second + hash(token)];
    const values = await Promise.all([store.getSetting(second), store.getSetting(first)]);
    const at = values.findIndex((value) => value !== null);
    const key = at === 0 ? second : first;
    return at < 0 ? null : { key, ...parseToken(key, values[at] ?? '') };
  }

  async function drop(those: readonly Row[]): Promise<number> {
    for (const { key } of those) {
      await store.putSetting(key, null);
      await use.forget(hashOf(key));
    }
    return those.length;
  }

  return {
    async create(name, { scopes = USUAL, as, kind = 'program', untilAt = null } = {}) {
      const isProgram = kind === 'program';
      const named = isProgram ? (NAME.test(name) ? name : null) : normalizeLine(name, limits.name);
      if (named === null || named === '') return refuse('input.invalid', { field: 'name' });
      if (scopes.length === 0 || (as !== undefined && scopes.some((scope) => OPERATOR_SCOPES.includes(scope))))
        return refuse('input.invalid', { field: 'scopes' });
      if (isProgram ? as !== undefined && tenantOf(as.key) === LOCAL_TENANT : as === undefined)
        return refuse('input.invalid', { field: 'as' });
      if (isProgram && (await rows()).some((row) => row.kind === kind && row.name === named))
        return refuse('share.exists', { field: 'name' });
      const { key: person, name: personName } = as ?? { key: localPerson(named), name: null };
      const token = `nt2_${tenantTags.tagOf(tenantOf(person))}${Array.from(random(32), (byte) => ALPHABET[byte & 31]).join('')}`;
      const record = { kind, name: named, person, personName, scopes: sortScopes(scopes), createdAt: clock(), untilAt };
      await store.putSetting(PREFIXES.second + hash(token), formatToken(record));
      return ok(token);
    },

    async list(person) {
      const [all, used] = [await rows(), await use.list()];
      const theirs = person === undefined ? all : all.filter((row) => row.person === person);
      return theirs
        .map(({ key, ...row }) => ({ ...row, id: idOf(key), lastUsedAt: used.get(hashOf(key)) ?? null }))
        .toSorted((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1));
    },

    // Two tokens that were created at the same moment may share a name: revoking it means both.
    revoke: async (named) =>
      (await drop((await rows()).filter(({ kind, name, key }) => (kind === 'program' && name === named) || idOf(key) === named))) > 0,

    revokeId: async (id) => (await drop((await rows()).filter(({ key }) => idOf(key) === id))) > 0,

    revokeAll: async (person) => drop((await rows()).filter((row) => row.person === person)),

    async find(token) {
      if (!TOKEN.test(token)) return null;
      const key = hash(token);
      const now = clock();
      let known = found.get(key);
      if (known === undefined || now - known.at >= BELIEVED_MS || now < known.at) {
        known = { row: await load(token), at: now };
        if (found.size >= KEPT) found.clear();
        found.set(key, known);
      }
      const { row } = known;
      if (row === null || (row.untilAt !== null && row.untilAt <= now)) return null;
      use.note(key);
      return clientOf(row, now);
    },
  };
}

const hashOf = (key: string): string => key.slice(key.indexOf(':') + 1);
const idOf = (key: string): string => encodeBase32(Buffer.from(hashOf(key), 'base64url').subarray(0, 10));

function clientOf({ key, name, person, personName, scopes, untilAt }: Row, now: number): ApiClient {
  const isProgram = tenantOf(person) === LOCAL_TENANT;
  const shown = isProgram ? name : (personName ?? person.slice(tenantOf(person).length + 1));
  const ends = Math.min(untilAt ?? Infinity, now + limits.sessionMs);
  return { key: person, name: shown, tokenId: idOf(key), scopes, isProgram, ref: '', untilAt: ends, bond: null };
}
