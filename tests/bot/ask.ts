// Asks the bot as a platform would, with the use cases that a test gives it.

import { createBot, type BotDeps } from '../../src/bot/bot.ts';
import type { Contact, InteractionResponse, Form, FormValues, Interaction, Conversation } from '../../src/bot/port.ts';
import { listState } from '../../src/core/lists.ts';
import { judge, offer, type OfferQuestion } from '../../src/core/policy/offer.ts';
import { ok } from '../../src/core/refusal.ts';
import type { Person, Share, ShareId } from '../../src/core/share.ts';
import type { CreateInput } from '../../src/core/shares/create.ts';
import { alex, cardText, sam, shareIn, states } from './fixtures.ts';
import { noLogins } from '../support/logins.ts';
import { noMachines } from '../support/machines.ts';
import { noEnvelopes, noOffboardings, noRotations } from '../support/rotations.ts';

export const me: Contact = { ...alex, kind: 'member' };
export const contactOf = (person: Person): Contact => ({ ...person, kind: 'member' });
export const colleague: Contact = contactOf(sam);
export const contact = (kind: Contact['kind'], name = 'Robin'): Contact => ({ key: `chatter:t:${kind}` as Contact['key'], name, kind });
const channel: Conversation = { ref: 'c1', name: '#engineering', kind: 'channel', channel: null };

const sideOf = (share: Share) => (share.sender.key === alex.key ? 'sent' : 'received');
const phaseOf = ({ state }: Share) => (state.status === 'ended' ? 'over' : 'open');

/** A store's lists of Alex, newest first as they are given. */
export function listOf(all: readonly Share[]): BotDeps['shares']['list'] {
  return (_tenant, _person, { sides, phases, before, limit, only }) => {
    const fit = all
      .filter((share) => sides.includes(sideOf(share)) && phases.includes(phaseOf(share)))
      .filter((share) => !only || only.states.includes(listState(share, share.sender.key === alex.key ? 'sender' : 'recipient')));
    const behind = before === null ? fit : fit.slice(fit.findIndex(({ id }) => id === before.id) + 1);
    const shares = behind.slice(0, limit);
    const more = behind.length - shares.length;
    const last = shares.at(-1);
    return Promise.resolve({ shares, more, last: more > 0 && last ? { id: last.id, at: last.createdAt } : null });
  };
}
export const idOf = (n: number): ShareId => `abcdef${'a'.repeat(24)}${'abcdefghij'[Math.floor(n / 10)]}${'abcdefghij'[n % 10]}` as ShareId;

/** There is no policy. */
export const openPolicy = {
  mayNotSeal: () => null,
  offer: (question: OfferQuestion) => offer(null, question),
  judge: (question: OfferQuestion) => judge(null, question),
  templates: () => [],
};

export function open(more: Partial<BotDeps> = {}) {
  const created: CreateInput[] = [];
  const log: string[] = [];
  const no = (): never => {
    throw new Error('not asked for in this test');
  };
  const bot = createBot({
    shares: {
      create: (input) => {
        created.push(input);
        return Promise.resolve(ok(shareIn(states.offered, { recipient: input.recipient, mode: input.mode, entry: input.entry })));
      },
      newIds: (_tenant, count) => Array.from({ length: count }, (_, n) => idOf(n)),
      ask: no,
      remind: no,
      withdrawUntold: no,
      extend: no,
      find: () => Promise.resolve(null),
      findParties: () => Promise.resolve(null),
      list: listOf([]),
      acceptInChat: no,
      decline: no,
      answerApproval: no,
      revoke: no,
      sealInChat: no,
      block: no,
      unblock: no,
      blocked: no,
      redraw: no,
      waitsLongest: () => false,
      ...openPolicy,
    },
    deviceCodes: noLogins,
    machines: noMachines,
    rotations: noRotations,
    offboardings: noOffboardings,
    envelopes: noEnvelopes,
    tokens: { issue: () => Promise.resolve('t'.repeat(32)) },
    isKnown: () => Promise.resolve(false),
    clock: () => 0,
    markOnce: () => Promise.resolve(true),
    publicUrl: 'https://nt2.example',
    modalEntry: true,
    passphrase: { generate: () => 'one two three four five', good: () => true },
    platform: { name: 'Chatter', capabilities: { fields: 10, rejectForms: true, redrawForms: true } },
    log: (event, facts) => log.push(JSON.stringify({ event, ...facts })),
    ...more,
  });
  const { handle } = bot;
  const base = { tenant: 'chatter:t', actor: me, place: channel };
  const ask = (inbound: Partial<Interaction> & Pick<Interaction, 'kind'>): Promise<InteractionResponse> =>
    handle({ id: 'press', ...base, ...inbound } as Interaction, new AbortController().signal);
  return { ask, bot, created, log };
}

const none = (): never => {
  throw new Error('not asked for in this test');
};
export const untouched: BotDeps['shares'] = {
  create: none,
  newIds: none,
  ask: none,
  remind: none,
  withdrawUntold: none,
  extend: none,
  find: none,
  findParties: none,
  list: none,
  acceptInChat: none,
  decline: none,
  answerApproval: none,
  revoke: none,
  sealInChat: none,
  block: none,
  unblock: none,
  blocked: none,
  redraw: none,
  waitsLongest: () => false,
  ...openPolicy,
};

export const five = { name: 'Chatter', capabilities: { fields: 5, rejectForms: false, redrawForms: false } };

/** As a person sends it who changes nothing, with these people in it. */
export const asDrawn = (form: Form, people: (initial: readonly Person[]) => readonly Contact[]): FormValues =>
  Object.fromEntries(
    form.fields.map((field) => [field.id, field.kind === 'people' ? people(field.initial) : field.kind === 'choices' ? '' : field.initial]),
  );

export async function formOf(answer: Promise<InteractionResponse>): Promise<Form> {
  const got = await answer;
  if (got.kind !== 'form') throw new Error(`no form but ${JSON.stringify(got)}`);
  return got.form;
}
export async function textOf(answer: Promise<InteractionResponse>): Promise<string> {
  const got = await answer;
  if (got.kind !== 'private') throw new Error(`no private card but ${JSON.stringify(got)}`);
  return cardText(got.card);
}

const lacks = { fields: 10, rejectForms: false, redrawForms: false, edits: false, forms: false, signsIn: '/chatter/go' } as const;
/** A platform with neither edits nor forms, which keeps every answer. */
export const without = { platform: { name: 'Chatter', capabilities: lacks } };
