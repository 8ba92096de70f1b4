// What a receiver gets, held against the published schema, and what it must never get.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { deliveriesOf, OUTSIDE_TYPES, parseOutsideEvent } from '../../src/core/shares/outside-events.ts';
import type { Share, ShareId } from '../../src/core/share.ts';
import { formatPayload, formatTestPayload } from '../../src/webhooks/payload.ts';
import { readPage } from '../docs/pages.ts';
import { formatWebhookSchema, WEBHOOK_SCHEMA } from '../docs/webhook-schema.ts';
import { must, openShares, SECRET } from '../core/shares-world.ts';
import { root } from '../architecture/read-imports.ts';
import { alex, casey } from '../support/world.ts';

const published = readFileSync(join(root, WEBHOOK_SCHEMA), 'utf8');
const ajv = new Ajv2020({ strict: false, validateFormats: false });
const isValid = ajv.compile(JSON.parse(published));

/** Every body that is sent of shares of each kind. */
async function bodies(labels: boolean): Promise<{ readonly text: string; readonly shares: readonly Share[] }[]> {
  const stage = await openShares({ endpoints: ['one'] });
  const { world, sender, create, ready, claim } = stage;
  const open = await ready('sealed');
  must(await claim(stage.recipient, { ...open, linkKey: null, wordsKey: null }));
  const link = await ready('link');
  must(await world.shares.extend(link.share.id, alex.key, null));
  must(await world.shares.revoke(link.share.id, alex.key));
  must(await world.shares.decline((await create('words')).id, casey.key));
  const stranger = await claim(sender, { ...open, linkKey: null, wordsKey: null });
  expect(stranger.ok).toBe(false);
  const lanes = await world.store.leaseLanes(world.now, 60_000, [{ endpoint: 'one', limit: 50 }]);
  const found: { text: string; shares: Share[] }[] = [];
  for (const lane of lanes) {
    const share = (await world.store.load(lane.share))!;
    for (let next = await world.store.firstDelivery(lane); next !== null; next = await world.store.firstDelivery(lane)) {
      found.push({ text: formatPayload(parseOutsideEvent(next.event)!, { id: lane.share, share, labels }), shares: [share] });
      await world.store.settleDelivery(lane, next.id);
    }
  }
  return found;
}

describe('the body of a webhook', () => {
  it('fits the published schema, in each kind that a life has, and a test of an endpoint does too', async () => {
    const all = (await bodies(false)).map(({ text }) => JSON.parse(text) as { type: string });
    for (const body of [...all, JSON.parse(formatTestPayload('ops', 0)) as { type: string }]) {
      expect(isValid(body), `${body.type}: ${ajv.errorsText(isValid.errors)}`).toBe(true);
      expect(isValid({ ...body, more: 1 })).toBe(false);
    }
    const types = new Set(all.map(({ type }) => type));
    expect(OUTSIDE_TYPES.filter((type) => !types.has(type))).toEqual([
      'share.delivered',
      'share.not_accepted',
      'share.not_opened',
      'share.expiring',
      'share.rotate_soon',
      'share.rotation_due',
      'share.rotated',
    ]);
  });

  it('T13: has no link, no key, no note, no name and no label; the label where the operator wants it', async () => {
    const all = await bodies(false);
    expect(all.length).toBeGreaterThan(8);
    const text = all.map((one) => one.text).join('\n');
    for (const secret of ['://', '#', SECRET, 'Stripe', 'Alex', 'Casey', 'age1', '/s/']) expect(text, secret).not.toContain(secret);
    for (const { state, parties, created } of all.flatMap(({ shares }) => shares)) {
      const seal = 'seal' in state ? state.seal : null;
      const acceptance = 'acceptance' in state ? state.acceptance : null;
      for (const secret of [parties.salt, created, seal?.ackHash, seal?.capsuleHash, seal?.statement, acceptance?.key, acceptance?.device])
        if (secret) expect(text).not.toContain(secret);
    }
    expect((await bodies(true)).every((one) => one.text.includes('"label":"Stripe webhook key"'))).toBe(true);
  });

  it('names nobody who was erased, and says nothing of a share that is gone', async () => {
    const { world, create } = await openShares({ endpoints: ['one'] });
    const share = await create('sealed');
    must(await world.shares.revoke(share.id, alex.key));
    must(await world.shares.erasePerson(share.id, casey.key, 'nt2/log/v1\n'));
    const event = parseOutsideEvent(deliveriesOf({ share, leaves: [share.created], at: world.now }, ['one'])!.events[0]!)!;
    const erased = (await world.store.load(share.id))!;
    const { data } = JSON.parse(formatPayload(event, { id: share.id, share: erased, labels: true }));
    expect(data.details).toMatchObject({ sender: alex.key, recipient: null, label: '' });
    const gone = JSON.parse(formatPayload(event, { id: share.id, share: null, labels: true }));
    expect(gone.data).toEqual({ share: share.id, version: 1, details: null });
    expect(isValid(gone)).toBe(true);
  });

  it('what another nt2 has written is left alone', () => {
    for (const text of ['x', 'x {}', 'x ["share.new",1,1,{}]', 'x ["share.ended","1",1,{}]', 'x ["share.ended",1,1]', ''])
      expect(parseOutsideEvent(text)).toBeNull();
    const id = 'a'.repeat(32) as ShareId;
    expect(deliveriesOf({ share: { id } as Share, leaves: ['nt2/log/v1\ntype forgotten\n'], at: 1 }, ['one'])).toBeNull();
  });
});

describe('the page about webhooks', () => {
  it('the schema is made from the code (else: node tests/docs/fill.ts)', () => {
    expect(published).toBe(formatWebhookSchema());
  });

  it('its examples fit the schema, and it names every type', () => {
    const page = readPage('docs/webhooks.md');
    const examples = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, text = '']) => JSON.parse(text) as unknown);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(isValid(example), ajv.errorsText(isValid.errors)).toBe(true);
    for (const type of [...OUTSIDE_TYPES, 'webhook.test']) expect(page).toContain(`| \`${type}\` |`);
  });
});
