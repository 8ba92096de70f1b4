// Where the operator wants events sent: addresses with their secrets, sealed in the store under the root secret.

import * as z from 'zod';
import type { Clock, Random } from '../core/ports/clock.ts';
import type { SettingsStore } from '../core/ports/settings-store.ts';
import type { SecretSettings } from '../core/secret-settings.ts';

const SECRET_BYTES = 32;
/** After a rotation the receiver has this long to take the new secret; until then each request has a signature by both. */
const ROTATION_MS = 24 * 60 * 60_000;
const MOST = 10;
const BELIEVED_MS = 1_000;
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const SETTING = 'webhook:';
/** How the sealed settings stand in the store. */
const ROW = `vault:${SETTING}`;

const stored = z.strictObject({
  name: z.string(),
  url: z.string(),
  /** Newest first. */
  secrets: z.array(z.strictObject({ secret: z.string(), untilAt: z.int().nullable() })).min(1),
  madeAt: z.int(),
});

export interface Endpoint extends Omit<z.output<typeof stored>, 'secrets'> {
  /** Eight characters of base32. Names its lanes in the store. */
  readonly id: string;
  /** Those in force, newest first: `whsec_…`. */
  readonly secrets: readonly string[];
}

/** An endpoint and its newest secret, to be shown once. */
export interface NewEndpoint {
  readonly endpoint: Endpoint;
  readonly secret: string;
}

/** `name`, `url`: not one. `taken`: another endpoint has the name. `full`: there are ten. */
export type Added = ({ readonly ok: true } & NewEndpoint) | { readonly ok: false; readonly reason: 'name' | 'url' | 'taken' | 'full' };

export interface Endpoints {
  add(name: string, url: string): Promise<Added>;
  list(): Promise<Endpoint[]>;
  /** Null: there is none of that name. */
  find(name: string): Promise<Endpoint | null>;
  /** Null: it was removed. */
  load(id: string): Promise<Endpoint | null>;
  /** A second secret; the one before goes on for a day, an older one ends. */
  rotate(name: string): Promise<NewEndpoint | null>;
  /** Every instance stops sending within a second. Null: there is none of that name. */
  remove(name: string): Promise<Endpoint | null>;
  /** The ids of all, as they were within the last second. Opens nothing, so it works under any root secret. */
  ids(): Promise<readonly string[]>;
}

export interface EndpointDeps {
  readonly store: SettingsStore;
  readonly secretSettings: SecretSettings;
  readonly clock: Clock;
  readonly random: Random;
}

export function createEndpoints({ store, secretSettings, clock, random }: EndpointDeps): Endpoints {
  let known: { readonly ids: readonly string[]; readonly at: number } | null = null;
  let asking: Promise<readonly string[]> | null = null;

  async function loadIds(): Promise<readonly string[]> {
    const rows = await store.listSettings(ROW);
    const ids = rows.map(({ key }) => key.slice(ROW.length));
    known = { ids, at: clock() };
    return ids;
  }

  async function loadRow(id: string): Promise<(z.output<typeof stored> & { readonly id: string }) | null> {
    const text = await secretSettings.get(SETTING + id);
    return text === null ? null : { id, ...stored.parse(JSON.parse(text)) };
  }

  async function loadAll() {
    const found = await Promise.all((await loadIds()).map(loadRow));
    return found.filter((one) => one !== null).toSorted((a, b) => a.madeAt - b.madeAt || (a.name < b.name ? -1 : 1));
  }

  const loadNamed = async (name: string) => (await loadAll()).find((one) => one.name === name) ?? null;

  const current = ({ secrets, ...rest }: z.output<typeof stored> & { readonly id: string }): Endpoint => ({
    ...rest,
    secrets: secrets.filter(({ untilAt }) => untilAt === null || untilAt > clock()).map(({ secret }) => secret),
  });

  async function save({ id, ...rest }: z.output<typeof stored> & { readonly id: string }): Promise<void> {
    await secretSettings.put(SETTING + id, JSON.stringify(rest));
    known = null;
  }

  const newSecret = (): string => `whsec_${Buffer.from(random(SECRET_BYTES)).toString('base64')}`;

  return {
    async add(name, url) {
      if (!NAME.test(name)) return { ok: false, reason: 'name' };
      if (!isAddress(url)) return { ok: false, reason: 'url' };
      const all = await loadAll();
      if (all.some((one) => one.name === name)) return { ok: false, reason: 'taken' };
      if (all.length >= MOST) return { ok: false, reason: 'full' };
      const secret = newSecret();
      const id = Array.from(random(8), (byte) => ALPHABET[byte & 31]).join('');
      const row = { id, name, url: new URL(url).href, secrets: [{ secret, untilAt: null }], madeAt: clock() };
      await save(row);
      return { ok: true, endpoint: current(row), secret };
    },
    list: async () => (await loadAll()).map(current),
    async find(name) {
      const found = await loadNamed(name);
      return found && current(found);
    },
    async load(id) {
      const found = await loadRow(id);
      return found && current(found);
    },
    async rotate(name) {
      const found = await loadNamed(name);
      if (found === null) return null;
      const secret = newSecret();
      const [before] = found.secrets;
      const row = {
        ...found,
        secrets: [{ secret, untilAt: null }, ...(before ? [{ secret: before.secret, untilAt: clock() + ROTATION_MS }] : [])],
      };
      await save(row);
      return { endpoint: current(row), secret };
    },
    async remove(name) {
      const found = await loadNamed(name);
      if (found === null) return null;
      await secretSettings.put(SETTING + found.id, null);
      known = null;
      return current(found);
    },
    async ids() {
      const now = clock();
      if (known !== null && now - known.at < BELIEVED_MS && now >= known.at) return known.ids;
      asking ??= loadIds().finally(() => (asking = null));
      return asking;
    },
  };
}

/** An https address, or an http one on loopback: whether that may be reached is for the sender to decide. */
function isAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || text.length > 2_000 || url.username !== '' || url.password !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackName(url.hostname));
}

const isLoopbackName = (host: string): boolean => /^127(?:\.\d{1,3}){3}$/.test(host) || host === '[::1]' || host === 'localhost';
