// A second person agrees before anybody is told: who may, what each learns, and what the log says of it.

import { describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/crypto/bytes.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import type { Policy, Template } from '../../src/core/policy/policy.ts';
import { tagOf, type PersonKey, type Share } from '../../src/core/share.ts';
import { accepting, credential, newBrowser, sealing } from '../support/actors.ts';
import { policyOf } from '../support/policies.ts';
import { openSignedLog } from '../support/signed-log.ts';
import { alex, casey, HOST, mallory, TENANT } from '../support/world.ts';
import { code, must, openShares, SECRET } from './shares-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const pat = { key: `${TENANT}:pat` as PersonKey, name: 'Pat' };
const kim = { key: `${TENANT}:kim` as PersonKey, name: 'Kim' };
const lee = { key: 'playground:other:lee' as PersonKey, name: 'Lee' };

const template = (by: readonly PersonKey[]): Template => ({
  name: 'root-key',
  title: 'Root key',
  label: '',
  fields: [],
  rotateAfterMs: null,
  watch: null,
  rule: { name: 'root-key', when: {}, deny: false, fixedMs: DAY_MS },
  approver: { by, withinMs: 4 * HOUR_MS },
});

async function begin(by: readonly PersonKey[] = [alex.key, casey.key, pat.key, kim.key, lee.key]) {
  const current: { policy: Policy } = { policy: policyOf({ templates: [template(by)] }) };
  const all = await openShares({ policy: { current: () => current.policy, announce: () => Promise.resolve() } });
  const { world } = all;
  const wish = { tenant: TENANT, entry: 'page', via: 'chat', kind: 'credential', label: 'Root key', note: '', place: null } as const;
  const create = (more: Partial<Parameters<typeof world.shares.create>[0]> = {}) =>
    world.shares.create({ ...wish, sender: alex, recipient: casey, mode: 'sealed', expiresInMs: DAY_MS, template: 'root-key', ...more });
  const load = async (id: Share['id']): Promise<Share> => (await world.store.load(id))!;
  const events = async (share: Share): Promise<string[]> => {
    const leaves = await world.store.leaves(tagOf(share.id), 0, 50);
    return leaves.flatMap((leaf) => (leaf.includes(share.id) ? [/\ntype (\S+)/.exec(leaf)?.[1] ?? ''] : []));
  };
  return { ...all, current, create, load, events };
}
const outbox = ({ outbox: all }: Share): string[] =>
  all.map((one) =>
    one.kind === 'approval'
      ? one.to.split(':')[2]!
      : one.kind === 'surface'
        ? one.surface
        : one.kind === 'rotation'
          ? 'rotation'
          : `${one.news} ${one.to}`,
  );

describe('a share that a second person has to approve', () => {
  it('asks those whom the policy names, never its two people nor another tenant, and tells nobody else', async () => {
    const { world, create, events } = await begin();
    const share = must(await create());
    expect(share.approval).toMatchObject({ asked: [{ key: pat.key }, { key: kim.key }], until: world.now + 4 * HOUR_MS });
    expect([share.isUntold, outbox(share)]).toEqual([true, ['pat', 'kim']]);
    expect(await events(share)).toEqual(['created', 'asked-approval']);
    for (const { key } of [casey, mallory]) expect(code(await world.shares.view(share.id, [key]))).toBe('share.gone');
    // Who is asked approves the hand-over, and has nothing else of it.
    expect(code(await world.shares.view(share.id, [pat.key]))).toBe('share.gone');
    expect(code(await world.shares.revoke(share.id, pat.key))).toBe('share.gone');
  });

  it('stays untold while its secret is entered, takes no prekey, and is not sealed', async () => {
    const { world, create, load, withPrekeys, sender, recipient } = await begin();
    await withPrekeys();
    const share = must(await create());
    must(await world.shares.tell(share.id, alex.key));
    must(await world.shares.uploadPayload(share.id, alex.key, new Uint8Array(4_400)));
    expect(await load(share.id)).toMatchObject({ isUntold: true, state: { status: 'offered', payload: { size: 4_400 } } });
    expect(must(await world.shares.takePrekey(share.id, alex.key))).toBeNull();
    const { input } = await sealing(sender, share, {
      at: world.now,
      items: credential(SECRET),
      recipient: (await accepting(recipient, share, world.now)).key!.recipient,
    });
    expect(code(await world.shares.seal(share.id, alex.key, input))).toBe('share.not_yet');
    must(await world.shares.answerApproval(share.id, pat.key, 'given'));
    const told = await load(share.id);
    expect(told).not.toHaveProperty('isUntold');
    expect(outbox(told)).toEqual(['recipient', 'sender', 'pat', 'kim']);
    must(await world.shares.accept(share.id, casey.key, (await accepting(recipient, share, world.now)).input));
  });

  it('takes one answer: of two people at once one counts, a repetition is no second one, and to the other it is over', async () => {
    const { world, create, load, events } = await begin();
    const share = must(await create());
    const both = await Promise.all([
      world.shares.answerApproval(share.id, pat.key, 'given'),
      world.shares.answerApproval(share.id, kim.key, 'refused', 'Not today.'),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const { approval, version } = await load(share.id);
    const [winner, loser] = approval?.by === pat.key ? [pat, kim] : [kim, pat];
    must(await world.shares.answerApproval(share.id, winner.key, approval?.answer as 'given'));
    expect(code(await world.shares.answerApproval(share.id, loser.key, 'given'))).toBe('share.gone');
    expect((await load(share.id)).version).toBe(version);
    expect((await events(share)).filter((type) => type === 'approval')).toHaveLength(1);
  });

  it.each([alex, casey, mallory, lee])(
    'is not approved by $name: its sender, its recipient, or a person whom nobody asked',
    async ({ key }) => {
      const { world, create, load } = await begin();
      const share = must(await create());
      for (const answer of ['given', 'refused'] as const)
        expect(code(await world.shares.answerApproval(share.id, key, answer))).toBe('share.gone');
      expect(await load(share.id)).toEqual(share);
    },
  );

  it('ends with a no: its sender reads why, and its recipient never hears of it', async () => {
    const { world, create, load, events } = await begin();
    const share = must(await create());
    must(await world.shares.answerApproval(share.id, kim.key, 'refused', 'Ask the owner first.'));
    const over = await load(share.id);
    expect(over).toMatchObject({
      state: { status: 'ended', cause: 'declined' },
      approval: { by: kim.key, reason: 'Ask the owner first.' },
    });
    expect(outbox(over)).toEqual(['pat', 'kim', 'ended sender']);
    expect(await events(share)).toEqual(['created', 'asked-approval', 'approval', 'ended']);
    expect(code(await world.shares.view(share.id, [casey.key]))).toBe('share.gone');
    expect(code(await world.shares.decline(share.id, casey.key))).toBe('share.gone');
    expect(code(await world.shares.answerApproval(share.id, kim.key, 'refused', 'x'.repeat(5_000)))).toBe('input.invalid');
  });

  it('runs out of time at that very moment: a yes in it is too late, whichever of the two comes first', async () => {
    const { world, create, load, events } = await begin();
    const [late, swept] = [must(await create()), must(await create())];
    world.now += 4 * HOUR_MS;
    expect(code(await world.shares.answerApproval(late.id, pat.key, 'given'))).toBe('share.gone');
    await Promise.all([world.shares.expireIfDue(swept.id), world.shares.answerApproval(swept.id, pat.key, 'given')]);
    for (const { id } of [late, swept]) {
      const over = await load(id);
      expect(over).toMatchObject({ state: { status: 'ended', cause: 'expired' }, approval: { answer: 'expired' } });
      expect(outbox(over)).toEqual(['pat', 'kim', 'ended sender']);
      expect(await events(over)).toEqual(['created', 'asked-approval', 'approval', 'ended']);
    }
    const inTime = must(await create());
    expect((await world.store.due(world.now + 4 * HOUR_MS, 10)).includes(inTime.id)).toBe(true);
    world.now += 4 * HOUR_MS - 1;
    must(await world.shares.answerApproval(inTime.id, pat.key, 'given'));
    world.now += HOUR_MS;
    await world.shares.expireIfDue(inTime.id);
    expect((await load(inTime.id)).state.status).toBe('offered');
  });

  it('taken back by its sender, it asks nobody any more', async () => {
    const { world, create, load } = await begin();
    const share = must(await create());
    must(await world.shares.revoke(share.id, alex.key));
    expect(outbox(await load(share.id))).toEqual(['pat', 'kim']);
    expect(code(await world.shares.answerApproval(share.id, pat.key, 'given'))).toBe('share.gone');
  });

  it('counts a yes only of a person who stands in its record and in the policy in force', async () => {
    const { world, create, current, load } = await begin();
    const share = must(await create());
    current.policy = policyOf({ templates: [template([kim.key, mallory.key])] });
    expect(code(await world.shares.answerApproval(share.id, pat.key, 'given'))).toBe('policy.person');
    expect(code(await world.shares.answerApproval(share.id, mallory.key, 'given'))).toBe('share.gone');
    current.policy = policyOf({});
    expect(code(await world.shares.answerApproval(share.id, kim.key, 'given'))).toBe('policy.person');
    expect(await load(share.id)).toEqual(share);
    current.policy = policyOf({ templates: [template([kim.key])] });
    must(await world.shares.answerApproval(share.id, kim.key, 'given'));
  });

  it('does not begin where nobody is left to ask, nor by a way that no gate fits', async () => {
    const { world, create } = await begin([casey.key, pat.key]);
    expect(code(await create({ sender: pat }))).toBe('policy.template');
    expect(code(await create({ mode: 'words' }))).toBe('policy.template');
    expect(code(await create({ mode: 'link', recipient: null }))).toBe('policy.template');
    expect(code(await create({ entry: 'modal' }))).toBe('policy.template');
    const ask = { asker: casey, giver: alex, tenant: TENANT, via: 'chat', kind: 'credential', label: 'x', note: '', fields: [] } as const;
    expect(code(await world.shares.ask({ ...ask, expiresInMs: DAY_MS, template: 'root-key' }))).toBe('policy.template');
    // Of several people on one form, none approves what another receives.
    const ids = world.shares.newIds(TENANT, 2);
    expect(code(await create({ together: { ids, at: 0, recipients: [casey.key, pat.key] } }))).toBe('policy.template');
    expect(code(await create({ together: { ids, at: 0 } }))).toBe('policy.template');
  });

  it('has a receipt that shows its sender and auditors who agreed, and its recipient only that a second person did', async () => {
    const { world, create } = await begin();
    const log = openSignedLog({ store: world.store, dir: world.dir, clock: () => world.now, host: HOST, seed: randomBytes(32) });
    const share = must(await create());
    must(await world.shares.answerApproval(share.id, pat.key, 'given'));
    const browser = await newBrowser(HOST);
    must(await world.shares.accept(share.id, casey.key, (await accepting(browser, share, world.now)).input));
    await log.sign();
    const keys = [await log.keyOf(tagOf(share.id))];
    const read = async (reader: 'auditor' | readonly PersonKey[]) => {
      const { text } = must(await log.receipts.build(share.id, reader));
      const checked = await verifyReceipt({ text, keys });
      if (!checked.ok) throw new Error(`${checked.code} at ${checked.event}`);
      return { text, story: checked.story };
    };
    for (const reader of ['auditor', [alex.key]] as const) expect((await read(reader)).story.approver).toBe(pat.key);
    const his = await read([casey.key]);
    expect(his.story.events.map(({ facts }) => facts.type)).toEqual(['created', 'asked-approval', 'approval', 'accepted']);
    expect([his.story.approver, his.text.includes(pat.key), his.text.includes('approver erased')]).toEqual([null, false, true]);
    // Another person in the place of the one who agreed.
    const forged = (await read('auditor')).text.replace(pat.key, kim.key);
    expect(await verifyReceipt({ text: forged, keys })).toMatchObject({ ok: false, code: 'opening.approver' });
  });
});
