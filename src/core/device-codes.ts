// A device that cannot sign in by itself shows a short code, and a person confirms it where they are signed in already: in chat. The shape is
// RFC 8628's. What the device becomes by it (a terminal of that person, a machine) is for the caller. See docs/decisions/log-in.md.

import { encodeBase32, hashB64 } from '../crypto/bytes.ts';
import { loginLimits } from './limits.ts';
import type { Clock, Random } from './ports/clock.ts';
import type { TokenStore } from './ports/once-store.ts';
import type { RateLimitStore } from './ports/rate-limit-store.ts';
import type { TenantTags } from './ports/tenant-tags.ts';
import type { WorkloadBinding } from './ports/workload-verifier.ts';
import { Fault, ok, refuse, type Result } from './refusal.ts';
import type { Person, PersonKey } from './share.ts';
import { escapeInvisible, normalizeLine } from './text-safety.ts';
import { formatUserCode, USER_CODE, type UserCode } from './user-code.ts';

export const DEVICE_KINDS = ['terminal', 'machine'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** A device that waits to be confirmed. */
export interface WaitingDevice {
  readonly kind: DeviceKind;
  /** What it calls itself: anyone can claim any name. */
  readonly name: string;
  /** Where it asked from, coarse: `203.0.113.x`. */
  readonly from: string;
  readonly startedAt: number;
  /** base64 of the key that a machine signs with. Absent: it has none of its own. */
  readonly key?: string;
  /** What a machine asks to be bound to. Absent: to nothing. */
  readonly workload?: WorkloadBinding;
}

export interface StartedLogin {
  /** The device's own, and its secret: with it the device asks what became of the code. */
  readonly deviceCode: string;
  /** As it is shown: `WDJB-MJHT`. */
  readonly userCode: string;
  readonly expiresInMs: number;
  /** How long the device waits between two questions. */
  readonly intervalMs: number;
}

/** What a device hears. `over`: expired, withdrawn, or answered before. `off`: no terminal is let in here. */
export type LoginProgress =
  | { readonly status: 'pending' | 'denied' | 'over' | 'off' }
  /** Asked too soon. From now on it waits this long. */
  | { readonly status: 'early'; readonly intervalMs: number }
  /** Once: a second question never gets this. */
  | { readonly status: 'confirmed'; readonly by: Person; readonly device: WaitingDevice };

export interface DeviceCodes {
  /** False: a terminal hears `login.off` from `start`, a person from `look` and `answer`. */
  readonly takesTerminals: boolean;
  /** Refused: `input.invalid` for a name that is none, `login.off`, `rate.limited`. */
  start(device: {
    readonly kind: DeviceKind;
    readonly name: string;
    readonly address: string;
    readonly key?: string;
    readonly workload?: WorkloadBinding;
  }): Promise<Result<StartedLogin>>;
  /** What waits under a code, for this person to see before they answer. Refused: `token.invalid`, `login.off`, `rate.limited`. */
  look(code: UserCode, by: PersonKey): Promise<Result<WaitingDevice>>;
  /** The first answer counts. Refused: `token.invalid`, `login.off`, `rate.limited`. */
  answer(code: UserCode, answer: { readonly by: Person; readonly isConfirmed: boolean }): Promise<Result<WaitingDevice>>;
  /** `over` too for a code that was drawn for another kind of device, or for another key: what a person confirmed is what comes of it. */
  ask(deviceCode: string, asker: Pick<WaitingDevice, 'kind' | 'key'>): Promise<LoginProgress>;
  /** By the device: nobody can confirm it any more. */
  withdraw(deviceCode: string): Promise<void>;
}

export interface DeviceCodeDeps {
  readonly store: TokenStore & RateLimitStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly tenantTags: TenantTags;
  /** Keyed: a user code is too short for a plain hash. */
  readonly mac: (text: string) => string;
  /** False: the operator lets no terminal in. Machines are another thing. */
  readonly takesTerminals: boolean;
}

/** Of no tenant: until a person has confirmed it, nobody knows whose device it is. */
const TENANT = 'local:login';
const DEVICE_CODE = /^[a-z2-7]{52}$/;
/** A network delivers a question a little sooner after the one before than it was sent. */
const EARLY_MS = 500;

/** `untilAt`: of both codes. The hash of the user code leads to the row that people can answer. */
interface DeviceRow extends WaitingDevice {
  readonly untilAt: number;
  readonly hashes: { readonly user: string; readonly device: string };
}

export function createDeviceCodes({ store, clock, random, tenantTags, mac, takesTerminals }: DeviceCodeDeps): DeviceCodes {
  const { codeMs, intervalMs: usualMs, slowerMs, starts, looks, name: nameLength } = loginLimits;
  const tag = tenantTags.tagOf(TENANT);
  const userHashOf = (code: UserCode): string => `user:${mac(`user\n${code}`)}`;
  const deviceHashOf = (code: string): string => `device:${hashB64(code)}`;
  const answerOf = (device: string): string => `answer:${device}`;
  const paceOf = (device: string): string => `pace:${device}`;
  const isOff = (kind: DeviceKind): boolean => kind === 'terminal' && !takesTerminals;

  async function spend(what: string, name: string, max: number): Promise<Result<null>> {
    const spent = await store.consume([{ bucket: `login-${what}:${mac(`${what}\n${name}`)}`, max, windowMs: codeMs }], clock());
    return spent.ok ? ok(null) : refuse('rate.limited', { retryAfterMs: spent.retryAfterMs });
  }

  async function freshUserCode(): Promise<{ readonly code: UserCode; readonly hash: string }> {
    for (;;) {
      const code = drawUserCode(random);
      const hash = userHashOf(code);
      // A code that waits already is another device's.
      if ((await store.peekToken(tag, hash, clock())) === null) return { code, hash };
    }
  }

  return {
    takesTerminals,

    async start({ kind, name, address, key, workload }) {
      if (isOff(kind)) return refuse('login.off');
      const called = escapeInvisible(normalizeLine(name, nameLength) ?? '');
      if (called === '') return refuse('input.invalid', { field: 'name' });
      const from = coarseAddress(address);
      const may = await spend('starts', address, starts);
      if (!may.ok) return may;
      const now = clock();
      const untilAt = now + codeMs;
      const deviceCode = encodeBase32(random(32));
      const user = await freshUserCode();
      const device = deviceHashOf(deviceCode);
      const row: DeviceRow = {
        kind,
        name: called,
        from,
        startedAt: now,
        ...(key !== undefined && { key }),
        ...(workload && { workload }),
        untilAt,
        hashes: { user: user.hash, device },
      };
      const text = JSON.stringify(row);
      await store.putToken(tag, device, text, untilAt);
      await store.putToken(tag, user.hash, text, untilAt);
      return ok({ deviceCode, userCode: formatUserCode(user.code), expiresInMs: codeMs, intervalMs: usualMs });
    },

    async look(code, by) {
      const may = await spend('looks', by, looks);
      if (!may.ok) return may;
      const text = await store.peekToken(tag, userHashOf(code), clock());
      if (text === null) return refuse('token.invalid');
      const row = parseRow(text);
      return isOff(row.kind) ? refuse('login.off') : ok(waiting(row));
    },

    async answer(code, { by, isConfirmed }) {
      const may = await spend('looks', by.key, looks);
      if (!may.ok) return may;
      const text = await store.takeToken(tag, userHashOf(code), clock());
      if (text === null) return refuse('token.invalid');
      const row = parseRow(text);
      if (isOff(row.kind)) return refuse('login.off');
      const said = JSON.stringify(isConfirmed ? [by.key, by.name] : null);
      await store.putToken(tag, answerOf(row.hashes.device), said, row.untilAt);
      return ok(waiting(row));
    },

    async ask(deviceCode, asker) {
      // Also what was confirmed before it was switched off.
      if (isOff(asker.kind)) return { status: 'off' };
      const device = DEVICE_CODE.test(deviceCode) ? deviceHashOf(deviceCode) : null;
      const now = clock();
      const text = device === null ? null : await store.peekToken(tag, device, now);
      if (device === null || text === null) return { status: 'over' };
      const row = parseRow(text);
      if (row.kind !== asker.kind || row.key !== asker.key) return { status: 'over' };
      const paced = await store.peekToken(tag, paceOf(device), now);
      const intervalMs = paced === null ? usualMs : Number(paced);
      const spent = await store.consume([{ bucket: `login-ask:${device}`, max: 1, windowMs: intervalMs - EARLY_MS }], now);
      if (!spent.ok) {
        const slower = intervalMs + slowerMs;
        await store.putToken(tag, paceOf(device), String(slower), row.untilAt);
        return { status: 'early', intervalMs: slower };
      }
      const said = await store.takeToken(tag, answerOf(device), now);
      if (said === null) return { status: 'pending' };
      await store.takeToken(tag, device, now);
      const person = parseAnswer(said);
      return person === null ? { status: 'denied' } : { status: 'confirmed', by: person, device: waiting(row) };
    },

    async withdraw(deviceCode) {
      if (!DEVICE_CODE.test(deviceCode)) return;
      const device = deviceHashOf(deviceCode);
      const text = await store.takeToken(tag, device, clock());
      if (text === null) return;
      await store.takeToken(tag, parseRow(text).hashes.user, clock());
      // Confirmed at this moment: nobody asks for it any more.
      await store.takeToken(tag, answerOf(device), clock());
    },
  };
}

/** Uniform: bytes that would favour some characters are drawn again. */
function drawUserCode(random: Random): UserCode {
  const { alphabet, length } = USER_CODE;
  const most = 256 - (256 % alphabet.length);
  let code = '';
  while (code.length < length)
    for (const byte of random(length * 2)) if (byte < most && code.length < length) code += alphabet.charAt(byte % alphabet.length);
  return code as UserCode;
}

/** Enough to tell one's own network from another, and no more: `203.0.113.x`, `2001:db8:1::x`. */
function coarseAddress(address: string): string {
  const mapped = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const v4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(mapped)?.[1];
  if (v4 !== undefined) return `${v4}.x`;
  const [head = '', tail] = mapped.split('%')[0]?.toLowerCase().split('::') ?? [];
  const groups = head.split(':').filter((group) => /^[0-9a-f]{1,4}$/.test(group));
  if (!mapped.includes(':')) return '?';
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 3 - groups.length) }, () => '0');
  return `${[...groups, ...zeros].slice(0, 3).join(':')}::x`;
}

const waiting = ({ kind, name, from, startedAt, key, workload }: DeviceRow): WaitingDevice => ({
  kind,
  name,
  from,
  startedAt,
  ...(key !== undefined && { key }),
  ...(workload && { workload }),
});

function corrupt(): never {
  throw new Fault('store.corrupt', 'a stored log-in does not parse');
}

function parseRow(text: string): DeviceRow {
  const row = JSON.parse(text) as Partial<DeviceRow> | null;
  const { kind, name, from, startedAt, key, workload, untilAt, hashes } = row ?? corrupt();
  if (!DEVICE_KINDS.some((one) => one === kind) || typeof name !== 'string' || typeof from !== 'string') return corrupt();
  if (typeof startedAt !== 'number' || typeof untilAt !== 'number') return corrupt();
  if (typeof hashes?.user !== 'string' || typeof hashes.device !== 'string') return corrupt();
  if (key !== undefined && typeof key !== 'string') return corrupt();
  if (workload !== undefined && typeof workload.issuer !== 'string') return corrupt();
  const own = { ...(key !== undefined && { key }), ...(workload && { workload }) };
  const who = { kind: kind as DeviceKind, name, from, startedAt };
  return { ...who, ...own, untilAt, hashes: { user: hashes.user, device: hashes.device } };
}

function parseAnswer(text: string): Person | null {
  const said: unknown = JSON.parse(text);
  if (said === null) return null;
  const [key, name] = Array.isArray(said) ? (said as unknown[]) : [];
  return typeof key === 'string' && typeof name === 'string' ? { key: key as PersonKey, name } : corrupt();
}
