// A machine is enrolled: it shows a code, its owner confirms it in chat, and from then on its key opens what is shared with it.

import { hashB64, randomBytes } from '../../crypto/bytes.ts';
import { signDeviceRequest } from '../../crypto/keys/device-request.ts';
import { machineSigner, type MachineKey } from '../../crypto/keys/machine.ts';
import { machineWords } from '../../crypto/passphrase/wordlist.ts';
import { taken } from '../api-error.ts';
import { asJson } from '../wire/json.ts';
import { readAnswer, type Answer } from '../wire/answer.ts';
import { fetchFrom, post, type Connection } from '../wire/connection.ts';

export interface WaitingCode {
  /** What its owner types in chat: `/nt2 login WDJB-MJHT`. */
  readonly command: string;
  readonly expiresInMs: number;
  /** Six, of its key: chat shows its owner the same. */
  readonly words: readonly string[];
}

interface Started extends Omit<WaitingCode, 'words'> {
  readonly deviceCode: string;
  readonly intervalMs: number;
}

export interface EnrolOptions {
  readonly name: string;
  /** What it shall have to show besides its key. Absent: nothing. */
  readonly workload?: { readonly issuer: string; readonly claims: Readonly<Record<string, string>> } | undefined;
  /** Told once: to be shown where the owner can see it. */
  readonly onCode: (code: WaitingCode) => void;
  readonly pause: (ms: number) => Promise<void>;
}

export interface Enrolled {
  readonly key: MachineKey;
  /** Who confirmed it, as chat names them. */
  readonly owner: string;
}

const SECOND = 1_000;
const isText = (value: unknown): value is string => typeof value === 'string';

/** By the session of the connection it is signed in from then on. @throws ApiError `login.denied`, `login.over`, `machine.taken` and those of every call */
export async function enrolMachine(connection: Connection, { name, workload, onCode, pause }: EnrolOptions): Promise<Enrolled> {
  const seed = randomBytes(32);
  const signer = await machineSigner(seed);
  const device = signer.publicKey;
  const { deviceCode, intervalMs, ...code } = taken(
    await tell(connection, '/api/machines', { name, device, ...(workload && { workload }) }, parseStarted),
  );
  onCode({ ...code, words: machineWords(device) });
  const { origin } = connection;
  const token = hashB64(deviceCode);
  const note = await signDeviceRequest({ kind: 'bond', host: new URL(origin).host, token }, signer);
  let waitMs = intervalMs;
  for (;;) {
    await pause(waitMs);
    const answer = await tell(connection, '/api/machines/token', { device_code: deviceCode, device, note }, parseEnrolled);
    if (answer.ok) return { key: { server: origin, ...answer.value.as, seed }, owner: answer.value.owner };
    if (answer.code === 'login.early') waitMs = Math.max(waitMs, answer.retryAfterMs ?? 0);
    else if (answer.code !== 'login.pending' && answer.code !== 'network' && answer.code !== 'store.busy') taken(answer);
  }
}

/** As a program, which no page is. */
const tell = <T>(connection: Connection, path: string, body: object, parse: (value: unknown) => T | null): Promise<Answer<T>> =>
  readAnswer(fetchFrom({ ...connection, headers: () => ({}) }, path, post(body)), async (response) => parse(await response.json()));

function parseStarted(value: unknown): Started | null {
  const { device_code: deviceCode, command, expires_in: seconds, interval } = asJson(value) ?? {};
  if (!isText(deviceCode) || !isText(command) || typeof seconds !== 'number' || typeof interval !== 'number') return null;
  return { deviceCode, command, expiresInMs: seconds * SECOND, intervalMs: interval * SECOND };
}

function parseEnrolled(value: unknown): { readonly as: Pick<MachineKey, 'name' | 'tag' | 'person'>; readonly owner: string } | null {
  const { name, tenant: tag, person, owner } = asJson(value) ?? {};
  return isText(name) && isText(tag) && isText(person) && isText(owner) ? { as: { name, tag, person }, owner } : null;
}
