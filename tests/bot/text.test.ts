import { describe, expect, it } from 'vitest';
import { commandsOf } from '../../src/adapters/discord/setup/commands.ts';
import { createBot, type BotDeps } from '../../src/bot/bot.ts';
import type { Contact, Interaction } from '../../src/bot/port.ts';
import { parseShareForm } from '../../src/bot/share-form/parse.ts';
import { refusalCard } from '../../src/bot/cards/refusal.ts';
import { movedCard, cardFor } from '../../src/bot/cards/surface.ts';
import { togetherCard } from '../../src/bot/cards/together.ts';
import { checkpointCard } from '../../src/bot/cards/checkpoint.ts';
import { shareForm } from '../../src/bot/share-form/render.ts';
import { notificationCard, staleNotificationCard } from '../../src/bot/cards/notification.ts';
import type { RenderContext } from '../../src/bot/render-context.ts';
import { en, type Messages } from '../../src/bot/messages/messages.ts';
import { LIST_STATES } from '../../src/core/ports/list-store.ts';
import { ok, refuse, type RefusalCode } from '../../src/core/refusal.ts';
import { KINDS, MODES, NOTIFICATION_KINDS, OUTSIDER, SURFACES, type Mode, type Share } from '../../src/core/share.ts';
import type { ShareList } from '../../src/core/shares/queries.ts';
import { act, actions, alex, casey, outcome, requestAhead, requestAheadActions, shareAhead, shareIn } from '../core/fixtures.ts';
import { offer } from '../../src/core/policy/offer.ts';
import { policyOf, ruleOf, templateOf } from '../support/policies.ts';
import { KEPT } from './kept-sentences.ts';
import { five, openPolicy, without } from './ask.ts';
import { approvalMessages } from './approval-scenes.ts';
import { known } from './fixtures.ts';
import { noLogins } from '../support/logins.ts';
import { ciMachine, machineScenes, noMachines } from '../support/machines.ts';
import { noOthers, noRotations, rotationMessages, rotationScenes } from '../support/rotations.ts';

/** Every sentence carries its own place, so that whatever shows it shows that too. */
function marked<T>(tree: T, path = ''): T {
  if (typeof tree === 'string') return `${tree}⟦${path}⟧` as T;
  return Object.fromEntries(Object.entries(tree as object).map(([key, value]) => [key, marked(value, path ? `${path}.${key}` : key)])) as T;
}
const paths = (text: string): string[] => [...text.matchAll(/⟦([^⟧]*)⟧/g)].map(([, path]) => path ?? '');

const words: Messages = marked(en);
const voice: RenderContext = { ...known, messages: words };
const seen = new Set<string>();
const look = (shown: unknown): void => {
  for (const path of paths(JSON.stringify(shown))) seen.add(path);
};

/** Shares as the rules make them, in every state and by every end: none is thought up here. */
function reachable(mode: Mode): Share[] {
  const all = actions(mode);
  const found: Share[] = [];
  for (const status of ['offered', 'accepted', 'sealed', 'ready', 'claimed'] as const) {
    const share = shareIn(mode, status);
    if (share === null) continue;
    const entered = outcome(share, all.enter).change?.share;
    for (const one of entered === undefined ? [share] : [share, entered]) {
      const ends = [all.decline, all.revoke, all.deliver, all.break, { kind: 'rollback' } as const]
        .map((action) => outcome(one, action).change?.share)
        .filter((after) => after?.state.status === 'ended');
      const late = act(one, { kind: 'tick' }, one.expiresAt + 1);
      found.push(one, late, ...ends.filter((after) => after !== undefined));
    }
  }
  if (mode === 'sealed' || mode === 'sealed+words') found.push(shareAhead(mode, 'sealed'), shareAhead(mode, 'ready'));
  return found;
}

/** Casey asks; Alex, or the holder of a link, gives. */
function reachableRequests(): Share[] {
  const all = actions('sealed');
  return (['person', 'link'] as const).flatMap((of) => {
    const asked = { of, fields: ['STRIPE_KEY'], gate: of === 'link' ? 'g' : null, remindedAt: 0, reason: '' };
    const giver = of === 'link' ? OUTSIDER : alex;
    const begun = { ...shareIn('sealed', 'offered')!, asked: { ...asked, gate: null }, sender: giver };
    const waiting = act(begun, { ...all.accept, gate: asked.gate });
    const ready = act(waiting, { ...all.seal, by: giver.key });
    const claimed = act(ready, all.claim);
    const ends = [waiting, ready, claimed].flatMap((share) =>
      [
        { kind: 'decline', by: giver.key } as const,
        { kind: 'decline', by: giver.key, reason: 'no' } as const,
        { kind: 'revoke', by: casey.key } as const,
        all.deliver,
        all.break,
        { kind: 'rollback' } as const,
      ]
        .map((action) => outcome(share, action).change?.share)
        .filter((after) => after?.state.status === 'ended'),
    );
    const late = [begun, waiting, claimed].map((share) => act(share, { kind: 'tick' }, share.expiresAt + 1));
    return [begun, waiting, ready, claimed, ...ends.filter((after) => after !== undefined), ...late];
  });
}

/** Asked with a prekey of Casey: before and after it is entered, when that key is gone, and sealed to it. */
function reachableAhead(): Share[] {
  const all = requestAheadActions();
  const asked = requestAhead('offered');
  const entered = act(asked, all.enter);
  return [asked, entered, act(entered, { kind: 'lose-ahead', by: alex.key }), act(entered, all.elsewhere), requestAhead('sealed')];
}

const me: Contact = { ...alex, kind: 'member' };
const channel = { ref: 'c1', name: '#engineering', kind: 'thread', channel: { ref: 'c', name: '#e' } } as const;
const listing = (shares: readonly Share[], more = 0): ShareList => ({
  shares,
  more,
  last: more > 0 && shares[0] ? { id: shares[0].id, at: 1 } : null,
});

/** A bot whose shares are these, and what it answers. */
async function ask(inbound: object, shares: Partial<BotDeps['shares']> = {}, more: Partial<BotDeps> = {}): Promise<void> {
  const bot = createBot({
    shares: {
      list: () => Promise.resolve(listing([])),
      blocked: () => Promise.resolve([]),
      ...openPolicy,
      waitsLongest: () => false,
      find: () => Promise.resolve(null),
      ...shares,
    } as unknown as BotDeps['shares'],
    deviceCodes: noLogins,
    machines: noMachines,
    rotations: noRotations,
    ...noOthers,
    tokens: { issue: () => Promise.resolve('t'.repeat(32)) },
    isKnown: () => Promise.resolve(false),
    clock: () => 0,
    markOnce: () => Promise.resolve(true),
    publicUrl: 'https://nt2.example',
    modalEntry: true,
    passphrase: { generate: () => 'one two', good: () => false },
    platform: { name: 'Chatter', capabilities: { fields: 10, rejectForms: true, redrawForms: true } },
    log: () => undefined,
    messages: words,
    ...more,
  });
  look([bot.late, bot.broken, bot.unshown]);
  const base = { id: 'press', tenant: 'chatter:t', actor: me, place: channel };
  look(await bot.handle({ ...base, ...inbound } as Interaction, new AbortController().signal));
}
const typed = (text: string, people: readonly Contact[] = []) => ({ kind: 'command', text, people });
const pressed = (action: string, ref: string, actor: Contact = me) => ({ kind: 'action', action, ref, actor });

describe('U7: words', () => {
  it('every sentence is shown somewhere: what nothing can show has lost its way, or is too much', async () => {
    const shares = MODES.flatMap(reachable);
    for (const share of shares)
      for (const kind of KINDS)
        for (const entry of ['page', 'modal'] as const)
          for (const unreachable of [[], ['recipient'], ['place']] as const) {
            const one: Share = { ...share, kind, entry, unreachable, ...(kind === 'note' && { label: '' }) };
            for (const surface of SURFACES) look([cardFor(voice, one, surface), movedCard(voice, cardFor(voice, one, surface))]);
            for (const news of NOTIFICATION_KINDS) look([notificationCard(voice, one, news), staleNotificationCard(voice, one, news)]);
          }
    for (const code of Object.keys(en.refusals) as RefusalCode[]) look(refusalCard(voice, { code }));
    look([approvalMessages(voice), rotationMessages(voice), checkpointCard(words, ['note\n']), commandsOf(words, { templates: true })]);
    const other: Contact = { ...casey, kind: 'guest' };
    const [offered, ready] = [shareIn('words', 'offered')!, shareIn('sealed', 'ready')!];
    const ended = shares.find(({ state }) => state.status === 'ended')!;
    const received = (share: Share): Share => ({ ...share, sender: casey, recipient: alex });
    const find = (share: Share) => ({ find: () => Promise.resolve(share) });
    const yes = (share: Share) => () => Promise.resolve(ok(share));
    const all = [offered, ended, received(offered), received(ended)];
    const list = (shown: readonly Share[], more = 0) => ({ list: () => Promise.resolve(listing(shown, more)) });

    const alone = 'help frobnicate list revoke receipt blocks devices login block'.split(' ');
    for (const text of [...alone, 'login WDJB-MJHT', 'share it', 'list sk_live_51CANARYabcdefghijkl']) await ask(typed(text));
    for (const text of ['list', 'revoke', 'receipt']) await ask(typed(text), list(all, 2));
    await ask(pressed('extend', ready.id), { ...find(ready), extend: yes(ready) });
    await ask(pressed('extend', ready.id), { ...find(ready), extend: () => Promise.resolve(refuse('share.longest')) });
    for (const state of LIST_STATES) {
      await ask(pressed('more', state));
      await ask(pressed('more', `${state}.1.${offered.id}`));
    }
    const waits = () => Promise.resolve(ok({ kind: 'terminal', name: 'laptop', from: '203.0.113.x', startedAt: 1 } as const));
    const logins = (takesTerminals: boolean) => ({ deviceCodes: { look: waits, answer: waits, takesTerminals } });
    for (const isOn of [true, false]) await ask(typed(isOn ? 'login WDJB-MJHT' : 'login'), {}, logins(isOn));
    for (const action of ['let-in', 'not-me'] as const) await ask(pressed(action, 'WDJBMJHT'), {}, logins(true));
    const made = { create: yes({ ...offered, recipient: ciMachine }), newIds: () => [offered.id] };
    for (const [said, world] of [...machineScenes, ...rotationScenes])
      await ask(typeof said !== 'string' ? said : said.includes(' ') ? typed(said) : pressed(said, 'WDJBMJHT'), made, world);
    await ask({ ...typed('login WDJB-MJHT'), actor: { ...me, kind: 'bot' } });
    await ask(pressed('more', 'page'));
    await ask({ kind: 'home' }, { ...list(all, 3), blocked: () => Promise.resolve(Array.from({ length: 12 }, () => casey)) });
    await ask({ kind: 'home' });
    const blocks = {
      block: () => Promise.resolve(ok({ declined: 1, opened: 1 })),
      unblock: () => Promise.resolve(true),
      blocked: () => Promise.resolve(Array.from({ length: 12 }, () => casey)),
    };
    for (const text of ['block', 'unblock', 'blocks']) await ask(typed(text, [other]), blocks);
    await ask(typed('unblock', [other]), { unblock: () => Promise.resolve(false) });
    for (const kind of ['self', 'bot'] as const) await ask(typed('block', [kind === 'self' ? me : { ...other, kind }]));

    await ask(typed('share key', [other]), { create: yes({ ...offered, isUntold: true }) });
    look(cardFor(voice, { ...shareIn('sealed', 'offered')!, isUntold: true }, 'sender'));
    look(cardFor({ ...voice, stays: true }, offered, 'recipient'));

    for (const share of [offered, ready, ended])
      for (const action of ['open', 'enter', 'revoke', 'status']) await ask(pressed(action, share.id), find({ ...share, entry: 'modal' }));
    await ask(pressed('receipt', ended.id), find(ended));
    await ask(pressed('revoke-now', offered.id), { ...find(offered), revoke: yes(offered) });
    const link = shareIn('link', 'offered')!;
    await ask(pressed('revoke-now', link.id), { ...find(link), revoke: yes(link) });
    await ask(pressed('decline', offered.id, other), { ...find(offered), decline: yes(offered) });

    const values = (more: object = {}) => ({ kind: 'form', name: 'share', ref: '', values: { people: [other], label: 'key', ...more } });
    for (const made of [offered, ready, { ...ready, entry: 'modal' as const }, { ...offered, entry: 'modal' as const }])
      await ask(values(), { create: yes(made) });
    const newIds = () => [offered.id, ended.id];
    await ask({ ...values({ people: [] }), ref: 'to=link' }, { create: yes(link) });
    await ask(values({ people: [other, { ...other, key: 'chatter:t:x' }] }), { create: yes(offered), newIds });
    let turn = 0;
    const once = () => Promise.resolve((turn += 1) === 1 ? ok(offered) : refuse('quota.person'));
    await ask(values({ people: [other, { ...other, key: 'chatter:t:x' }] }), { create: once, newIds });
    await ask(values({ people: [me] }), {}, { platform: five });
    const secret = { kind: 'form', name: 'secret', ref: offered.id };
    await ask({ ...secret, values: { secret: '', words: 'x' } }, find(offered));
    const both = shareIn('sealed+words', 'accepted')!;
    await ask({ ...secret, values: { secret: 's', words: '' } }, find(both));
    await ask(pressed('enter', both.id), find({ ...both, entry: 'modal' }));
    for (const typedIn of ['s', ' s'])
      await ask(
        { ...secret, values: { secret: typedIn, words: 'x' } },
        { ...find(offered), sealInChat: yes(offered) },
        { passphrase: { generate: () => '', good: () => true } },
      );
    const input = { people: [], label: '', given: {}, room: 10, modalEntry: true, warning: null, redraws: true };
    for (const to of ['people', 'link'] as const)
      for (const isUnfolded of [true, false])
        look([channel, null].map((place) => shareForm(voice, { ...input, to, isUnfolded, place, former: { ref: 'c2', name: '#ops' } })));
    const accepted = shareIn('sealed', 'accepted')!;
    for (const one of [accepted, outcome(accepted, actions('sealed').enter).change!.share]) look(togetherCard(voice, [offered, one]));
    look(shareForm(voice, { ...input, place: channel, room: 5, redraws: false }));
    const terms = { from: null, to: null, template: { name: 'gone', title: 'Gone', fields: [], rotateAfterMs: null, watch: null } };
    await ask(pressed('share-again', ended.id), find({ ...ended, terms, sender: me }));
    for (const rule of [{ needsNote: true }, { tickets: ['OPS-#'] }]) {
      const policy = policyOf({ templates: [templateOf({})], rules: [ruleOf(rule)] });
      const offered = offer(policy, { from: 'member', to: ['member'], template: null });
      if (offered.ok) look(shareForm(voice, { ...input, place: null, isUnfolded: true, offer: offered.value }));
    }
    const read = (form: object, actor = me) =>
      look(
        parseShareForm(voice, {
          actor,
          place: channel,
          values: { people: [], label: '', ...form },
          ref: { given: {}, to: 'people' },
          modalEntry: true,
        }),
      );
    for (const is of ['bot', 'gone', 'group', 'unknown', 'outsider'] as const) read({ people: [{ ...other, kind: is }] });
    for (const people of [[me], Array.from({ length: 11 }, (_, n) => ({ ...other, key: `chatter:t:${n}` }))]) read({ people });
    read({}, { ...me, kind: 'outsider' });
    read({ label: 'sk_live_51CANARYabcdefghijkl', kind: 'none', note: 'bell\u0007' });

    const requests = [...reachableRequests(), ...reachableAhead()];
    for (const share of requests)
      for (const kind of KINDS) {
        for (const surface of SURFACES) look(cardFor(voice, { ...share, kind }, surface));
        for (const news of NOTIFICATION_KINDS)
          look([notificationCard(voice, { ...share, kind }, news), staleNotificationCard(voice, { ...share, kind }, news)]);
      }
    const [unsent, given] = [requests[0]!, requests.find(({ state, sender }) => state.status === 'ready' && sender.key === alex.key)!];
    const over = requests.filter(({ state }) => state.status === 'ended');
    const asker: Contact = { ...casey, kind: 'member' };
    await ask(typed('receipt'), list([...requests, ...requests.map((share) => ({ ...share, recipient: alex, sender: casey }))]));
    for (const made of [unsent, requestAhead('offered')]) await ask(typed('request <@x> it', [other]), { ask: yes(made) });
    const unsentLink = requests.find(({ state, asked }) => state.status === 'offered' && asked?.of === 'link')!;
    await ask(pressed('request', 'new'));
    await ask(pressed('revoke', unsent.id, asker), find(unsent));
    await ask(pressed('revoke-now', unsent.id, asker), { ...find(unsent), revoke: yes(unsent) });
    await ask(pressed('remind', given.id, asker), { ...find(given), remind: yes(given) });
    await ask(pressed('remind', given.id, asker), { ...find(given), remind: () => Promise.resolve(refuse('rate.limited')) });
    for (const share of [given, requests.find(({ state }) => state.status === 'accepted')!])
      await ask(pressed('decline', share.id), find(share));
    const sent = (name: string, filled: object) => ({ kind: 'form', name, ref: given.id, values: filled });
    for (const after of over) await ask(sent('decline', { reason: '' }), { decline: yes(after) });
    await ask(sent('decline', { reason: 'bell\u0007' }));
    const asking = (more: object) => ask(sent('request', { people: [other], label: 'key', fields: '', ...more }));
    for (const is of ['bot', 'gone', 'group', 'unknown', 'outsider'] as const) await asking({ people: [{ ...other, kind: is }] });
    for (const people of [[me], [other, { ...other, key: 'chatter:t:x' }]]) await asking({ people });
    await asking({ fields: Array.from({ length: 51 }, (_, n) => `K_${n}`).join() });
    await ask({ ...typed('request it'), actor: { ...me, kind: 'outsider' } });
    for (const more of [{ people: [] }, { of: 'link' }]) await asking(more);
    await ask(sent('request', { people: [], label: 'key', fields: '', of: 'link' }), { ask: yes(unsentLink) });
    for (const text of ['share', 'share key', 'devices']) await ask(typed(text), {}, without);
    for (const action of ['extend', 'revoke-now'])
      await ask(pressed(action, ready.id), { ...find(ready), extend: yes(ready), revoke: yes(ready) }, without);
    const unseen = paths(JSON.stringify(words)).filter((path) => !seen.has(path));
    expect(unseen.toSorted()).toEqual(Object.keys(KEPT).toSorted());
  });
});
