// Every state that a share can come to, with everything that stands in chat by then, and every button of it pressed by its readers: each
// does what it says, opens something, or says plainly why not. Nothing is drawn by hand: the outbox sends, as it would to a platform.

import { describe, expect, it } from 'vitest';
import { createBot, type BotDeps } from '../../src/bot/bot.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { createOutboxSender } from '../../src/bot/outbox-sender.ts';
import type { Adapter, Button, Card, InteractionResponse, Outbound, Sent } from '../../src/bot/port.ts';
import type { ShareCommand } from '../../src/core/lifecycle/command.ts';
import { decide } from '../../src/core/lifecycle/decide.ts';
import { isAtLongest } from '../../src/core/lifecycle/extending.ts';
import { ok, type Result } from '../../src/core/refusal.ts';
import { MODES, OUTSIDER, type Person, type PersonKey, type Share, type ShareId } from '../../src/core/share.ts';
import { actions, alex, casey, HOUR, mallory, NOW, offered } from '../core/fixtures.ts';
import { openPolicy } from './ask.ts';
import { cardText } from './fixtures.ts';
import { noLogins } from '../support/logins.ts';
import { noMachines } from '../support/machines.ts';
import { noEnvelopes, noOffboardings, noRotations } from '../support/rotations.ts';

const DAY = 24 * HOUR;
const MOST = 2 * DAY;
/** What a press that its reader has a right to may answer: who says one of these has been shown a button for nothing. */
const EMPTY: readonly string[] = (
  ['share.gone', 'share.not_recipient', 'share.not_sender', 'share.already_opened', 'share.longest', 'input.invalid'] as const
)
  .map((code): string => en.refusals[code].split('.')[0] ?? '')
  .concat(en.answers.broken);

interface Standing {
  readonly reader: PersonKey | 'all';
  readonly card: Card;
}

/** A share, the clock, and what stands in chat. */
interface Scene {
  readonly share: Share;
  readonly now: number;
  readonly chat: ReadonlyMap<string, Standing>;
  readonly blocked: readonly PersonKey[];
}

const waitsLongest = (share: Share): boolean => isAtLongest(share, MOST);

/** Sends everything that waits, to a chat that takes every message. */
async function sendAll({ share, now, chat: before, blocked }: Scene): Promise<Scene> {
  const chat = new Map(before);
  const put = async (reader: Standing['reader'], card: Card): Promise<Sent> => {
    const ref = `m${chat.size}`;
    chat.set(ref, { reader, card });
    return { ok: true, ref };
  };
  const outbound: Outbound = {
    sendDirect: (to, card) => put(to.key, card),
    post: (_place, card) => put('all', card),
    postEphemeral: (_place, to, card) => put(to.key, card),
    update: async (ref, card) => {
      const old = chat.get(ref);
      if (old === undefined) return { ok: false, reason: 'gone' };
      chat.set(ref, { ...old, card });
      return { ok: true, ref };
    },
  };
  const sender = createOutboxSender({
    adapters: new Map([
      [
        'playground',
        { platform: 'playground', name: 'Toy', capabilities: { fields: 10, rejectForms: true, redrawForms: true }, outbound } as Adapter,
      ],
    ]),
    publicUrl: 'https://nt2.example',
    isKnown: () => Promise.resolve(false),
    blocked: () => Promise.resolve(blocked.map((key): Person => ({ key, name: '' }))),
    waitsLongest,
    find: (id) => Promise.resolve(id === other.id ? other : null),
  });
  let current = share;
  for (let message = current.outbox[0]; message !== undefined; message = current.outbox[0]) {
    const sent = await sender.send(current, message);
    const command: ShareCommand = sent.ok
      ? { kind: 'mark-sent', message, ref: sent.ref, refHash: 'H'.repeat(43) + '=' }
      : { kind: 'mark-undeliverable', message };
    const { change } = decide(current, command, { now, storage: 'test' });
    if (change === null) throw new Error('not settled');
    current = change.share;
  }
  return { share: current, now, chat, blocked };
}

/** A bot on this one scene; `after` is how it stands when the press is done. */
function botOn(scene: Scene) {
  const after = { scene };
  const run = (command: ShareCommand): Promise<Result<Share>> => {
    const { refusal, change } = decide(after.scene.share, command, { now: scene.now, storage: 'test' });
    if (change !== null) after.scene = { ...after.scene, share: change.share };
    return Promise.resolve(refusal ?? ok(after.scene.share));
  };
  const inChat = { at: scene.now, device: null, key: null, signedNote: null };
  const shares = {
    ...openPolicy,
    find: () => Promise.resolve(after.scene.share),
    findParties: () => {
      const { id, sender, recipient } = after.scene.share;
      return Promise.resolve({ id, sender: sender.key, recipient: recipient?.key ?? null });
    },
    create: () => Promise.resolve(ok(offered())),
    ask: () => Promise.resolve(ok(offered())),
    blocked: () => Promise.resolve([]),
    block: (_tenant: string, { sender }: { readonly sender: Person }) => {
      after.scene = { ...after.scene, blocked: [...after.scene.blocked, sender.key] };
      return Promise.resolve(ok({ declined: 0, opened: 0 }));
    },
    waitsLongest,
    acceptInChat: (_id: string, by: PersonKey) => run({ kind: 'accept', by, acceptance: inChat, leaf: 'pressed' }),
    decline: (_id: string, by: PersonKey) => run({ kind: 'decline', by }),
    revoke: (_id: string, by: PersonKey) => run({ kind: 'revoke', by }),
    remind: (_id: string, by: PersonKey) => run({ kind: 'remind', by, isBlocked: false }),
    extend: (_id: string, by: PersonKey) => run({ kind: 'extend', by, expiresAt: null, mostMs: MOST }),
    redraw: (_id: string, surface: 'recipient' | 'sender') => run({ kind: 'redraw', surface }),
  } as unknown as BotDeps['shares'];
  const { handle } = createBot({
    shares,
    deviceCodes: noLogins,
    machines: noMachines,
    rotations: noRotations,
    offboardings: noOffboardings,
    envelopes: noEnvelopes,
    tokens: { issue: () => Promise.resolve('t'.repeat(32)) },
    isKnown: () => Promise.resolve(false),
    clock: () => scene.now,
    markOnce: () => Promise.resolve(true),
    publicUrl: 'https://nt2.example',
    modalEntry: true,
    passphrase: { generate: () => 'one two three four five', good: () => true },
    platform: { name: 'Toy', capabilities: { fields: 10, rejectForms: true, redrawForms: true } },
    log: () => undefined,
  });
  const press = (by: Person, { action, ref }: Extract<Button, { kind: 'act' }>): Promise<InteractionResponse> =>
    handle(
      { kind: 'action', id: 'press', tenant: 'playground:demo', actor: { ...by, kind: 'member' }, place: null, action, ref },
      new AbortController().signal,
    );
  return { press, after };
}

const buttonsOf = ({ rows = [], buttons }: Card): Extract<Button, { kind: 'act' }>[] =>
  [...rows.flatMap((row) => row.buttons), ...buttons].flatMap((button) => (button.kind === 'act' ? [button] : []));

const people = ({ sender, recipient }: Share): Person[] =>
  [sender, recipient].flatMap((one) => (one && one.key !== OUTSIDER.key ? [one] : []));

/** What can happen to a share next: by its people, by strangers, by the clock. */
function nextCommands(share: Share): ShareCommand[] {
  const all = actions(share.mode);
  const starter = share.asked === undefined ? alex : casey;
  const inChat = { at: NOW, device: null, key: null, signedNote: null };
  const gate = share.asked === undefined ? {} : { gate: share.asked.of === 'link' ? 'g' : null };
  const watch = { times: { acceptMs: 0, openMs: 0, expiryPart: null }, quietUntil: null, isBlocked: false };
  return [
    all.enter,
    { ...all.accept, ...gate },
    { ...all.accept, acceptance: inChat },
    { ...all.seal, by: share.sender.key },
    all.claim,
    { ...all.claim, by: mallory.key },
    all.deliver,
    all.break,
    { kind: 'extend', by: starter.key, expiresAt: null, mostMs: MOST },
    { kind: 'decline', by: share.asked === undefined ? casey.key : alex.key },
    { kind: 'revoke', by: starter.key },
    { kind: 'rollback' },
    { kind: 'tick', watch },
  ];
}

/** How a scene looks: two that look alike need no second look. */
const lookOf = ({ share, chat, blocked }: Scene): string =>
  JSON.stringify([share.state.status, share.expiresAt, blocked, [...chat.values()].map((one) => JSON.stringify(one)).toSorted()]);

/** With whom a share may be on one card: it waits, and nothing happens to it. */
const other: Share = {
  ...offered('sealed', { place: null }),
  id: 'abcdef33333333333333333333333333' as ShareId,
  recipient: mallory,
  together: [offered().id, 'abcdef33333333333333333333333333' as ShareId],
};

const BEGINNINGS: readonly [name: string, begun: () => Share][] = [
  ...MODES.map((mode): [string, () => Share] => [mode, () => offered(mode, mode.startsWith('link') ? { place: null } : {})]),
  ['sealed, one of two people on one card', () => offered('sealed', { place: null, together: other.together! })],
  ['sealed, typed in chat', () => offered('sealed', { entry: 'modal' })],
  ['words, typed in chat', () => offered('words', { entry: 'modal' })],
  ...(['person', 'link'] as const).map((of): [string, () => Share] => [
    `a request of a ${of}`,
    () =>
      offered('sealed', {
        place: null,
        ...(of === 'link' && { sender: OUTSIDER }),
        asked: { of, fields: [], gate: null, remindedAt: 0, reason: '' },
      }),
  ]),
];

async function everyScene(begun: Share): Promise<Scene[]> {
  // The commit that began it left its cards in the outbox: a redraw puts the same ones there.
  const first = ['place', 'recipient', 'sender'] as const;
  const share = first.reduce(
    (one, surface) => decide(one, { kind: 'redraw', surface }, { now: NOW, storage: 'test' }).change!.share,
    begun,
  );
  const found = new Map<string, Scene>();
  const queue = [await sendAll({ share, now: NOW, chat: new Map(), blocked: [] })];
  for (let scene = queue.shift(); scene !== undefined; scene = queue.shift()) {
    const look = lookOf(scene);
    if (found.has(look)) continue;
    found.set(look, scene);
    const late = { ...scene, now: scene.share.expiresAt + DAY };
    for (const [from, command] of [...nextCommands(scene.share).map((one) => [scene, one] as const), [late, { kind: 'tick' }] as const]) {
      const { change } = decide(from.share, command, { now: from.now, storage: 'test' });
      if (change !== null) queue.push(await sendAll({ ...from, share: change.share }));
    }
  }
  return [...found.values()];
}

describe.each(BEGINNINGS)('I8: %s', (_name, begun) => {
  const all = everyScene(begun());

  it('in every state, every button in view does something true when its reader presses it', async () => {
    const scenes = await all;
    const seen = new Set<string>();
    const statuses = new Set<string>();
    let pressed = 0;
    for (const scene of scenes) {
      statuses.add(scene.share.state.status);
      for (const { reader, card } of scene.chat.values())
        // On a card for two people the other one's buttons are about a share that stands still here.
        for (const button of buttonsOf(card).filter(({ ref }) => ref !== other.id))
          for (const by of people(scene.share).filter(({ key }) => reader === 'all' || reader === key)) {
            // What a press does follows from the share alone: the same one twice tells nothing new.
            const same = JSON.stringify([scene.share.state, scene.share.expiresAt, scene.now, scene.blocked, button, by.key]);
            if (seen.has(same)) continue;
            seen.add(same);
            pressed += 1;
            const { press, after } = botOn(scene);
            const answer = await press(by, button);
            const where = `${by.name} presses ${button.label} on “${card.title}” when ${scene.share.state.status}`;
            expect(['private', 'form'], where).toContain(answer.kind);
            if (answer.kind !== 'private') continue;
            for (const nothing of EMPTY) expect(cardText(answer.card), where).not.toContain(nothing);
            if (button.action !== 'block') continue;
            const then = await sendAll(after.scene);
            expect(
              [...then.chat.values()].flatMap(({ card: now }) => buttonsOf(now)).map(({ action }) => action),
              where,
            ).not.toContain('block');
          }
    }
    expect(statuses).toContain('ended');
    expect(pressed).toBeGreaterThan(20);
  });

  it('no message says after the end that something still waits, and an end stands in chat once for each of its people', async () => {
    for (const { share, chat } of await all) {
      if (share.state.status !== 'ended') continue;
      const { cause } = share.state;
      const isAlarm = ['unconfirmed', 'broken', 'rolled-back'].includes(cause);
      for (const { key } of people(share)) {
        const texts = [...chat.values()].filter(({ reader }) => reader === key).map(({ card }) => cardText(card));
        for (const text of texts) expect(text).not.toMatch(/[Ss]till wait|is still waiting|It’s your turn|is ready for you/);
        const told = texts.filter((text) => text.startsWith(`${en.states[cause]}\n`));
        expect(told.length, `${cause}: ${texts.join(' | ')}`).toBeLessThanOrEqual(isAlarm ? 1 : 0);
      }
    }
  });
});

it('I8: a button that stayed behind in an older message is refused in words', async () => {
  const share = decide(offered(), { kind: 'revoke', by: alex.key }, { now: NOW, storage: 'test' }).change!.share;
  const { press } = botOn({ share, now: NOW, chat: new Map(), blocked: [] });
  for (const action of ['accept', 'decline', 'revoke', 'extend', 'enter', 'open'] as const)
    for (const by of [alex, casey]) {
      const answer = await press(by, { kind: 'act', action, ref: share.id, label: '' });
      expect(answer.kind === 'private' && cardText(answer.card).length > 20, action).toBe(true);
    }
});
