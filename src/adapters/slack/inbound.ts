// What Slack sends, checked and made into what the bot understands. Whatever does not fit its schema is null, and is not answered.

import * as z from 'zod';

import { ACTIONS, type FormValues } from '../../bot/port.ts';
import { COMMAND, SHORTCUTS, CALLBACK_IDS } from './config.ts';
import { parseMentions } from './mentions.ts';
import { actorOf, placeFromMetadata, channel, placeOf, parseMetadata, user, type SlackInteraction } from './payload.ts';

const command = z.object({
  command: z.literal(COMMAND),
  text: z.string().default(''),
  user_id: user.shape.id,
  user_name: z.string().default(''),
  channel_id: channel.shape.id,
  channel_name: z.string().default(''),
  trigger_id: z.string(),
  response_url: z.url(),
});

export function fromCommand(body: unknown): SlackInteraction | null {
  const read = command.safeParse(body);
  if (!read.success) return null;
  const { data } = read;
  const { people, render } = parseMentions(data.text);
  return {
    id: data.trigger_id,
    actor: { id: data.user_id, name: data.user_name },
    others: people,
    target: { kind: 'command' },
    trigger: data.trigger_id,
    responseUrl: data.response_url,
    thread: null,
    fromHome: false,
    place: (tenant) => placeOf(tenant, { id: data.channel_id, name: data.channel_name }),
    what: (tenant, contact) => ({ type: 'command', ...render(tenant, contact) }),
  };
}

const shortcut = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message_action'),
    callback_id: z.literal(SHORTCUTS.thread),
    trigger_id: z.string(),
    response_url: z.url().nullish(),
    user,
    channel,
    message: z.object({ ts: z.string(), thread_ts: z.string().nullish(), user: z.string().nullish(), bot_id: z.string().nullish() }),
  }),
  z.object({ type: z.literal('shortcut'), callback_id: z.literal(SHORTCUTS.global), trigger_id: z.string(), user }),
]);

export function fromShortcut(body: unknown): SlackInteraction | null {
  const read = shortcut.safeParse(body);
  if (!read.success) return null;
  const { data } = read;
  const base = {
    id: data.trigger_id,
    actor: actorOf(data.user),
    trigger: data.trigger_id,
    target: { kind: 'message' },
    fromHome: false,
  } as const;
  if (data.type === 'shortcut')
    return { ...base, others: [], responseUrl: null, thread: null, place: () => null, what: () => ({ type: 'shortcut', people: [] }) };
  const { message } = data;
  const thread = message.thread_ts ?? message.ts;
  const author =
    message.user && !message.bot_id && message.user !== data.user.id && /^[UW][A-Z0-9]+$/.test(message.user) ? [message.user] : [];
  return {
    ...base,
    others: author,
    responseUrl: data.response_url ?? null,
    thread,
    place: (tenant) => placeOf(tenant, data.channel, thread),
    // Whoever asked for it is the likely recipient; whoever cannot be one is only not proposed.
    what: (_tenant, contact) => ({
      type: 'shortcut',
      people: author.map(contact).filter(({ kind }) => kind === 'member' || kind === 'guest'),
    }),
  };
}

const action = z.object({
  type: z.literal('block_actions'),
  trigger_id: z.string(),
  response_url: z.url().nullish(),
  user,
  channel: channel.nullish(),
  container: z.object({ type: z.string(), thread_ts: z.string().nullish() }),
  message: z.object({ thread_ts: z.string().nullish() }).nullish(),
  view: z.object({ id: z.string(), type: z.string(), private_metadata: z.string().nullish() }).nullish(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().max(80).nullish() })).min(1),
});

const posted = z.object({
  message: z.object({ team: z.string(), bot_id: z.string() }).nullish(),
  view: z.object({ app_installed_team_id: z.string().nullish() }).nullish(),
});
/** The workspace whose nt2 put up what was pressed. */
export function installedTeamId(body: unknown): string | null {
  const { message, view } = posted.safeParse(body).data ?? {};
  return message?.team ?? view?.app_installed_team_id ?? null;
}

const ACTION_ID = /^nt2:([a-z-]+):\d+$/;
/** Unique among the buttons of a card. `link` for those that lead to a page: Slack sends these too, and they mean nothing here. */
export const actionId = (name: (typeof ACTIONS)[number] | 'link', n: number): string => `nt2:${name}:${n}`;

export function fromAction(body: unknown): SlackInteraction | null {
  const read = action.safeParse(body);
  const pressed = read.data?.actions[0];
  const name = ACTIONS.find((one) => one === ACTION_ID.exec(pressed?.action_id ?? '')?.[1]);
  if (!read.success || name === undefined) return null;
  const { data } = read;
  const view = data.view ?? null;
  const thread = data.message?.thread_ts ?? data.container.thread_ts ?? null;
  const carried = parseMetadata(view?.private_metadata);
  return {
    id: data.trigger_id,
    actor: actorOf(data.user),
    others: [],
    target: view === null ? { kind: 'message' } : view.type === 'home' ? { kind: 'home' } : { kind: 'modal', view: view.id },
    trigger: data.trigger_id,
    responseUrl: data.response_url ?? null,
    thread,
    fromHome: view?.type === 'home' || carried.home,
    place: (tenant) => (data.channel ? placeOf(tenant, data.channel, thread) : placeFromMetadata(tenant, carried)),
    what: () => ({ type: 'action', action: name, ref: pressed?.value ?? '' }),
  };
}

const held = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_users: z.array(user.shape.id).max(100).nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});
const submission = z.object({
  type: z.literal('view_submission'),
  trigger_id: z.string().nullish(),
  user,
  view: z.object({
    id: z.string(),
    hash: z.string(),
    callback_id: z.enum([CALLBACK_IDS.share, CALLBACK_IDS.secret]),
    private_metadata: z.string(),
    blocks: z.array(z.object({ type: z.string(), block_id: z.string() })),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), held)) }),
  }),
});

export function fromSubmission(body: unknown): SlackInteraction | null {
  const read = submission.safeParse(body);
  if (!read.success) return null;
  const { user: actor, view, trigger_id: trigger } = read.data;
  const carried = parseMetadata(view.private_metadata);
  const fields = view.blocks.filter(({ type }) => type === 'input').map(({ block_id: id }) => id);
  const inputs = Object.entries(view.state.values).flatMap(([id, elements]) => {
    const element = elements[id];
    return element === undefined || !fields.includes(id) ? [] : [[id, element] as const];
  });
  return {
    // A form that was handed back and sent again keeps its id and hash: only the trigger tells a second try from a second delivery.
    id: `${view.id}:${trigger ?? view.hash}`,
    actor: actorOf(actor),
    others: inputs.flatMap(([, { selected_users: chosen }]) => chosen ?? []),
    target: { kind: 'form', fields },
    trigger: null,
    responseUrl: null,
    thread: null,
    fromHome: carried.home,
    place: (tenant) => placeFromMetadata(tenant, carried),
    what: (_tenant, contact) => ({
      type: 'form',
      name: view.callback_id === CALLBACK_IDS.share ? 'share' : 'secret',
      ref: carried.ref,
      values: Object.fromEntries(
        inputs.map(([id, { type, value, selected_users: chosen, selected_option: option }]): [string, FormValues[string]] => [
          id,
          type === 'multi_users_select' ? (chosen ?? []).map(contact) : (option?.value ?? value ?? ''),
        ]),
      ),
    }),
  };
}

const opened = z.object({
  event_id: z.string(),
  event: z.object({ type: z.literal('app_home_opened'), tab: z.literal('home'), user: user.shape.id }),
});

export function fromHomeOpened(body: unknown): SlackInteraction | null {
  const read = opened.safeParse(body);
  return read.success ? homeOf(read.data.event.user, read.data.event_id) : null;
}

/** A look at somebody's own page. */
export const homeOf = (id: string, eventId: string): SlackInteraction => ({
  id: eventId,
  actor: { id, name: '' },
  others: [],
  target: { kind: 'opened' },
  trigger: null,
  responseUrl: null,
  thread: null,
  fromHome: false,
  place: () => null,
  what: () => ({ type: 'home' }),
});

const revoked = z.object({
  event_time: z.number(),
  event: z.object({
    type: z.enum(['app_uninstalled', 'tokens_revoked']),
    tokens: z.object({ bot: z.array(z.string()).nullish() }).nullish(),
  }),
});

/** nt2 was thrown out, or its token was. `botUsers`: whose tokens; undefined for all. Null when only tokens of people are gone. */
export function parseRevoked(body: unknown): { readonly at: number; readonly botUsers: readonly string[] | undefined } | null {
  const read = revoked.safeParse(body);
  if (!read.success) return null;
  const { event, event_time: seconds } = read.data;
  const bots = event.tokens?.bot ?? [];
  if (event.type === 'tokens_revoked' && bots.length === 0) return null;
  return { at: seconds * 1_000 + 999, botUsers: event.type === 'tokens_revoked' ? bots : undefined };
}
