// LINE's harness: people who write to the account and press its buttons, by signed calls of the webhook.

import type { Loose } from '../fakes/line/loose.ts';
import { createLine } from '../../src/adapters/line/adapter.ts';
import { DEFAULTS, keyOf, PATHS, type LineConfig } from '../../src/adapters/line/config.ts';
import { API, BOT, CHANNEL_SECRET, CHANNEL_TOKEN, createLineFake, LOGIN, type LineFake } from '../fakes/line/line.ts';
import type { Chat, ChatOptions, OpenChat, Role, Seen, SeenButton, SeenCard } from './chat.ts';

export const USERS: Readonly<Record<Role, string>> = {
  sender: `U${'a1'.repeat(16)}`,
  recipient: `U${'a2'.repeat(16)}`,
  other: `U${'a3'.repeat(16)}`,
};
const NAMES: Readonly<Record<Role, string>> = { sender: 'Alex', recipient: 'コニー', other: 'Sam' };
export const GROUP = `C${'e1'.repeat(16)}`;
const LATE = 'That took too long';

export interface LineChat extends Chat {
  readonly line: LineFake;
  readonly config: LineConfig;
  readonly idle: () => Promise<void>;
  /** A call of the webhook, signed; the status it got. */
  readonly deliver: (events: readonly object[], destination?: string) => Promise<number>;
  readonly event: (as: Role, more: object, options?: { readonly press?: string; readonly isGroup?: boolean }) => Loose;
  readonly seen: (message: unknown, id?: string) => SeenCard;
}

export async function openLineChat({ publicUrl, clock }: ChatOptions, more: Partial<LineConfig> = {}): Promise<LineChat> {
  const line = createLineFake({ clock });
  for (const role of ['sender', 'recipient', 'other'] as const) line.people.set(USERS[role], NAMES[role]);
  line.groups.set(GROUP, new Set(Object.values(USERS)));
  line.state.webhook = `${publicUrl}${PATHS.webhook}`;
  line.quota.limit = 10_000;
  const config: LineConfig & { workMs: number } = {
    ...DEFAULTS,
    publicUrl,
    channelSecret: CHANNEL_SECRET,
    channelToken: CHANNEL_TOKEN,
    loginId: LOGIN.id,
    loginSecret: LOGIN.secret,
    groups: [GROUP],
    apiUrl: API,
    egress: null,
    ...more,
  };
  const logged: string[] = [];
  const log = (event: string, facts: object): void => void logged.push(JSON.stringify({ event, ...facts }));
  const adapter = createLine({ config, clock, log, send: line.fetch });
  const data = new WeakMap<SeenButton, string>();
  let presses = 0;

  async function post(text: string, signature: string): Promise<number> {
    const route = adapter.routes.find(({ path }) => path === PATHS.webhook)!;
    const headers = { 'content-type': 'application/json', 'x-line-signature': signature };
    const { status } = await route.handle(new Request(publicUrl + PATHS.webhook, { method: 'POST', body: text, headers }));
    return status;
  }

  const event: LineChat['event'] = (as, what, { press, isGroup = false } = {}) => ({
    ...what,
    webhookEventId: press ?? `01FZ${(presses += 1).toString().padStart(22, '0')}`,
    timestamp: clock(),
    mode: 'active',
    deliveryContext: { isRedelivery: false },
    source: isGroup ? { type: 'group', groupId: GROUP, userId: USERS[as] } : { type: 'user', userId: USERS[as] },
    replyToken: line.replyToken(),
  });
  const deliver: LineChat['deliver'] = async (events, destination = BOT.userId) => {
    const { text, signature } = line.signed({ destination, events });
    return post(text, signature);
  };

  function seen(message: Loose, id = '', where: SeenCard['where'] = 'private'): SeenCard {
    const buttons: SeenButton[] = [];
    const texts: string[] = [];
    const walk = (component: Loose): void => {
      if (component.type === 'button' || (component.type === 'box' && component.action !== undefined)) {
        const label: string = component.type === 'button' ? component.action.label : component.contents[0].text;
        const [, action = '', ref = ''] = String(component.action.data ?? '').split('|');
        const isLink = component.action.type === 'uri';
        const url = isLink ? String(component.action.uri).replace(/[?&]openExternalBrowser=1$/, '') : null;
        const shown = { label, press: isLink ? null : { action, ref: ref.replaceAll('%7C', '|').replaceAll('%25', '%') }, url };
        data.set(shown, component.action.data);
        buttons.push(shown);
      } else if (component.type === 'box') component.contents.forEach(walk);
      else if (component.type === 'text')
        texts.push(component.action === undefined ? component.text : `${component.text} (${component.action.uri})`);
    };
    walk(message.contents.body);
    if (message.contents.footer !== undefined) walk(message.contents.footer);
    const [title = '', ...text] = texts;
    return { id, where, title, text: text.join('\n'), buttons };
  }

  /** What is said in answer: by its reply token, or by a push that came in its place. */
  async function answerTo(sent: Loose): Promise<Seen> {
    const before = line.stored.length;
    await deliver([sent]);
    await adapter.idle();
    const fresh = line.stored.slice(before);
    const reply = fresh.find(({ replyToken }) => replyToken === sent.replyToken) ?? fresh.find(({ to }) => to === sent.source.userId);
    if (reply === undefined) return { kind: 'nothing' };
    const card = seen(reply.message);
    return card.title === LATE ? { kind: 'late' } : { kind: 'private', card };
  }

  const said = { ...NAMES, bot: 'nt2', group: 'All', unknown: 'nobody-here' };
  const chat: LineChat = {
    adapter,
    line,
    config,
    idle: adapter.idle,
    deliver,
    event,
    seen,
    keys: { sender: keyOf(config, USERS.sender), recipient: keyOf(config, USERS.recipient), other: keyOf(config, USERS.other) },
    mention: (who) => `@${said[who]}`,
    command: (as, text, { press } = {}) =>
      answerTo(event(as, { type: 'message', message: textMessage(text) }, { ...(press !== undefined && { press }) })),
    shortcut: () => Promise.reject(new Error('there are no menus')),
    submit: () => Promise.reject(new Error('there are no forms')),
    press(as, button, { press } = {}) {
      if (button.press === null) throw new Error(`${button.label} is a link`);
      const sent = data.get(button) ?? `v1|${button.press.action}|${button.press.ref}`;
      return answerTo(event(as, { type: 'postback', postback: { data: sent } }, { ...(press !== undefined && { press }) }));
    },
    cards: async (as) => line.stored.filter(({ to }) => to === USERS[as]).map(({ id, message }) => seen(message, id, 'dm')),
    answerWithin: (ms) => {
      config.workMs = ms;
    },
    closeDirect: () => Promise.reject(new Error('LINE says nothing of a person who has blocked the account')),
    remove: () => Promise.reject(new Error('nothing can be taken back')),
    forge: () => post(JSON.stringify({ destination: BOT.userId, events: [] }), Buffer.alloc(32).toString('base64')),
    logged: () => logged,
    kept: async () => JSON.stringify(line.stored),
    async close() {
      await adapter.stop();
      if (line.problems.length > 0) throw new Error(`LINE would not take it: ${line.problems.join('; ')}`);
    },
  };
  return chat;
}

export const openLine: OpenChat = (options) => openLineChat(options);

/** A text with people in it, as LINE sends it: places in UTF-16 units. */
export function textMessage(text: string): object {
  const named = Object.entries({ ...NAMES, bot: 'nt2', group: 'All' });
  const mentionees = named.flatMap(([who, name]) =>
    [...text.matchAll(new RegExp(`@${name}(?=\\s|$)`, 'g'))].map(({ index }) => ({
      index,
      length: name.length + 1,
      ...(who === 'group'
        ? { type: 'all' }
        : { type: 'user', userId: who === 'bot' ? BOT.userId : USERS[who as Role], isSelf: who === 'bot' }),
    })),
  );
  return { type: 'text', id: '468789577898262530', quoteToken: 'q', text, ...(mentionees.length > 0 && { mention: { mentionees } }) };
}
