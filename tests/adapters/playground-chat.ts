// The playground's harness: drives the adapter's own routes, as its page does.

import { createPlayground } from '../../src/adapters/playground/adapter.ts';
import { keyOf } from '../../src/adapters/playground/config.ts';
import type { WireAnswer, WireCard, WireState } from '../../src/adapters/playground/render.ts';
import { unfolded, type Chat, type OpenChat, type Role, type Seen, type SeenButton, type SeenCard, type SeenForm } from './chat.ts';

const PEOPLE: Readonly<Record<Role, string>> = { sender: 'alex', recipient: 'contractor', other: 'sam' };

export const openPlayground: OpenChat = async ({ publicUrl, clock }) => {
  const config = { publicUrl, firstAnswerMs: 30_000 };
  const adapter = createPlayground({ config, clock, page: () => new Response('page') });
  const host = new URL(publicUrl).host;
  let presses = 0;
  const newPress = (): string => `press-${(presses += 1).toString().padStart(6, '0')}`;

  async function call(method: 'GET' | 'POST', path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const route = adapter.routes.find((known) => known.method === method && known.path === path);
    if (!route) throw new Error(`no route ${method} ${path}`);
    const own = { host, origin: publicUrl, 'x-nt2': '1', 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
    return route.handle(
      new Request(publicUrl + path, { method, headers: { ...own, ...headers }, ...(body !== undefined && { body: JSON.stringify(body) }) }),
    );
  }
  async function ask(path: string, body: unknown): Promise<Seen> {
    const response = await call('POST', `/playground/${path}`, body);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return seen((await response.json()) as WireAnswer);
  }
  const state = async (): Promise<WireState> => (await call('GET', '/playground/state')).json() as Promise<WireState>;

  const chat: Chat = {
    adapter,
    keys: { sender: keyOf('alex'), recipient: keyOf('contractor'), other: keyOf('sam') },
    mention: (who) => `@${{ ...PEOPLE, bot: 'deploybot', group: 'here', unknown: 'nobody-here' }[who]}`,
    command: (as, text, { press = newPress(), where = 'channel' } = {}) =>
      ask('command', { as: PEOPLE[as], text: `/nt2 ${text}`, place: where === 'thread' ? 'engineering/m1' : 'engineering', press }),
    shortcut: (as) => ask('shortcut', { as: PEOPLE[as], place: 'engineering/m2', message: 'm2', press: newPress() }),
    async submit(as, form, values, { press = newPress() } = {}) {
      const whole = await unfolded(chat, { as, form, values });
      return ask('form', { as: PEOPLE[as], form: whole.id, values: filled(whole, values), press });
    },
    pressForm: (as, form, button, values = {}) =>
      ask('form-press', { as: PEOPLE[as], form: form.id, button, values: filled(form, values), press: newPress() }),
    press(as, button, { press = newPress() } = {}) {
      if (!button.press) throw new Error(`${button.label} is a link`);
      return ask('action', { as: PEOPLE[as], place: 'engineering', ...button.press, press });
    },
    async cards(as) {
      const me = PEOPLE[as];
      const { messages } = await state();
      return messages.flatMap((message): SeenCard[] => {
        const mine = message.channel === `dm:${me}`;
        if (message.card === null || (message.channel.startsWith('dm:') && !mine) || (message.onlyFor ?? me) !== me) return [];
        return [cardSeen(message.card, message.id, mine ? 'dm' : message.thread === null ? 'channel' : 'thread')];
      });
    },
    answerWithin(ms) {
      config.firstAnswerMs = ms;
    },
    async closeDirect(who, closed) {
      await call('POST', '/playground/door', { person: PEOPLE[who], closed });
    },
    async remove({ id }) {
      await call('POST', '/playground/remove', { message: id });
    },
    async forge() {
      const body = { as: 'alex', text: '/nt2 list', place: 'engineering', press: newPress() };
      const tries = [{ host: 'evil.example' }, { origin: 'https://evil.example' }, { 'x-nt2': '0' }, { 'sec-fetch-site': 'cross-site' }];
      const statuses = await Promise.all(tries.map(async (headers) => (await call('POST', '/playground/command', body, headers)).status));
      return statuses.every((status) => status === statuses[0]) ? (statuses[0] ?? 0) : 0;
    },
    logged: () => [],
    kept: async () => JSON.stringify(await state()),
    close: () => adapter.stop(),
  };
  return chat;
};

/** What stands in the form, and what is put in by name: people stand as they are written. */
function filled(form: SeenForm, values: Readonly<Record<string, string | readonly string[]>>) {
  const kept = Object.entries(form.fields).map(([id, field]) => [id, field.initial] as const);
  const named = Object.entries(values).map(([id, value]): [string, string | readonly string[]] => [
    id,
    typeof value === 'string' ? value : value.map((handle) => handle.replace(/^@/, '')),
  ]);
  return Object.fromEntries([...kept, ...named]);
}

function seen(answer: WireAnswer): Seen {
  switch (answer.kind) {
    case 'private':
      return { kind: 'private', card: cardSeen(answer.card, '', 'private') };
    case 'form':
      return { kind: 'form', form: formSeen(answer.form) };
    case 'reject-form':
      return answer;
    default:
      return { kind: answer.kind };
  }
}

function cardSeen(card: WireCard, id: string, where: SeenCard['where']): SeenCard {
  return {
    id,
    where,
    title: card.title,
    text: [...card.body, ...card.rows.map(({ line }) => line)].map((line) => line.map(spanText).join('')).join('\n'),
    buttons: [...card.rows.flatMap(({ buttons }) => buttons), ...card.buttons].map((button): SeenButton =>
      button.kind === 'open'
        ? { label: button.label, press: null, url: button.url }
        : { label: button.label, press: { action: button.action, ref: button.ref }, url: null },
    ),
  };
}

function spanText(span: WireCard['body'][number][number]): string {
  if (typeof span === 'string') return span;
  switch (span.kind) {
    case 'mention':
      return `@${span.id}`;
    case 'strong':
      return span.text;
    case 'time':
      return new Date(span.at).toISOString();
    case 'link':
      return `${span.text} (${span.url})`;
  }
}

function formSeen({ id, title, intro, fields, folded }: Extract<WireAnswer, { kind: 'form' }>['form']): SeenForm {
  return {
    id,
    title,
    intro: intro.map((line) => line.map(spanText).join('')).join('\n'),
    folded: folded && { line: folded.line.map(spanText).join(''), presses: folded.presses.map(({ press }) => press) },
    fields: Object.fromEntries(
      fields.map((field) => [
        field.id,
        {
          initial: 'initial' in field ? field.initial : '',
          options: field.kind === 'choice' ? field.options.map(({ value }) => value) : [],
        },
      ]),
    ),
  };
}
