// Envelopes on a real store: people and machines with their keys, and one that is sealed.

import { createEnvelopes, type EnvelopeSeal } from '../../src/core/envelopes/envelopes.ts';
import { createSecretSettings } from '../../src/core/secret-settings.ts';
import { machineKey } from '../../src/core/machine-names.ts';
import type { Person } from '../../src/core/share.ts';
import { hashB64, randomBytes } from '../../src/crypto/bytes.ts';
import { newClaimSecret, claimSecretHash } from '../../src/crypto/events/claim-secret.ts';
import { openHalf, sealHalf } from '../../src/crypto/envelope/envelope.ts';
import { signEnvelopeKey } from '../../src/crypto/envelope/envelope-key.ts';
import { machineEnvelopeKey, machineSigner } from '../../src/crypto/keys/machine.ts';
import { newId } from './shares.ts';
import { HOST, openWorld, TENANT, type TestWorld } from './world.ts';

export const MINUTE = 60_000;
export const VALUE = 'hunter2-root';
export const one = (name: string): Person => ({ key: `${TENANT}:${name.toLowerCase()}` as Person['key'], name });
export const [olga, ann, ben, cleo] = ['Olga', 'Ann', 'Ben', 'Cleo'].map(one) as [Person, Person, Person, Person];

export interface Holder {
  readonly by: Person;
  readonly device: string;
  readonly key: string;
  readonly identity: string;
}

export async function openEnvelopeWorld() {
  const world: TestWorld = await openWorld();
  const { store, ids } = world;
  const root = randomBytes(32);
  const secrets = createSecretSettings({ store, key: root, random: randomBytes });
  const deps = {
    store,
    clock: () => world.now,
    random: randomBytes,
    tenantTags: ids,
    host: HOST,
    secrets,
    nameOf: async () => `${HOST}/nt2/log/x`,
    retentionMs: 86_400_000,
    endpointIds: async () => [],
  };
  const envelopes = createEnvelopes(deps);
  const tag = ids.tagOf(TENANT);

  async function join(by: Person, seed = randomBytes(32)): Promise<Holder> {
    const signer = await machineSigner(seed);
    const { identity, recipient: key } = machineEnvelopeKey(seed);
    const device = signer.publicKey;
    const note = await signEnvelopeKey({ tag, person: hashB64(by.key), device, key, madeAt: world.now }, HOST, signer);
    const left = await envelopes.keys.leave(by, { device, name: 'laptop', note });
    if (!left.ok) throw new Error(left.code);
    return { by, device, key, identity };
  }

  async function joinMachine(owner: Person, name: string): Promise<Holder> {
    const seed = randomBytes(32);
    const { publicKey: device } = await machineSigner(seed);
    await store.addMachine(tag, { name, owner, device, madeAt: world.now }, 10);
    return join({ key: machineKey(TENANT, name), name }, seed);
  }

  async function wishFor(members: readonly Holder[], more: Partial<EnvelopeSeal> = {}): Promise<EnvelopeSeal> {
    const { id = newId(tag), seal = 1 } = more;
    const [real, drill] = await Promise.all([
      sealHalf({ envelope: id, seal, half: 'real' }, VALUE, members),
      sealHalf({ envelope: id, seal, half: 'drill' }, 'This was a drill.', members),
    ]);
    return { id, seal, label: 'Root of db1', afterMs: 60 * MINUTE, real, drill, ...more };
  }

  async function seal(members: readonly Holder[], more: Partial<EnvelopeSeal> = {}) {
    const wish = await wishFor(members, more);
    const sealed = await envelopes.seal(olga, wish);
    if (!sealed.ok) throw new Error(sealed.code);
    return sealed.value;
  }

  async function ask(id: string, holder: Holder, isDrill = false) {
    const secret = newClaimSecret();
    const claim = claimSecretHash(secret)!;
    const asked = await envelopes.ask(id, holder.by, { device: holder.device, claim, reason: 'db1 is down', isDrill });
    return { asked, claim, secret };
  }

  /** What the holder reads with what the server gave; null: nothing. */
  async function read(id: string, holder: Holder, claim: string): Promise<string | null> {
    const given = await envelopes.release(id, holder.by.key, claim);
    if (!given.ok) throw new Error(given.code);
    const { seal: n, half } = given.value;
    return openHalf({ envelope: id, seal: n, half }, holder, given.value);
  }

  const steps = async (): Promise<string[]> =>
    (await store.leaves(tag, 0, 1_000)).flatMap((leaf) => /^type envelope\n[^]*^step (\S+)$/m.exec(leaf)?.[1] ?? []);

  return { ...world, world, deps, envelopes, secrets, tag, join, joinMachine, wishFor, seal, ask, read, steps };
}
export type EnvelopeWorld = Awaited<ReturnType<typeof openEnvelopeWorld>>;
