// A machine is enrolled: it shows a code, its owner confirms it in chat, and from then on its key opens what is shared with it.

import { hashB64, randomBytes } from '../../crypto/bytes.ts';
import { signDeviceRequest } from '../../crypto/keys/device-request.ts';
import { machineSigner, type MachineKey } from '../../crypto/keys/machine.ts';
import { machineWords } from '../../crypto/passphrase/wordlist.ts';
import { taken } from '../api-error.ts';
import { asJson } from '../wire/json.ts';
import { readAnswer, type Answer } from '../wire/answer.ts';
import { fetchFrom, post, type Connection } from '../wire/connection.ts';
import { jsonIfAny, parseStartedLogin, giveUpLogin, type WaitingLogin } from '../calls/logins.ts';

export interface WaitingCode {
  /** What its owner types in chat: `/nt2 login WDJB-MJHT`. */
  readonly command: string;
  readonly expiresInMs: number;
  /** Six, of its key: chat shows its owner the same. */
  readonly words: readonly string[];
}

export interface EnrolOptions {
  readonly name: string;
  /** What it shall have to show besides its key. Absent: nothing. */
  readonly workload?: { readonly issuer: string; readonly claims: Readonly<Record<string, string>> } | undefined;
  /** Told once: to be shown where the owner can see it. */
  readonly onCode: (code: WaitingCode) => void;
  readonly pause: (ms: number) => Promise<void>;
  /** Ends it: then the code is worth nothing any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface Enrolled {
  readonly key: MachineKey;
  /** Who confirmed it, as chat names them. */
  readonly owner: string;
}

const SLOWEST_MS = 60_000;
const WITHDRAW_MS = 3_000;
/** They say nothing of the code: it may be confirmed all the same. */
const PASSING: readonly string[] = ['login.pending', 'network', 'store.busy', 'rate.limited'];
const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * By the session of the connection it is signed in from then on. Where it ends before that, nobody can confirm its code any more.
 * @throws ApiError `login.denied`, `login.over`, `machine.taken` and those of every call; and whatever `pause` and `signal` throw
 */
export async function enrolMachine(open: Connection, options: EnrolOptions): Promise<Enrolled> {
  const { name, workload, signal } = options;
  const connection: Connection = { ...open, ...(signal && { signal }) };
  const seed = randomBytes(32);
  const signer = await machineSigner(seed);
  const device = signer.publicKey;
  const started = taken(await tell(connection, '/api/machines', { name, device, ...(workload && { workload }) }, parseStartedLogin));
  try {
    return await untilConfirmed(connection, started, { ...options, seed });
  } catch (error) {
    await giveUpLogin({ ...open, headers: () => ({}), signal: AbortSignal.timeout(WITHDRAW_MS) }, started.deviceCode);
    throw error;
  }
}

async function untilConfirmed(
  connection: Connection,
  { deviceCode, userCode, intervalMs, expiresInMs }: WaitingLogin,
  { onCode, pause, signal, seed }: EnrolOptions & { readonly seed: ReturnType<typeof randomBytes> },
): Promise<Enrolled> {
  const signer = await machineSigner(seed);
  const device = signer.publicKey;
  onCode({ command: `/nt2 login ${userCode}`, expiresInMs, words: machineWords(device) });
  const { origin } = connection;
  const token = hashB64(deviceCode);
  const note = await signDeviceRequest({ kind: 'bond', host: new URL(origin).host, token }, signer);
  let waitMs = intervalMs;
  let awayMs = 0;
  for (let leftMs = expiresInMs; ; leftMs -= waitMs + awayMs) {
    await pause(waitMs + awayMs);
    signal?.throwIfAborted();
    const answer = await tell(connection, '/api/machines/token', { device_code: deviceCode, device, note }, parseEnrolled);
    if (answer.ok) return { key: { server: origin, ...answer.value.as, seed }, owner: answer.value.owner };
    if (answer.code === 'login.early') waitMs = Math.max(waitMs, answer.retryAfterMs ?? 0);
    else if (!PASSING.includes(answer.code)) taken(answer);
    const isAway = !answer.code.startsWith('login.');
    if (isAway && leftMs <= 0) taken(answer);
    awayMs = isAway ? Math.min(SLOWEST_MS, Math.max(awayMs * 2, waitMs, answer.retryAfterMs ?? 0)) : 0;
  }
}

/** As a program, which no page is. */
const tell = <T>(connection: Connection, path: string, body: object, parse: (value: unknown) => T | null): Promise<Answer<T>> =>
  readAnswer(fetchFrom({ ...connection, headers: () => ({}) }, path, post(body)), async (response) => parse(await jsonIfAny(response)));

function parseEnrolled(value: unknown): { readonly as: Pick<MachineKey, 'name' | 'tag' | 'person'>; readonly owner: string } | null {
  const { name, tenant: tag, person, owner } = asJson(value) ?? {};
  return isText(name) && isText(tag) && isText(person) && isText(owner) ? { as: { name, tag, person }, owner } : null;
}
