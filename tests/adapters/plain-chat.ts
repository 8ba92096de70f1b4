// A chat in memory that lacks all that a platform may lack: nothing sent can be changed, there are no forms, and every answer is kept.

import type { ActionName } from '../../src/bot/actions.ts';
import type { Adapter, Bot, Card, Contact, FormValues, InteractionResponse, Sent, Span } from '../../src/bot/port.ts';
import { resolveMentions } from '../../src/bot/parse/mentions.ts';
import type { PersonKey } from '../../src/core/share.ts';
import type { Chat, OpenChat, Role, Seen, SeenButton, SeenCard } from './chat.ts';

const TENANT = 'plain:one';
const key = (id: string): PersonKey => `${TENANT}:${id}` as PersonKey;
const person = (id: string, name: string): Contact => ({ key: key(id), name, kind: 'member' });
const PEOPLE: Readonly<Record<Role, Contact>> = {
  sender: person('alex', 'Alex'),
  recipient: person('casey', 'Casey'),
  other: person('sam', 'Sam'),
};
const OTHERS: Readonly<Record<'bot' | 'group' | 'unknown', Contact>> = {
  bot: { key: key('robot'), name: 'Robot', kind: 'bot' },
  group: { key: '' as PersonKey, name: 'all', kind: 'group' },
  unknown: { key: '' as PersonKey, name: 'nobody', kind: 'unknown' },
};
const REFUSED: Sent = { ok: false, reason: 'refused' };

interface Stored {
  readonly id: string;
  readonly to: PersonKey;
  readonly card: Card;
}

export const openPlain: OpenChat = async () => {
  let bot: Bot | null = null;
  let withinMs = 30_000;
  let presses = 0;
  const sent = new Map<string, Stored>();
  const closed = new Set<PersonKey>();
  /** Answers are kept too, as everything is that nt2 says here. */
  const answers: Card[] = [];
  const kept = new WeakMap<SeenButton, FormValues>();
  const all = [...Object.values(PEOPLE), ...Object.values(OTHERS)];

  const adapter: Adapter = {
    platform: 'plain',
    name: 'Plain',
    capabilities: { fields: 5, rejectForms: false, redrawForms: false, edits: false, forms: false, signsIn: '/plain/go' },
    channel: () => null,
    outbound: {
      async sendDirect(to, card, id) {
        if (closed.has(to.key)) return REFUSED;
        sent.set(id, sent.get(id) ?? { id, to: to.key, card });
        return { ok: true, ref: id };
      },
      post: async () => REFUSED,
      postEphemeral: async () => REFUSED,
      update: () => Promise.reject(new Error('nothing that was sent can be changed here')),
    },
    routes: [],
    start: async (given) => void (bot = given),
    stop: async () => void (bot = null),
    check: async () => [],
    findContact: async (asked) => Object.values(PEOPLE).find((one) => one.key === asked) ?? null,
    health: () => ({ state: 'ready', detail: 'in memory' }),
  };

  async function handle(call: (started: Bot, deadline: AbortSignal) => Promise<InteractionResponse>): Promise<Seen> {
    if (bot === null) throw new Error('not started');
    const deadline = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        deadline.abort();
        resolve(null);
      }, withinMs);
    });
    const answer = await Promise.race([call(bot, deadline.signal), late]);
    clearTimeout(timer);
    if (answer === null) return { kind: 'late' };
    if (answer.kind === 'nothing') return { kind: 'nothing' };
    if (answer.kind !== 'private') throw new Error(`there is no ${answer.kind} here`);
    answers.push(answer.card);
    return { kind: 'private', card: seen(answer.card, '', 'private') };
  }

  function seen(card: Card, id: string, where: SeenCard['where']): SeenCard {
    const lines = [...card.body, ...(card.rows ?? []).map(({ line }) => line)].map((line) => line.map(textOf).join(''));
    const stood = (card.kept ?? []).map(({ label, value }) => `${label}: ${textOfKept(value)}`);
    const values = Object.fromEntries((card.kept ?? []).map(({ id: field, value }) => [field, backOf(value)]));
    const buttons = [...(card.rows ?? []).flatMap((row) => row.buttons), ...card.buttons].map((button): SeenButton => {
      const shown: SeenButton =
        button.kind === 'open'
          ? { label: button.label, press: null, url: button.url }
          : { label: button.label, press: { action: button.action, ref: button.ref }, url: null };
      kept.set(shown, values);
      return shown;
    });
    return { id, where, title: card.title, text: [...lines, ...stood].join('\n'), buttons };
  }
  const backOf = (value: string | readonly { readonly key: PersonKey }[]): string | readonly Contact[] =>
    typeof value === 'string' ? value : value.flatMap((one) => all.find((known) => known.key === one.key) ?? []);
  const base = (as: Role, press: string | undefined) => ({
    id: press ?? `press-${(presses += 1)}`,
    tenant: TENANT,
    actor: PEOPLE[as],
    place: null,
  });

  const chat: Chat = {
    adapter,
    keys: { sender: PEOPLE.sender.key, recipient: PEOPLE.recipient.key, other: PEOPLE.other.key },
    mention: (who) => `@${{ ...PEOPLE, ...OTHERS }[who].name}`,
    command: (as, text, { press } = {}) => {
      const pieces = text.split(/(@\w+)/).map((said) => {
        const contact = all.find(({ name }) => said === `@${name}`);
        return contact === undefined ? said : { contact, said };
      });
      return handle((to, deadline) => to.handle({ kind: 'command', ...base(as, press), ...resolveMentions(pieces) }, deadline));
    },
    shortcut: () => Promise.reject(new Error('there are no menus')),
    submit: () => Promise.reject(new Error('there are no forms')),
    press(as, button, { press } = {}) {
      if (button.press === null) throw new Error(`${button.label} is a link`);
      const { action, ref } = button.press;
      return handle((to, deadline) =>
        to.handle({ kind: 'action', ...base(as, press), action: action as ActionName, ref, kept: kept.get(button) ?? {} }, deadline),
      );
    },
    cards: async (as) => [...sent.values()].filter(({ to }) => to === PEOPLE[as].key).map(({ id, card }) => seen(card, id, 'dm')),
    answerWithin: (ms) => {
      withinMs = ms;
    },
    closeDirect: async (who, isClosed) => void (isClosed ? closed.add(PEOPLE[who].key) : closed.delete(PEOPLE[who].key)),
    remove: async ({ id }) => void sent.delete(id),
    forge: () => Promise.reject(new Error('nobody sends anything to it')),
    logged: () => [],
    kept: async () => JSON.stringify([[...sent.values()], answers]),
    close: async () => undefined,
  };
  return chat;
};

function textOf(span: Span): string {
  if (typeof span === 'string') return span;
  switch (span.kind) {
    case 'person':
      return `@${span.person.name}`;
    case 'strong':
      return span.text;
    case 'link':
      return `${span.text} (${span.url})`;
    case 'time':
      return new Date(span.at).toISOString();
  }
}

const textOfKept = (value: string | readonly { readonly name: string }[]): string =>
  typeof value === 'string' ? value : value.map(({ name }) => name).join(', ');
