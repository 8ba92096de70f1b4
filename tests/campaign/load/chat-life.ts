// Whole lives of sealed shares that begin in chat: two people press and type in the fake Slack, and act in their browsers over HTTP.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { en } from '../../../src/bot/messages/messages.ts';
import type { Block } from '../../fakes/slack/model/types.ts';
import type { Delivered } from '../../fakes/slack/people/delivery.ts';
import type { Person } from '../../fakes/slack/people/person.ts';
import type { Slack } from '../../fakes/slack/slack.ts';
import { accepting, credential, newBrowser, sealing, type Known } from '../../support/actors.ts';
import type { Dice } from '../dice.ts';
import { ENG, recipientOf, senderOf } from '../stage/cast.ts';
import { askAs, CANARY, claimBy, deliverBy, lookAt, type Ground, type Life } from './life.ts';

export interface ChatLife extends Life {
  readonly label: string;
  /** How often the form was sent: someone who sees an error sends it again. */
  readonly asked: number;
}

const COURSES = ['open', 'open', 'open', 'open', 'decline', 'recall', 'wait'] as const;
const PAUSE_MS = 200;
const LINK = /\/go#([a-z2-7]{32})/;

interface Meeting {
  readonly slack: Slack;
  readonly pair: number;
  readonly n: number;
  readonly rate: number;
  readonly dice: Dice;
}

/** Null: nothing came about that anybody was told of. */
export async function leadChatLife(ground: Ground, { slack, pair, n, rate, dice }: Meeting): Promise<ChatLife | null> {
  const [sender, recipient] = [slack.person(senderOf(pair)), slack.person(recipientOf(pair))];
  const course = dice.pick(COURSES);
  const until = Date.now() + 3 * ground.patienceMs;
  const label = `Chat key ${n}.`;
  let asked = 0;

  /** Slack brings one of five acts twice: its own retry. A person who sees an error, or nothing, does it again. */
  async function doUntil<T>(doing: () => Promise<Delivered>, seen: () => T | null): Promise<T | null> {
    while (Date.now() < until) {
      const delivered = await doing().catch(() => null);
      if (delivered !== null && dice.roll() < 0.2) await slack.again(delivered.act).catch(() => null);
      const found = delivered?.sawError === null ? await soon(seen) : null;
      if (found !== null) return found;
      await sleep(PAUSE_MS);
    }
    return null;
  }
  const linkOf = (person: Person) => (): string | null => LINK.exec(JSON.stringify(person.modal()))?.[1] ?? null;
  const form = (): true | null => (sender.modal()?.submit ? true : null);
  for (const { id } of [sender, recipient]) slack.world.modals.delete(id);

  let token: string | null = null;
  while (token === null && Date.now() < until) {
    const opened = await doUntil(() => sender.command(`/nt2 share ${slack.mention(recipient.id)}`, { in: ENG }), form);
    if (opened === null) return null;
    asked += 1;
    const delivered = await sender.submit({ label }).catch(() => null);
    if (delivered !== null && dice.roll() < 0.2) await slack.again(delivered.act).catch(() => null);
    token = linkOf(sender)();
  }
  const mine = await enter(ground, token);
  if (mine === null) return null;
  const { share: id, cookie } = mine;
  const life: ChatLife = {
    id,
    rate,
    label,
    asked,
    accepted: false,
    opened: [],
    delivered: false,
    ended: '',
    last: '',
    again: () => Promise.resolve(),
    look: () => lookAt(ground, life, () => ({ cookie })),
  };
  const view = async (): Promise<View | null> => {
    const reply = await askAs(ground, () => ({ method: 'GET', path: `/api/shares/${id}`, headers: { cookie } }));
    return reply?.status === 200 ? (JSON.parse(reply.body) as View) : null;
  };
  const begun = await view();
  if (begun === null) return life;
  const known: Known = { id, mode: begun.mode, created: begun.created };

  const card = (): { channel: string; ts: string } | null =>
    recipient.messages().findLast(({ where, blocks }) => where === 'dm' && JSON.stringify(blocks).includes(id)) ?? null;
  while (card() === null && Date.now() < until) await sleep(100);
  const pressed = async (name: string, seen: () => string | null): Promise<string | null> => {
    const place = card();
    return place && doUntil(() => recipient.press(place, (element: Block) => JSON.stringify(element).includes(`"${name}"`)), seen);
  };
  if (course === 'decline') {
    const said = await pressed(en.buttons.decline, () => 'pressed');
    const after = said === null ? null : await view();
    if (after?.cause === 'declined') life.ended = 'declined';
    return life;
  }
  const theirs = await enter(ground, await pressed(en.buttons.open, linkOf(recipient)));
  if (theirs === null) return life;
  const [browser, page] = [await newBrowser(ground.host), await newBrowser(ground.host)];
  const { input, key } = await accepting(browser, known, Date.now());
  const headers = { cookie: theirs.cookie };
  const yes = await askAs(ground, () => ({ method: 'POST', path: `/api/shares/${id}/accept`, headers, body: input }));
  if (yes?.status !== 200 || key === null) return life;

  const offered = (await view())?.acceptance?.key;
  if (offered !== key.recipient) return life;
  const items = credential(`${CANARY}${randomBytes(8).toString('hex')}`, label);
  const { input: locked } = await sealing(page, known, { at: Date.now(), items, recipient: offered });
  const { note, device, capsule, payload, openers } = locked;
  const body = { note, device, capsule: b64(capsule), payload: b64(payload ?? new Uint8Array()), openers };
  const done = await askAs(ground, () => ({ method: 'POST', path: `/api/shares/${id}/seal`, headers: { cookie }, body }));
  if (done?.status !== 204) return life;
  life.accepted = true;
  const how = { known, statement: note, accept: key, cookie: theirs.cookie };
  const open = async (who: typeof browser): Promise<void> => {
    const { ack } = await claimBy(who, ground, life, how);
    if (ack !== '') await deliverBy(who, ground, life, ack);
  };
  life.again = async (who) => open(who === 'owner' ? browser : await newBrowser(ground.host));
  if (course === 'open') await open(browser);
  if (course === 'recall') {
    const back = await askAs(ground, () => ({ method: 'POST', path: `/api/shares/${id}/revoke`, headers: { cookie }, body: {} }));
    if (back?.status === 204) life.ended = 'revoked';
  }
  return life;
}

/** An app may open its modal a moment after its answer. */
async function soon<T>(seen: () => T | null): Promise<T | null> {
  const until = Date.now() + 2_500;
  while (Date.now() < until) {
    const found = seen();
    if (found !== null) return found;
    await sleep(50);
  }
  return null;
}

interface View {
  readonly mode: Known['mode'];
  readonly created: string;
  readonly cause: string | null;
  readonly acceptance: { readonly key: string | null } | null;
}

/** A link from chat becomes a cookie, once. */
async function enter(ground: Ground, token: string | null): Promise<{ share: string; cookie: string } | null> {
  if (token === null) return null;
  const reply = await askAs(ground, () => ({ method: 'POST', path: '/api/session', body: { token } }));
  if (reply?.status !== 200) return null;
  const { share } = JSON.parse(reply.body) as { share: string | null };
  return share === null ? null : { share, cookie: reply.cookie };
}

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
