// Teams' harness: the adapter behind a strict fake, and people who type, press and fill in dialogs there.

import { expect } from 'vitest';

import { createTeams } from '../../src/adapters/teams/adapter.ts';
import { keyOf, TIMES, type Times } from '../../src/adapters/teams/config.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { actionsOf, judgeCard, textOf, type Card } from '../fakes/teams/judge.ts';
import { APP_ID, APP_SECRET, BOT, CHANNEL, openTeams, TENANT, type Person, type Posted, type Teams } from '../fakes/teams/teams.ts';
import { openStore } from '../store/open.ts';
import { errorsIn, formSeen, isInput, nt2Of, typedText, type Data, type Screen } from './teams-reading.ts';
import { unfolded, type Chat, type ChatOptions, type Role, type Seen, type SeenButton, type SeenCard, type SeenForm } from './chat.ts';

type Values = Readonly<Record<string, string | readonly string[]>>;

export interface TeamsChat extends Chat {
  readonly teams: Teams;
  readonly people: Readonly<Record<Role, Person>>;
  readonly times: Times;
  readonly lines: string[];
  /** Sends an activity of this person, and reads the answer. */
  invoke(as: Role, name: string, value: object, options?: { readonly conversation?: string; readonly id?: string }): Promise<Seen>;
  /** The dialog that a form is drawn in by now. */
  screenOf(form: SeenForm): Screen;
}

export async function openTeamsChat({ publicUrl, clock }: ChatOptions): Promise<TeamsChat> {
  const teams = await openTeams({ clock });
  const people = { sender: teams.person('Alex'), recipient: teams.person('Contractor'), other: teams.person('Sam') };
  const store = await openStore({ kind: 'sqlite', file: ':memory:' }, { clock });
  const lines: string[] = [];
  const times = { ...TIMES, answer: 30_000, lookUp: 30_000, call: 30_000 };
  const adapter = createTeams({
    config: { appId: APP_ID, appSecret: APP_SECRET, tenant: TENANT, cloud: teams.cloud, publicUrl, times },
    clock,
    store,
    log: (event, facts) => lines.push(JSON.stringify({ event, ...facts })),
  });
  const [route] = adapter.routes;
  if (route === undefined) throw new Error('no route');

  const asked = teams.nextId();
  const sent = new Map<string, object>();
  const screens = new Map<string, Screen>();
  const pressable = new Map<SeenButton, { readonly conversation: string; readonly data: Data; readonly screen: Screen | null }>();

  const base = (as: Role, conversation: string) => ({
    channelId: 'msteams',
    serviceUrl: teams.serviceUrl,
    from: { id: people[as].id, name: people[as].name, aadObjectId: people[as].aad },
    recipient: { id: BOT, name: 'nt2' },
    conversation: { id: conversation, conversationType: conversation.startsWith('a:') ? 'personal' : 'channel', tenantId: TENANT },
    channelData: { tenant: { id: TENANT }, ...(!conversation.startsWith('a:') && { channel: { id: CHANNEL, name: '' } }) },
  });

  async function act(activity: object, isExtension: boolean, shown: string | null): Promise<Seen> {
    const response = await teams.send(route!, activity);
    if (response.status !== 200) throw new Error(`Teams was answered ${response.status}`);
    const { conversation } = activity as { conversation: { id: string } };
    const { task } = (await response.json()) as { task: { type: string; value: unknown } };
    if (task.type === 'message') return { kind: 'nothing' };
    const { title, card } = task.value as { title: string; card: { content: Card } };
    teams.complaints.push(...judgeCard(card.content));
    const screen = { title, card: card.content, isExtension, conversation: conversation.id };
    return seen(screen, shown);
  }

  /** `shown`: the form that was on the screen before. */
  function seen(screen: Screen, shown: string | null): Seen {
    const { card } = screen;
    if (!actionsOf(card).some((action) => 'form' in nt2Of(action))) {
      const one = cardSeen(card, { id: '', where: 'private', conversation: screen.conversation, screen });
      return one.title === en.answers.late.title ? { kind: 'late' } : { kind: 'private', card: one };
    }
    const errors = errorsIn(card);
    const form = formSeen(`form-${screens.size}`, screen);
    screens.set(form.id, screen);
    if (shown !== null) screens.set(shown, screen);
    if (form.intro.startsWith(en.answers.late.title)) return { kind: 'late' };
    return Object.keys(errors).length > 0 ? { kind: 'reject-form', errors } : { kind: 'form', form };
  }

  function cardSeen(
    card: Card,
    at: { readonly id: string; readonly where: SeenCard['where']; readonly conversation: string; readonly screen: Screen | null },
  ): SeenCard {
    const [title = '', ...text] = card.body.filter(({ type }) => type === 'RichTextBlock').map(textOf);
    const buttons = actionsOf(card).map((action): SeenButton => {
      const label = String(action['title']);
      if (action.type === 'Action.OpenUrl') return { label, press: null, url: String(action['url']) };
      const { action: name, ref } = nt2Of(action);
      const button = { label, press: { action: String(name), ref: String(ref) }, url: null };
      pressable.set(button, { conversation: at.conversation, data: action['data'] as Data, screen: at.screen });
      return button;
    });
    return { id: at.id, where: at.where, title, text: text.join('\n'), buttons };
  }

  const idNamed = (name: string): string => {
    const bare = name.replace(/^@/, '');
    return bare === 'Deploybot' ? '28:deploybot' : (teams.people.find((one) => one.name === bare)?.aad ?? name);
  };

  /** What stands in the fields of this dialog, with what is put in. */
  function filled({ card }: Screen, values: Values): Data {
    return Object.fromEntries(
      card.body.filter(isInput).map((input) => {
        const id = String(input['id']);
        const given = values[id];
        const text = typeof given === 'object' ? given.map(idNamed).join(',') : given;
        return [id, text ?? input['value'] ?? ''];
      }),
    );
  }

  function invokeBody(as: Role, name: string, value: object, { conversation, id = teams.nextId() }: { conversation: string; id?: string }) {
    return { ...base(as, conversation), type: 'invoke', id: `f:${id}`, name, value };
  }

  /** A repeated delivery is the same again. */
  const again = (press: string | undefined, activity: object): object => {
    if (press === undefined) return activity;
    const kept = sent.get(press) ?? activity;
    sent.set(press, kept);
    return kept;
  };

  const submitName = ({ isExtension }: Screen): string => (isExtension ? 'composeExtension/submitAction' : 'task/submit');
  const dataOf = ({ card }: Screen, has: (carried: Data) => boolean): Data => {
    const found = actionsOf(card).find((action) => has(nt2Of(action)));
    if (found === undefined) throw new Error('there is no such button');
    return found['data'] as Data;
  };
  const valueOf = ({ isExtension }: Screen, data: Data): object =>
    isExtension ? { commandId: 'share', commandContext: 'message', data } : { data, context: { theme: 'default' } };

  function screenOf(form: SeenForm): Screen {
    const screen = screens.get(form.id);
    if (screen === undefined) throw new Error('there is no such form');
    return screen;
  }

  const menu = (as: Role, commandId: string, from: Person, content: string) => {
    const user = { id: from.aad, displayName: from.name, userIdentityType: 'aadUser' };
    const messagePayload = { id: asked, from: { user }, body: { contentType: 'html', content } };
    const value = { commandId, commandContext: 'message', messagePayload };
    return act(invokeBody(as, 'composeExtension/fetchTask', value, { conversation: `${CHANNEL};messageid=${asked}` }), true, null);
  };

  const names: Readonly<Record<string, string>> = { bot: 'Deploybot', group: 'General', unknown: 'nobody-here' };
  const chat: TeamsChat = {
    adapter,
    teams,
    people,
    times,
    lines,
    screenOf,
    keys: {
      sender: keyOf(TENANT, people.sender.aad),
      recipient: keyOf(TENANT, people.recipient.aad),
      other: keyOf(TENANT, people.other.aad),
    },
    mention: (who) => `@${names[who] ?? people[who as Role].name}`,
    async command(as, text, { press, where = 'channel' } = {}) {
      const id = teams.nextId();
      const conversation = `${CHANNEL};messageid=${where === 'thread' ? asked : id}`;
      const typed = typedText(text, teams);
      const next = teams.nextPost();
      const response = await teams.send(route, {
        ...base(as, conversation),
        type: 'message',
        id,
        textFormat: 'plain',
        text: `<at>nt2</at> ${typed.text}`,
        entities: [{ type: 'mention', text: '<at>nt2</at>', mentioned: { id: BOT, name: 'nt2' } }, ...typed.entities],
      });
      expect([response.status, await response.text()]).toEqual([202, '']);
      const way = await next;
      const [open, ...more] = actionsOf(way.card);
      if (open === undefined || more.length > 0) throw new Error('no single button below what was typed');
      const value = { data: open['data'], context: { theme: 'default' } };
      return act(again(press, invokeBody(as, 'task/fetch', value, { conversation })), false, null);
    },
    shortcut: (as, what) => menu(as, what === 'asks' ? 'request' : 'share', people.recipient, 'Can you send the key?'),
    pasted: (as, by, text) => menu(as, 'pasted', people[by], `<div><div>${text}</div></div>`),
    async submit(as, form, values, { press } = {}) {
      const whole = await unfolded(chat, { as, form, values });
      const screen = screenOf(whole);
      const data = { ...filled(screen, values), ...dataOf(screen, (carried) => 'form' in carried) };
      const activity = invokeBody(as, submitName(screen), valueOf(screen, data), screen);
      return act(again(press, activity), screen.isExtension, whole.id);
    },
    pressForm(as, form, press, values = {}) {
      const screen = screenOf(form);
      const data = { ...filled(screen, values), ...dataOf(screen, (carried) => carried['press'] === press) };
      return act(invokeBody(as, submitName(screen), valueOf(screen, data), screen), screen.isExtension, null);
    },
    press(as, button, { press } = {}) {
      if (button.press === null) throw new Error(`${button.label} is a link`);
      const known = pressable.get(button);
      const data = known?.data ?? { msteams: { type: 'task/fetch' }, nt2: button.press };
      const screen = known?.screen ?? null;
      const name = screen === null ? 'task/fetch' : submitName(screen);
      const value = screen === null ? { data, context: { theme: 'default' } } : valueOf(screen, data);
      const conversation = known?.conversation ?? CHANNEL;
      return act(again(press, invokeBody(as, name, value, { conversation })), screen?.isExtension ?? false, null);
    },
    invoke: (as, name, value, { conversation = CHANNEL, id } = {}) =>
      act(invokeBody(as, name, value, { conversation, ...(id !== undefined && { id }) }), false, null),
    async cards(as) {
      const own = teams.directOf(people[as]);
      const isWay = ({ card }: Posted): boolean => actionsOf(card).some((action) => 'by' in nt2Of(action));
      return teams.posted
        .filter((one) => (one.conversation === CHANNEL || one.conversation === own) && !isWay(one))
        .map(({ id, conversation, thread, card }) => {
          const where = conversation === own ? 'dm' : thread === null ? 'channel' : 'thread';
          const full = conversation === own ? own : `${CHANNEL};messageid=${thread ?? id}`;
          return cardSeen(card, { id, where, conversation: full, screen: null });
        });
    },
    answerWithin(ms) {
      times.answer = ms;
    },
    async closeDirect(who, closed) {
      people[who].isClosed = closed;
    },
    async remove({ id }) {
      const at = teams.posted.findIndex((one) => one.id === id);
      teams.posted.splice(at, 1);
    },
    async forge() {
      const body = { ...base('sender', CHANNEL), type: 'invoke', id: 'f:1', name: 'task/fetch', value: {} };
      const { other } = teams.authority;
      const tries = [{ token: null }, { token: 'a.b.c' }, { key: other.privateKey }, { audience: 'other' }, { until: -301 }] as const;
      const statuses = await Promise.all(tries.map(async (forged) => (await teams.send(route, body, forged)).status));
      return statuses.every((status) => status === statuses[0]) ? (statuses[0] ?? 0) : 0;
    },
    logged: () => lines,
    kept: async () => JSON.stringify(teams.posted),
    async close() {
      await adapter.stop();
      await teams.close();
      await store.close();
      expect(teams.complaints.splice(0)).toEqual([]);
    },
  };
  return chat;
}
