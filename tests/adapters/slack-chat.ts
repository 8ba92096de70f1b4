// Slack's harness: people of the fake Slack press and type, over HTTP or over sockets, and what they then see is read from its model.

import { keyOf } from '../../src/adapters/slack/config.ts';
import { whisper } from '../fakes/slack/model/messages.ts';
import type { Block } from '../fakes/slack/model/types.ts';
import type { Delivered } from '../fakes/slack/people/delivery.ts';
import type { Person } from '../fakes/slack/people/person.ts';
import type { Slack } from '../fakes/slack/slack.ts';
import { unfolded, type Chat, type OpenChat, type Role, type Seen, type SeenButton, type SeenCard, type SeenForm } from './chat.ts';
import { openStage, type Stage, type Transport } from './slack/stage.ts';

const TEAM = 'T1ACME';
const CHANNEL = 'C1ENG';
const WHO: Readonly<Record<Role, string>> = { sender: 'U1ALEX', recipient: 'U1CONTRACTOR', other: 'U1SAM' };
const LATE = 'That took too long';

/** `onStage`: for tests that look behind the harness. */
export const slackOver =
  (transport: Transport, onStage: (stage: Stage) => void = () => undefined): OpenChat =>
  async ({ publicUrl, clock }) => {
    // Slack is patient here, as the deadline is: how long a busy machine takes for words is not what the contract is about.
    const stage = await openStage({ transport, clock, ackMs: 30_000, sockets: { againMs: 30_000 }, config: { publicUrl } });
    onStage(stage);
    const { adapter, slack, config } = stage;
    const people = Object.fromEntries(Object.entries(WHO).map(([role, id]) => [role, slack.person(id)])) as Readonly<Record<Role, Person>>;
    const asked = people.recipient.say(CHANNEL, 'Can you send the production Stripe webhook key?');
    const { see, mark } = createEyes(slack);

    async function act(as: Role, doing: () => Promise<Delivered>): Promise<Seen> {
      const before = mark(as);
      const delivered = await doing();
      if (delivered.sawError !== null) throw new Error(`Slack said to ${as}: ${delivered.sawError}`);
      return see(as, delivered, before);
    }

    const chat: Chat = {
      adapter,
      keys: { sender: keyOf(TEAM, WHO.sender), recipient: keyOf(TEAM, WHO.recipient), other: keyOf(TEAM, WHO.other) },
      mention: (who) =>
        who in WHO ? slack.mention(WHO[who as Role]) : `@${{ bot: 'deploybot', group: 'here', unknown: 'nobody-here' }[who as 'bot']}`,
      command: (as, text, { press } = {}) =>
        act(as, () => people[as].command(`/nt2 ${text}`, { in: CHANNEL, ...(press !== undefined && { press }) })),
      shortcut: (as, what) =>
        act(as, () =>
          people[as].messageShortcut(what === 'asks' ? 'request_in_thread' : 'share_in_thread', { channel: CHANNEL, ts: asked.ts }),
        ),
      pasted: (as, by, text) => {
        const message = people[by].say(CHANNEL, text);
        return act(as, () => people[as].messageShortcut('pasted', { channel: CHANNEL, ts: message.ts }));
      },
      async submit(as, form, values, { press } = {}) {
        const whole = await unfolded(chat, { as, form, values });
        const given = givenTo(slack, whole, values);
        return act(as, () => people[as].submit(given, { view: whole.id, ...(press !== undefined && { press }) }));
      },
      pressForm: (as, form, press, values = {}) =>
        act(as, () =>
          people[as].press('modal', ({ action_id: id = '' }) => id.startsWith(`nt2:${press}:`), { typed: givenTo(slack, form, values) }),
        ),
      press(as, button, { press } = {}) {
        if (!button.press) throw new Error(`${button.label} is a link`);
        const { action, ref } = button.press;
        const isIt = ({ action_id: id = '', value = '' }: Block): boolean => id.startsWith(`nt2:${action}:`) && value === ref;
        const doing = press === undefined ? {} : { press };
        return act(as, () => people[as].press(placeOf(people[as], isIt) ?? plant(slack, as, button), isIt, doing));
      },
      async cards(as) {
        const bots = slack.world.installations.map(({ botUserId }) => botUserId);
        const stored = people[as].messages().filter(({ user }) => bots.includes(user));
        const whispered = people[as].ephemerals().filter(({ by, text }) => by === null && text !== PLANTED);
        return [
          ...stored,
          ...whispered.map((one) => ({ ...one, where: one.threadTs === null ? ('channel' as const) : ('thread' as const) })),
        ]
          .toSorted((a, b) => a.ts.localeCompare(b.ts))
          .map(({ channel, ts, where, blocks }): SeenCard => cardSeen(slack, blocks, { id: `${channel}/${ts}`, where }));
      },
      answerWithin(ms) {
        config.answerWithinMs = ms;
      },
      async closeDirect(who, closed) {
        slack.closeDirect(WHO[who], closed ? 'tab' : 'no');
      },
      async remove({ id }) {
        const [channel = '', ts = ''] = id.split('/');
        slack.remove(channel, ts);
      },
      async forge() {
        return (await people.sender.command('/nt2 list', { in: CHANNEL, secret: 'f'.repeat(32) })).status ?? 0;
      },
      refuseForm() {
        slack.fail('views.open', { answer: 'error', error: 'invalid_arguments' });
        return 'invalid_arguments';
      },
      logged: () => stage.lines,
      kept: async () => slack.stored(),
      close: stage.close,
    };
    return chat;
  };

/** What is put into the fields that this form has. */
function givenTo(slack: Slack, form: SeenForm, values: Readonly<Record<string, string | readonly string[]>>) {
  const ids = (value: string | readonly string[]) => (typeof value === 'string' ? value : value.map((name) => idNamed(slack, name)));
  return Object.fromEntries(Object.entries(values).flatMap(([id, value]) => (id in form.fields ? [[id, ids(value)]] : [])));
}

const PLANTED = 'planted by the test';

const idNamed = (slack: Slack, name: string): string =>
  [...slack.world.users.values()].find(({ handle }) => handle === name.replace(/^@/, ''))?.id ?? name;

/** Where someone sees this button: in the modal on top, or in the newest message that has it. */
function placeOf(person: Person, isIt: (element: Block) => boolean) {
  const has = (blocks: readonly Block[] | undefined): boolean => (blocks ?? []).some(({ elements }) => (elements ?? []).some(isIt));
  if (has(person.modal()?.blocks)) return 'modal' as const;
  return [...person.messages(), ...person.ephemerals()].findLast(({ blocks }) => has(blocks)) ?? null;
}

/** A button that they do not see: what a forged press would be. */
function plant(slack: Slack, as: Role, { label, press }: SeenButton) {
  const button: Block = {
    type: 'button',
    action_id: `nt2:${press?.action ?? ''}:0`,
    value: press?.ref ?? '',
    text: { type: 'plain_text', text: label },
  };
  return whisper(slack.world, { channel: CHANNEL, user: WHO[as], text: PLANTED, blocks: [{ type: 'actions', elements: [button] }] });
}

/** Reads what a person sees after an act: what is new since `mark`. */
function createEyes(slack: Slack) {
  const views = (as: Role) => slack.person(WHO[as]).modal();
  const mine = (as: Role) => slack.world.ephemerals.filter(({ user, by }) => user === WHO[as] && by !== null);

  return {
    mark: (as: Role) => ({ hash: views(as)?.hash, ephemerals: mine(as).length }),

    see(as: Role, { act, body }: Delivered, before: { hash: string | undefined; ephemerals: number }): Seen {
      const { response_action: action, errors } = (typeof body === 'object' ? body : {}) as {
        response_action?: string;
        errors?: Record<string, string>;
      };
      if (action === 'errors') {
        return Object.values(errors ?? {}).some((error) => error.startsWith(LATE))
          ? { kind: 'late' }
          : { kind: 'reject-form', errors: errors ?? {} };
      }
      const whispered = mine(as).slice(before.ephemerals).at(-1);
      if (whispered) return privately(cardSeen(slack, whispered.blocks, { id: '', where: 'private' }));
      const view = views(as);
      if (!view || view.hash === before.hash || (act.type === 'view_submission' && action !== 'update')) return { kind: 'nothing' };
      if (view.submit) return { kind: 'form', form: formSeen(slack, view) };
      const framed = view.title?.text ?? '';
      return privately(cardSeen(slack, view.blocks, { id: '', where: 'private', ...(framed !== 'nt2' && { title: framed }) }));
    },
  };
}

const privately = (card: SeenCard): Seen => (card.title === LATE ? { kind: 'late' } : { kind: 'private', card });

function cardSeen(
  slack: Slack,
  blocks: readonly Block[],
  { id, where, title }: { readonly id: string; readonly where: SeenCard['where']; readonly title?: string },
): SeenCard {
  const text = blocks.flatMap((block) => (block.type === 'rich_text' ? [richText(slack, block)] : [])).join('\n');
  const heading = blocks.find(({ type }) => type === 'header')?.text;
  return {
    id,
    where,
    title: title ?? unmarked(typeof heading === 'object' ? heading.text : ''),
    text: unmarked(text),
    buttons: blocks
      .flatMap((block) => (block.type === 'actions' ? (block.elements ?? []) : []))
      .map(({ text: label, action_id: action = '', value = '', url }): SeenButton => {
        const name = /^nt2:([a-z-]+):\d+$/.exec(action)?.[1] ?? '';
        return {
          label: typeof label === 'object' ? label.text : '',
          press: url === undefined ? { action: name, ref: value } : null,
          url: url ?? null,
        };
      }),
  };
}

const unmarked = (text: string): string => text.replace(/^(?:✅|⚠️) /u, '');

function richText(slack: Slack, { elements = [] }: Block): string {
  return elements
    .flatMap(({ elements: inner = [] }) => inner)
    .map((element) => {
      const { type, user_id: user, url, fallback } = element as Block & { user_id?: string; fallback?: string };
      const text = typeof element.text === 'string' ? element.text : '';
      if (type === 'text') return text;
      if (type === 'user') return `@${slack.world.users.get(user ?? '')?.handle ?? '?'}`;
      return type === 'date' ? (fallback ?? '') : `${text} (${url ?? ''})`;
    })
    .join('');
}

function formSeen(slack: Slack, { id, title, blocks }: { id: string; title?: { text: string }; blocks: readonly Block[] }): SeenForm {
  const inputs = blocks.filter(({ type }) => type === 'input');
  const below = blocks.findIndex(({ type }) => type === 'input');
  const textOf = (some: readonly Block[]): string =>
    some.flatMap((block) => (block.type === 'rich_text' ? [richText(slack, block)] : [])).join('\n');
  const presses = blocks.flatMap(({ type, elements = [] }) => (type === 'actions' ? elements : []));
  return {
    id,
    title: title?.text ?? '',
    intro: textOf(blocks.slice(0, below)),
    folded:
      presses.length === 0
        ? null
        : { line: textOf(blocks.slice(below)), presses: presses.map(({ action_id: action = '' }) => action.split(':')[1] ?? '') },
    fields: Object.fromEntries(
      inputs.map(({ block_id: name = '', element }) => [
        name,
        {
          initial:
            element?.initial_users ??
            element?.initial_option?.value ??
            element?.initial_value ??
            (element?.type === 'multi_users_select' ? [] : ''),
          options: (element?.options ?? []).map(({ value = '' }) => value),
        },
      ]),
    ),
  };
}
