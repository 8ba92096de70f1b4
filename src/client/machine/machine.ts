// A machine opens what is shared with it: it signs in by its key, accepts, claims, decrypts and confirms, and leaves keys for the next shares.
// It keeps nothing: all its keys come from the one that it was given, so it may run where nothing stays.

import { signDeviceRequest } from '../../crypto/keys/device-request.ts';
import {
  findMachinePrekey,
  MACHINE_PREKEYS,
  machineClaimSecret,
  machinePrekey,
  machineShareKey,
  machineSigner,
  type MachineKey,
  type MachinePrekey,
} from '../../crypto/keys/machine.ts';
import { signPrekey } from '../../crypto/keys/prekey.ts';
import { limits } from '../../core/limits.ts';
import { ApiError, taken } from '../api-error.ts';
import type { MineRow } from '../answers/mine-page.ts';
import type { ShareView } from '../answers/share-view.ts';
import { fetchMine } from '../calls/mine.ts';
import { createShareApi } from '../calls/share-api.ts';
import { acceptanceBody } from '../crypto/accept.ts';
import type { Signing } from '../crypto/signing.ts';
import { claimAndOpen, type Opened, type OpenWish } from '../methods/claim-and-open.ts';
import type { Fetching } from '../methods/opened-files.ts';
import { post, request, silent, type Connection } from '../wire/connection.ts';
import { asJson } from '../wire/json.ts';
import { claimWith } from './second-proof.ts';
import { openMachineSession } from './session.ts';

export interface MachineOptions {
  readonly key: MachineKey;
  readonly fetch?: typeof fetch | undefined;
  /** Epoch ms. */
  readonly now?: (() => number) | undefined;
  /** In which it is signed in already: that of its enrolment. Absent: it signs in by its key. */
  readonly session?: Connection | undefined;
  /** Asks its provider for a token for this audience, when its owner has bound it to one. A token opens one share. Null: there is none here. */
  readonly findToken?: ((audience: string) => Promise<string | null>) | undefined;
}

export interface MachineClient {
  /** Signed in. */
  readonly connection: Connection;
  /** What waits for it, the oldest first. */
  waiting(): Promise<readonly Pick<MineRow, 'id' | 'label' | 'other'>[]>;
  /** Opens it, once. The server hears of it when `handOver` has come to its end. @throws ApiError `share.not_yet`: its sender has yet to encrypt it for this machine, and has been told. */
  open(share: string, handOver?: OpenWish['handOver'], beforeClaim?: OpenWish['beforeClaim']): Promise<Opened>;
  /** Fills up what later shares are sealed to. Answers how many keys it has left there. */
  refill(): Promise<number>;
}

const SECRETS = '/api/machines/prekeys';

export async function connectMachine({
  key,
  fetch: ask = fetch,
  now = Date.now,
  session,
  findToken,
}: MachineOptions): Promise<MachineClient> {
  const { server: origin, tag, name, person, seed } = key;
  const { host } = new URL(origin);
  const signer = await machineSigner(seed);
  const signing: Signing = { host, signer };
  const connection = session ?? openMachineSession(origin, ask);
  /** That it has signed in with: the next share takes it. */
  let token: string | null = null;

  async function signIn(): Promise<void> {
    const nonce = taken(await request(connection, '/api/machines/nonce', {}, async (response) => textIn(await response.json(), 'nonce')));
    const note = await signDeviceRequest({ kind: 'machine', host, name: `${tag}/${name}`, nonce }, signer);
    const body = { tenant: tag, name, device: signer.publicKey, note, nonce, ...(token !== null && { token }) };
    taken(await silent(connection, '/api/machines/session', post(body)));
  }

  /** The key that a share is sealed to, or will be. */
  function keyFor({ id, seal, acceptance, prekey, now: at }: ShareView): MachinePrekey {
    const wanted = seal?.prekey?.key ?? acceptance?.key ?? prekey?.key;
    const own = machineShareKey(seed, id);
    const held = wanted === undefined || wanted === null || wanted === own.recipient ? own : findMachinePrekey(seed, wanted, at);
    if (held === null) throw new ApiError('no_key');
    return held;
  }

  async function refill(): Promise<number> {
    const left = taken(await request(connection, SECRETS, {}, async (response) => keysIn(await response.json())));
    if (left.length >= limits.prekeys.few) return left.length;
    const madeAt = now();
    const notes: string[] = [];
    // Those of today that were taken are not taken in again; a day has enough of them for three times all.
    for (let n = 0; n < MACHINE_PREKEYS && left.length + notes.length < limits.prekeys.each; n += 1) {
      const { recipient } = machinePrekey(seed, madeAt, n);
      if (left.includes(recipient)) continue;
      const prekey = { tag, person, device: signer.publicKey, key: recipient, madeAt, untilAt: madeAt + limits.prekeys.lifeMs };
      notes.push(await signPrekey(prekey, host, signer));
    }
    taken(await silent(connection, SECRETS, post({ notes })));
    return taken(await request(connection, SECRETS, {}, async (response) => keysIn(await response.json()))).length;
  }

  async function accept(id: string): Promise<ShareView> {
    const api = createShareApi(connection, id);
    const view = taken(await api.view());
    if (view.id !== id || view.role !== 'recipient' || view.mode !== 'sealed' || view.recipientRef !== person)
      throw new ApiError('mismatch');
    if (view.status !== 'offered' && view.status !== 'sealed') return view;
    const { recipient } = keyFor(view);
    taken(await api.accept(await acceptanceBody({ share: id, at: view.now, key: recipient, ...signing })));
    return taken(await api.view());
  }

  /** Its owner has bound it, so the server wants a token: from its provider, where that gives one here. */
  async function withToken<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'workload.required' || token !== null) throw error;
      token = (await findToken?.(origin)) ?? null;
      if (token === null) throw error;
      return work();
    }
  }

  if (session === undefined) await withToken(signIn);
  return {
    connection,
    async waiting() {
      const pages = await Promise.all(
        (['mine', 'others'] as const).map((state) =>
          fetchMine(connection, { states: [state], before: null, limit: 50, text: '', since: 0 }),
        ),
      );
      const rows = pages.flatMap((page) => taken(page).rows).filter(({ role }) => role === 'recipient');
      return rows.toReversed().map(({ id, label, other }) => ({ id, label, other }));
    },
    async open(id, handOver, beforeClaim) {
      const api = createShareApi(connection, id);
      const view = await accept(id);
      if (view.status === 'accepted')
        throw new ApiError('share.not_yet', { detail: 'The sender has to encrypt it for this machine first.' });
      const loadKey = () => {
        const { identity, recipient } = keyFor(view);
        return Promise.resolve({ privateKey: identity, recipient });
      };
      const secret = machineClaimSecret(seed, id);
      const fetching: Fetching = (options, act) => act({ connection, signal: options?.signal ?? new AbortController().signal });
      const claiming = { api, view, link: null, words: null, handOver, beforeClaim, signing, secret, loadKey, fetching };
      const opened = await withToken(() => claimAndOpen({ ...claiming, ...(token !== null && { stateClaim: claimWith(token) }) }));
      token = null;
      return opened;
    },
    refill,
  };
}

function textIn(value: unknown, name: string): string | null {
  const found = asJson(value)?.[name];
  return typeof found === 'string' ? found : null;
}

function keysIn(value: unknown): readonly string[] | null {
  const keys = asJson(value)?.['keys'];
  return Array.isArray(keys) && keys.every((key) => typeof key === 'string') ? keys : null;
}
