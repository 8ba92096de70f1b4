// What needs two people: requests by link and to a person, and shares that wait to be accepted. Both sides are nt2/client.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryKeyStore, type Client } from '../../src/client/client.ts';
import { NO_DEADLINE } from '../../src/core/shares/deadline.ts';
import { ann, ben, openDoor, type Harness } from '../server/harness.ts';
import { clientAt, failureOf, programAt } from './client-at.ts';

let door: Harness;
let asker: Client;
let [anns, bens]: Client[] = [];
beforeAll(async () => {
  door = await openDoor();
  [asker, anns, bens] = [await programAt(door), await programAt(door, { as: ann }), await programAt(door, { as: ben })];
});
afterAll(() => door.close());

const SECRET = 'sk_live_request_canary_77b2';

describe('a request by link', () => {
  it('is answered by whoever has the link, who reads nothing, and opened by the asker alone', async () => {
    const { id, url } = await asker.request({ label: 'Stripe key', fields: ['STRIPE_KEY'] });
    expect(url).toMatch(/^https:\/\/nt2\.example\/r\/[a-z2-7]{32}#1[a-z2-7]{56}$/);
    const waiting = asker.receive(id);
    await clientAt(door).give(url ?? '', [{ name: 'STRIPE_KEY', value: SECRET, env: 'STRIPE_KEY' }]);
    const { items, isConfirmed } = await waiting;
    expect([items[0]?.fields[0]?.value, isConfirmed]).toEqual([SECRET, true]);
    expect(await asker.view(id)).toMatchObject({ status: 'ended', cause: 'delivered' });
    expect((await failureOf(clientAt(door).give(url ?? '', SECRET))).code).toBe('share.gone');
  });

  it('that is taken back ends the wait with the reason, and a cut link gives nothing', async () => {
    const { id, url } = await asker.request({ label: 'Stripe key' });
    expect((await failureOf(clientAt(door).give((url ?? '').slice(0, -4), SECRET))).code).toBe('link.damaged');
    const waiting = failureOf(asker.receive(id));
    await asker.revoke(id);
    expect(await waiting).toMatchObject({ code: 'ended.revoked', detail: 'It was taken back.' });
  });

  it('keeps its key in the store: another store cannot open the answer, the same one can, in another process', async () => {
    const keys = createMemoryKeyStore();
    const [first, second] = [await programAt(door, { as: ben, keys }), await programAt(door, { as: ben, keys })];
    const { id, url } = await first.request({ label: 'Key' });
    await clientAt(door).give(url ?? '', SECRET);
    expect((await failureOf((bens as Client).receive(id))).code).toBe('no_key');
    expect((await second.receive({ id })).items[0]?.fields[0]?.value).toBe(SECRET);
  });
});

describe('a share that waits to be accepted', () => {
  it('is accepted, sealed to the key that was accepted with, and opened', async () => {
    const { id } = await door.begin('sealed');
    const opening = (bens as Client).open(`https://nt2.example/s/${id}`);
    await (anns as Client).give(id, SECRET);
    expect((await opening).items[0]?.fields[0]).toEqual({ name: 'Stripe webhook key', value: SECRET, hidden: true });
    await door.sign();
    const { text } = await (bens as Client).receipt(id);
    for (const type of ['accepted', 'sealed', 'claimed', 'delivered']) expect(text).toContain(`type ${type}`);
  });

  it('is nobody else’s, and a declined one says so to who waits', async () => {
    const { id } = await door.begin('sealed');
    expect((await failureOf((anns as Client).open(id))).code).toBe('share.not_recipient');
    const giving = failureOf((anns as Client).give(id, SECRET));
    for await (const { payload } of (anns as Client).watch(id)) if (payload !== null) break;
    await door.shares.decline(id, ben.key, NO_DEADLINE);
    expect(await giving).toMatchObject({ code: 'ended.declined' });
  });
});
