// As whom a command about envelopes acts, and with which key: a person with the key of this terminal, or a machine with its own.

import { deviceName } from '../../crypto/keys/device.ts';
import { formatGlassKey, parseGlassKey, signEnvelopeKey } from '../../crypto/envelope/envelope-key.ts';
import { machineEnvelopeKey, machineSigner } from '../../crypto/keys/machine.ts';
import { randomBytes, type Bytes } from '../../crypto/bytes.ts';
import type { Signer } from '../../crypto/note/signer.ts';
import { taken } from '../../client/api-error.ts';
import type { Answer } from '../../client/wire/answer.ts';
import type { Connection } from '../../client/wire/connection.ts';
import { fetchEnvelopeKeys, leaveEnvelopeKey } from '../../client/calls/envelopes.ts';
import { connectMachine } from '../../client/machine/machine.ts';
import { loadCredentials } from '../account/credentials.ts';
import { ownEnvironment } from '../account/environment.ts';
import { keysFolder, openKeyFiles } from '../account/key-files.ts';
import { askServer, failureAt } from '../account/server-calls.ts';
import { NOT_LOGGED_IN } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { findIdToken } from '../machine/id-token.ts';
import { loadMachineKey } from '../machine/machine-key.ts';
import { CommandFailure } from '../output.ts';
import { wayOut } from '../way-out.ts';

export interface GlassHolder {
  readonly url: string;
  /** Null: this terminal has no key yet. */
  readonly seed: Bytes | null;
  readonly name: string;
  /** @throws CommandFailure */
  ask<T>(act: (by: Connection) => Promise<Answer<T>>): Promise<T>;
  /** Makes the key of this terminal. A machine has one already. */
  make(name: string): Promise<Bytes>;
}

const FILE = 'glass';

/** @throws CommandFailure where nobody has logged in */
export async function loadHolder(flags: Flags): Promise<GlassHolder> {
  const env = ownEnvironment();
  const file = flags.one('--key');
  if (file !== undefined) {
    const key = loadMachineKey(env, file);
    const failing = <T>(work: Promise<T>): Promise<T> =>
      work.catch((error: unknown) => {
        throw failureAt(key.server, error);
      });
    const machine = await failing(connectMachine({ key, fetch: wayOut, findToken: (audience) => findIdToken(env, wayOut, audience) }));
    return {
      url: key.server,
      seed: key.seed,
      name: key.name,
      ask: (act) => failing(act(machine.connection).then(taken)),
      make: () => Promise.resolve(key.seed),
    };
  }
  const credentials = await loadCredentials(env, { server: flags.one('--server') });
  if (credentials === null) throw new CommandFailure(EXIT.noPermission, NOT_LOGGED_IN);
  const { url } = credentials;
  const files = openKeyFiles(keysFolder(env, url));
  const kept = parseGlassKey((await files.load(FILE)) ?? '');
  return {
    url,
    seed: kept?.server === url ? kept.seed : null,
    name: kept?.name ?? '',
    ask: (act) =>
      askServer(credentials, act).catch((error: unknown) => {
        throw failureAt(url, error);
      }),
    async make(name) {
      const seed = randomBytes(32);
      await files.save(FILE, formatGlassKey({ server: url, name, seed }));
      return seed;
    },
  };
}

/** Eight letters that name a member's key. */
export const keyId = (device: string): string => deviceName('', device).slice(-8);

export interface OwnKey {
  readonly device: string;
  readonly identity: string;
  readonly signer: Signer;
}

export async function ownKey(seed: Bytes): Promise<OwnKey> {
  const signer = await machineSigner(seed);
  return { device: signer.publicKey, identity: machineEnvelopeKey(seed).identity, signer };
}

/** Shows the server that this key is still there: a key that nobody has shown for 90 days is taken for lost. */
export async function showKey({ url, ask }: GlassHolder, seed: Bytes, name: string): Promise<void> {
  const { device, signer } = await ownKey(seed);
  const { tenant, person, now } = await ask(fetchEnvelopeKeys);
  const said = { tag: tenant, person, device, key: machineEnvelopeKey(seed).recipient, madeAt: now };
  const note = await signEnvelopeKey(said, new URL(url).host, signer);
  await ask((by) => leaveEnvelopeKey(by, { device, name, note }));
}

/** @throws CommandFailure */
export function seedOf({ seed }: GlassHolder): Bytes {
  if (seed === null)
    throw new CommandFailure(EXIT.noPermission, 'This terminal has no key for envelopes: make one by nt2 glass key, and be sealed to.');
  return seed;
}
