// What was typed into chat and not taken, or taken and sealed: it stands in no answer, no log line and nowhere in the store's files.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Contact, InteractionResponse, Interaction } from '../../src/bot/port.ts';
import { limits } from '../../src/core/limits.ts';
import type { Quotas } from '../../src/core/quotas.ts';
import type { Share } from '../../src/core/share.ts';
import type { Scrypt } from '../../src/crypto/age/scrypt.ts';
import { generatePassphrase, passphraseStrength } from '../../src/crypto/passphrase/wordlist.ts';
import { scryptNative } from '../support/actors.ts';
import { alex, casey, openWorld, TENANT, type TestWorld } from '../support/world.ts';
import { noLogins } from '../support/logins.ts';
import { noMachines } from '../support/machines.ts';
import { noEnvelopes, noOffboardings, noRotations } from '../support/rotations.ts';

const SECRET = 'CANARY-7f3d91-the-secret-itself';
const WORDS = 'canarybird wobbling zeppelin mustard quixotic';
const LABELS = [
  ['a token', 'ghp_0123456789abcdefghijCANARY0123'],
  ['a named password', 'password: CANARY-7f3d91-hunter'],
  ['what is longer than anybody types', `key ${'CANARY'.repeat(2_000)}`],
] as const;

const sender: Contact = { ...alex, kind: 'member' };
const recipient: Contact = { ...casey, kind: 'member' };

let world: TestWorld;
afterEach(() => world.close());

async function open({
  quotas = {},
  scrypt = scryptNative,
  rejectForms = true,
}: { quotas?: Partial<Quotas>; scrypt?: Scrypt; rejectForms?: boolean } = {}) {
  world = await openWorld({ quotas, scrypt });
  const log: string[] = [];
  const said: string[] = [];
  const { store, shares, tokens, ids } = world;
  const { handle } = createBot({
    shares,
    deviceCodes: noLogins,
    machines: noMachines,
    rotations: noRotations,
    offboardings: noOffboardings,
    envelopes: noEnvelopes,
    tokens,
    isKnown: () => Promise.resolve(false),
    clock: () => world.now,
    markOnce: (tenant, key) => store.markOnce(ids.tagOf(tenant), key, world.now + 3_600_000),
    publicUrl: 'https://nt2.example',
    modalEntry: true,
    passphrase: { generate: generatePassphrase, good: (typed) => passphraseStrength(typed).ok },
    platform: { name: 'Chatter', capabilities: { fields: 10, rejectForms, redrawForms: false } },
    log: (event, facts) => log.push(JSON.stringify({ event, ...facts })),
  });
  let presses = 0;
  const ask = async (inbound: Partial<Interaction> & Pick<Interaction, 'kind'>): Promise<InteractionResponse> => {
    presses += 1;
    const base = { id: `press-${presses}`, tenant: TENANT, actor: sender, place: null };
    const answer = await handle({ ...base, ...inbound } as Interaction, new AbortController().signal);
    said.push(JSON.stringify(answer));
    return answer;
  };
  const waiting = async (): Promise<Share> => {
    const order = {
      sender: alex,
      recipient: casey,
      tenant: TENANT,
      mode: 'words',
      entry: 'modal',
      via: 'chat',
      kind: 'credential',
    } as const;
    const made = await shares.create({ ...order, label: 'key', note: '', place: null, expiresInMs: limits.expiry.initial });
    if (!made.ok) throw new Error(made.code);
    await shares.acceptInChat(made.value.id, casey.key, 'press');
    return made.value;
  };
  const enter = (share: Share, values: Record<string, string>): Promise<InteractionResponse> =>
    ask({ kind: 'form', name: 'secret', ref: share.id, values });
  const files = (): string =>
    readdirSync(world.dir)
      .map((name) => readFileSync(join(world.dir, name), 'latin1'))
      .join('\n');
  /** Nothing of it anywhere; the files are there and were written to. */
  const expectNowhere = (...canaries: string[]): void => {
    const everywhere = { said: said.join('\n'), log: log.join('\n'), files: files() };
    expect(everywhere.files).toContain(alex.key);
    for (const canary of canaries)
      for (const [where, text] of Object.entries(everywhere))
        expect(text.toLowerCase().includes(canary.toLowerCase()), `${canary} in ${where}`).toBe(false);
  };
  return { ask, enter, waiting, expectNowhere, said };
}

describe('what was typed into chat', () => {
  it.each(LABELS)('T13, P3: %s as a label goes nowhere, by command, form or note', async (_what, label) => {
    const { ask, waiting, expectNowhere, said } = await open();
    await waiting();
    await ask({ kind: 'command', text: `share ${label}`, people: [recipient] });
    await ask({ kind: 'command', text: label, people: [] });
    await ask({ kind: 'form', name: 'share', ref: '', values: { people: [recipient], label } });
    await ask({ kind: 'form', name: 'share', ref: '', values: { people: [recipient], label: 'key', note: label } });
    await ask({ kind: 'form-press', press: 'options', ref: '', values: { people: [recipient], label, note: label } });
    expect(said).toHaveLength(5);
    expectNowhere('canary');
  });

  it.each(LABELS)(
    'T13, P3: %s goes nowhere in a request either: as what is needed, a name, a value behind one, a note or a reason',
    async (_what, label) => {
      const { ask, waiting, expectNowhere, said } = await open();
      await waiting();
      const form = { people: [recipient], label: 'Stripe keys', fields: 'STRIPE_KEY' };
      await ask({ kind: 'command', text: `request ${label}`, people: [recipient] });
      for (const more of [{ label }, { fields: label }, { fields: `STRIPE_KEY=${label}` }, { note: label }])
        await ask({ kind: 'form', name: 'request', ref: 'new', values: { ...form, ...more } });
      const asked = await world.shares.ask({
        asker: casey,
        giver: alex,
        tenant: TENANT,
        via: 'chat',
        kind: 'credential',
        label: 'key',
        note: '',
        fields: [],
        expiresInMs: limits.expiry.initial,
      });
      if (!asked.ok) throw new Error(asked.code);
      await ask({ kind: 'form', name: 'decline', ref: asked.value.id, values: { reason: label } });
      expect(said).toHaveLength(6);
      expect(said.slice(1).every((answer) => answer.includes('reject-form'))).toBe(true);
      expectNowhere('canary');
    },
  );

  it.each([
    ['too few', 'the canarybird'],
    ['repeated', 'canarybird canarybird canarybird'],
    ['too long', `${WORDS} `.repeat(20)],
  ])('T13: words that are refused because they are %s go nowhere, and the secret beside them neither', async (_why, words) => {
    const { enter, waiting, expectNowhere, said } = await open();
    await enter(await waiting(), { secret: SECRET, words });
    expect(said.join()).toContain('reject-form');
    expectNowhere('canary', 'zeppelin');
  });

  it.each([true, false])(
    'T13, P4: what is told to come again, busy or without room, goes nowhere (a form can be handed back: %s)',
    async (rejectForms) => {
      let end = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        end = resolve;
      });
      const scrypt: Scrypt = async () => {
        await held;
        throw new Error(`no memory for ${SECRET} with ${WORDS}`);
      };
      const busy = await open({ scrypt, rejectForms });
      const shares = [];
      for (let n = 0; n < 8; n += 1) shares.push(await busy.waiting());
      const answers = shares.map((share) => busy.enter(share, { secret: SECRET, words: WORDS }));
      await expect.poll(() => busy.said.length, { timeout: 20_000 }).toBeGreaterThan(0);
      expect(busy.said.join()).toContain('Send it again in a few seconds');
      end();
      await Promise.all(answers);
      expect(busy.said.join()).toContain('Something went wrong on this server');
      busy.expectNowhere('canary', 'zeppelin');
      await world.close();

      const full = await open({ quotas: { personBytes: 5_000 }, rejectForms });
      await full.enter(await full.waiting(), { secret: SECRET, words: WORDS });
      expect(full.said.join()).toContain('take up too much space');
      full.expectNowhere('canary', 'zeppelin');
    },
  );

  it('T13: and what is sealed stands nowhere but in its ciphertext', async () => {
    const { enter, waiting, expectNowhere } = await open();
    const share = await waiting();
    await enter(share, { secret: SECRET, words: WORDS });
    expect((await world.shares.find(share.id))?.state.status).toBe('ready');
    expectNowhere('canary', 'zeppelin', Buffer.from(SECRET).toString('base64').slice(0, 20));
  });
});
