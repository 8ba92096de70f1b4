// A person leaves: what nt2 takes back, who may see it, and what the signed report says.

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OFFBOARD_STEPS } from '../../src/core/offboarding/record.ts';
import { REPORT_NAMESPACE, verifySsh } from '../../src/crypto/tlog/sshsig.ts';
import { createOffboardingWatcher } from '../../src/jobs/offboarding-watcher.ts';
import { DIRECTORY } from '../docs/http-operator.ts';
import { newId } from '../support/shares.ts';
import { policyOf } from '../support/policies.ts';
import { ann, ben, eve, HOUR, openDoor, person, TENANT, type Harness } from './harness.ts';

const zoe = person('zoe', 'Zoe');
let door: Harness;
let may = [ann.key, zoe.key];
beforeAll(async () => {
  door = await openDoor({ core: { directory: DIRECTORY }, policy: () => ({ ...policyOf({}), offboarders: may }) });
});
afterAll(() => door.close());

const ask = async (method: 'GET' | 'POST', path: string, who = ann, json?: object) =>
  door.ask(method, `/api/offboardings${path}`, { cookie: await door.signIn(who), ...(json && { json }) });
const start = (who = ann) => ask('POST', '', who, { person: ben.key });

async function opened(): Promise<string> {
  const id = newId(door.ids.tagOf(TENANT));
  const now = door.time.now;
  const value = {
    id,
    version: 1,
    kind: 'credential',
    label: 'Stripe | keys',
    template: null,
    giver: eve.key,
    owner: eve,
    why: 'template',
  } as const;
  const holders = [{ share: id, person: ben, at: now - 40 * 24 * HOUR }];
  const rotation = { ...value, holders, startedAt: now, dueAt: now + 90 * 24 * HOUR, nextAt: now + 83 * 24 * HOUR, asked: 0, closed: null };
  await door.store.putRotation(rotation, { until: null, at: now, deliveries: null });
  return id;
}

describe('offboarding', () => {
  it('M2: takes back what waits both ways, ends what is theirs, has what they opened due, and is done with once', async () => {
    const [toBen, value] = [await door.begin('sealed'), await opened()];
    const { together: _, ...wish } = toBen;
    const fromBen = await door.shares.create({ ...wish, sender: ben, recipient: eve, tenant: TENANT, expiresInMs: HOUR });
    const other = await door.begin('sealed', eve);
    await door.apiTokens.create('his', { person: ben.key } as never);
    const begun = await start();
    expect(begun.status).toBe(201);
    const ids = [toBen.id, fromBen.ok ? fromBen.value.id : ''];
    expect(begun.json.done.shares.toSorted()).toEqual(ids.toSorted());
    for (const id of ids) expect((await door.shares.find(id))?.state).toMatchObject({ status: 'ended', cause: 'revoked' });
    expect((await door.shares.find(other.id))?.state.status).toBe('offered');
    expect(await door.store.rotation(value as never)).toMatchObject({ why: 'offboarding', dueAt: door.time.now });
    expect(begun.json.opened).toMatchObject([{ share: value, label: 'Stripe | keys', rotation: 'overdue' }]);
    expect((await start(zoe)).json.id).toBe(begun.json.id);
    expect((await ask('GET', '')).json.offboardings).toHaveLength(1);
  });

  it('M2: is for whom the policy names alone, also in the middle of it; others learn of none', async () => {
    const { id } = (await start()).json;
    for (const [method, path, json] of [
      ['GET', `/${id}`, undefined],
      ['POST', `/${id}/tick`, { step: 'cloud' }],
      ['GET', `/${id}/report`, undefined],
      ['GET', `/${id}/signature`, undefined],
    ] as const) {
      const [theirs, unknown] = [await ask(method, path, eve, json), await ask(method, path.replace(id, newId('aaaaaa')), eve, json)];
      expect([theirs.status, theirs.json.code]).toEqual([404, 'offboarding.none']);
      expect(theirs.text).toBe(unknown.text);
    }
    expect((await start(eve)).json.code).toBe('offboarding.denied');
    expect((await ask('GET', '', eve)).json.offboardings).toEqual([]);
    expect((await ask('POST', '', ann, { person: ann.key })).json.code).toBe('person.refused');
    may = [zoe.key];
    expect((await ask('GET', `/${id}`)).status).toBe(404);
    may = [ann.key, zoe.key];
  });

  it('M2: ends with the last step; the log has the hash of the report, and its key signs it', async () => {
    const { id } = (await start()).json;
    expect((await ask('GET', `/${id}/report`)).text).toContain(`Not finished: ${OFFBOARD_STEPS.length} of`);
    expect((await ask('GET', `/${id}/signature`)).json.code).toBe('share.not_yet');
    expect((await ask('POST', `/${id}/tick`, ann, { step: 'beer' })).status).toBe(400);
    // All at once, by two people: none is lost.
    await Promise.all(OFFBOARD_STEPS.map((step, n) => ask('POST', `/${id}/tick`, n % 2 === 0 ? ann : zoe, { step })));
    const { json } = await ask('GET', `/${id}`);
    expect(json.steps.map(({ by }: { by: string }) => by)).toEqual(OFFBOARD_STEPS.map((_, n) => (n % 2 === 0 ? 'Ann' : 'Zoe')));
    expect(json.closedAt).toBe(door.time.now);
    const { text } = await ask('GET', `/${id}/report`);
    expect(createHash('sha256').update(text).digest('base64')).toBe(json.hash);
    expect(text).toContain('Stripe \\| keys');
    expect(text).toContain('Zoe (playground:toy:zoe)');
    await door.sign();
    const tag = door.ids.tagOf(TENANT);
    expect((await door.store.leaves(tag, 0, 1_000)).filter((leaf) => leaf.includes('what offboarding')).join()).toContain(
      `hash ${json.hash}`,
    );
    const signature = (await ask('GET', `/${id}/signature`)).text;
    const keys = [await door.keyOf(tag)];
    expect((await verifySsh({ file: text, signature, namespace: REPORT_NAMESPACE, keys })).ok).toBe(true);
    expect((await verifySsh({ file: `${text} `, signature, namespace: REPORT_NAMESPACE, keys })).ok).toBe(false);
    // What becomes of a rotation later changes nothing of it.
    door.time.now += HOUR;
    expect((await ask('GET', `/${id}/report`)).text).toBe(text);
    expect((await ask('POST', `/${id}/tick`, ann, { step: 'cloud' })).json.closedAt).toBe(json.closedAt);
  });

  it('M2: is reminded of every six hours until it is finished, and gone on with where a process was killed', async () => {
    const { id } = (await start()).json;
    const kept = (await door.store.getSetting(`offboarding:${id}`))!;
    await door.store.putSetting(`offboarding:${id}`, JSON.stringify({ ...JSON.parse(kept), done: null, opened: [] }));
    const said: number[] = [];
    const watch = createOffboardingWatcher({
      offboardings: door.offboardings,
      clock: () => door.time.now,
      remind: async ({ asked }) => {
        said.push(asked);
        return { ok: true, ref: 'm' };
      },
    });
    expect((await ask('POST', `/${id}/tick`, ann, { step: 'cloud' })).json.code).toBe('store.busy');
    await watch();
    expect((await door.offboardings.find(id, ann.key))?.done).toBeNull();
    door.time.now += 11 * 60_000;
    await watch();
    expect((await door.offboardings.find(id, ann.key))?.done).not.toBeNull();
    for (let n = 0; n < 13; n += 1) {
      door.time.now += HOUR;
      await watch();
      await watch();
    }
    expect(said).toEqual([0, 1]);
    door.time.now += 24 * HOUR;
    expect((await ask('GET', `/${id}`)).json.isLate).toBe(true);
    for (const step of OFFBOARD_STEPS) await ask('POST', `/${id}/tick`, ann, { step });
    door.time.now += 24 * HOUR;
    await watch();
    expect(said).toHaveLength(2);
  });

  it('M2: a person who is erased is named in none, and their report is gone', async () => {
    await door.offboardings.forget(ben.key);
    const all = await door.store.listSettings('offboard');
    expect(JSON.stringify(all)).not.toContain('playground:toy:ben');
    expect(all.length).toBeGreaterThan(0);
  });
});
