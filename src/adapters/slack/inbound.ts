// What Slack sends, checked and made into what the bot understands. Whatever does not fit its schema is null, and is not answered.

import * as z from 'zod';

import { ACTIONS, type Contact, type FormValues, type Inbound, type InboundBase, type Where } from '../../bot/port.ts';
import { COMMAND, keyOf, PLATFORM, refOf, SHORTCUTS, VIEWS } from './config.ts';
import { readMentions } from './mentions.ts';

type What = Inbound extends infer One ? (One extends Inbound ? Omit<One, keyof InboundBase> : never) : never;

/** Where an answer can be shown: that depends on what was pressed. */
export type Stage =
  | { readonly on: 'command' | 'message' | 'home' | 'opened' }
  | { readonly on: 'modal'; readonly view: string }
  /** `fields`: the inputs of the form, by block id. */
  | { readonly on: 'form'; readonly fields: readonly string[] };

/** One press, message or look, as far as it can be read without asking who anybody is. */
export interface Occasion {
  /** Unique for it; a repeated delivery carries the same. */
  readonly id: string;
  readonly actor: { readonly id: string; readonly name: string };
  /** Whom to look up besides. */
  readonly others: readonly string[];
  readonly stage: Stage;
  readonly trigger: string | null;
  readonly responseUrl: string | null;
  /** The thread in which it was pressed: a private answer belongs there too. */
  readonly thread: string | null;
  /** Begun on somebody's own page: it shows another state afterwards. */
  readonly fromHome: boolean;
  readonly place: (tenant: string) => Where | null;
  readonly what: (tenant: string, contact: (id: string) => Contact) => What;
}

const user = z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), username: z.string().nullish(), name: z.string().nullish() });
const channel = z.object({ id: z.string().regex(/^[CDG][A-Z0-9]+$/), name: z.string().nullish() });
const place = z.object({ ref: z.string(), name: z.string() });
const where = place.extend({ kind: z.enum(['channel', 'thread', 'dm']), channel: place.nullable() });
/** What our own views carry, and Slack gives back as it was. */
export const metadata = z.object({ ref: z.string().default(''), place: where.nullable().default(null), home: z.boolean().default(false) });
export type Metadata = z.infer<typeof metadata>;

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

export function fromCommand(body: unknown): Occasion | null {
  const read = command.safeParse(body);
  if (!read.success) return null;
  const { data } = read;
  const { people, render } = readMentions(data.text);
  return {
    id: data.trigger_id,
    actor: { id: data.user_id, name: data.user_name },
    others: people,
    stage: { on: 'command' },
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

export function fromShortcut(body: unknown): Occasion | null {
  const read = shortcut.safeParse(body);
  if (!read.success) return null;
  const { data } = read;
  const base = {
    id: data.trigger_id,
    actor: actorOf(data.user),
    trigger: data.trigger_id,
    stage: { on: 'message' },
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
    what: (_tenant, contact) => ({ type: 'shortcut', people: author.map(contact).filter(({ is }) => is === 'member' || is === 'guest') }),
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

const ACTION_ID = /^nt2:([a-z-]+):\d+$/;
/** Unique among the buttons of a card. `link` for those that lead to a page: Slack sends these too, and they mean nothing here. */
export const actionId = (name: (typeof ACTIONS)[number] | 'link', n: number): string => `nt2:${name}:${n}`;

export function fromAction(body: unknown): Occasion | null {
  const read = action.safeParse(body);
  const pressed = read.data?.actions[0];
  const name = ACTIONS.find((one) => one === ACTION_ID.exec(pressed?.action_id ?? '')?.[1]);
  if (!read.success || name === undefined) return null;
  const { data } = read;
  const view = data.view ?? null;
  const thread = data.message?.thread_ts ?? data.container.thread_ts ?? null;
  const carried = readMetadata(view?.private_metadata);
  return {
    id: data.trigger_id,
    actor: actorOf(data.user),
    others: [],
    stage: view === null ? { on: 'message' } : view.type === 'home' ? { on: 'home' } : { on: 'modal', view: view.id },
    trigger: data.trigger_id,
    responseUrl: data.response_url ?? null,
    thread,
    fromHome: view?.type === 'home' || carried.home,
    place: (tenant) => (data.channel ? placeOf(tenant, data.channel, thread) : carriedPlace(tenant, carried)),
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
    callback_id: z.enum([VIEWS.share, VIEWS.secret]),
    private_metadata: z.string(),
    blocks: z.array(z.object({ type: z.string(), block_id: z.string() })),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), held)) }),
  }),
});

export function fromSubmission(body: unknown): Occasion | null {
  const read = submission.safeParse(body);
  if (!read.success) return null;
  const { user: actor, view, trigger_id: trigger } = read.data;
  const carried = readMetadata(view.private_metadata);
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
    stage: { on: 'form', fields },
    trigger: null,
    responseUrl: null,
    thread: null,
    fromHome: carried.home,
    place: (tenant) => carriedPlace(tenant, carried),
    what: (_tenant, contact) => ({
      type: 'form',
      name: view.callback_id === VIEWS.share ? 'share' : 'secret',
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

export function fromHomeOpened(body: unknown): Occasion | null {
  const read = opened.safeParse(body);
  return read.success ? homeOf(read.data.event.user, read.data.event_id) : null;
}

/** A look at somebody's own page. */
export const homeOf = (id: string, eventId: string): Occasion => ({
  id: eventId,
  actor: { id, name: '' },
  others: [],
  stage: { on: 'opened' },
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
export function readRevoked(body: unknown): { readonly at: number; readonly botUsers: readonly string[] | undefined } | null {
  const read = revoked.safeParse(body);
  if (!read.success) return null;
  const { event, event_time: seconds } = read.data;
  const bots = event.tokens?.bot ?? [];
  if (event.type === 'tokens_revoked' && bots.length === 0) return null;
  return { at: seconds * 1_000 + 999, botUsers: event.type === 'tokens_revoked' ? bots : undefined };
}

const actorOf = ({ id, name, username }: z.infer<typeof user>): Occasion['actor'] => ({ id, name: name ?? username ?? '' });

/** Slack does not tell the name of a private channel. */
const NAMELESS = 'privategroup';

/** In a direct message, and in a conversation of a few, there is nobody else to read a card, or nt2 is not among them. */
function placeOf(tenant: string, { id, name }: z.infer<typeof channel>, thread: string | null = null): Where {
  const here = { ref: refOf(tenant, id), name: !name || name === NAMELESS ? 'this channel' : `#${name}` };
  if (id.startsWith('D') || name === 'directmessage' || name?.startsWith('mpdm-') === true) return { ...here, kind: 'dm', channel: null };
  if (thread === null) return { ...here, kind: 'channel', channel: null };
  return { ref: refOf(tenant, id, thread), name: here.name, kind: 'thread', channel: here };
}

function readMetadata(text: string | null | undefined): Metadata {
  try {
    return metadata.parse(JSON.parse(text ?? '{}'));
  } catch {
    return metadata.parse({});
  }
}

/** A place of another tenant is none. */
const carriedPlace = (tenant: string, { place: at }: Metadata): Where | null => (at?.ref.startsWith(`${tenant}/`) === true ? at : null);

export const tenantName = (tenant: string): string => `${PLATFORM}:${tenant}`;
export const contactUnknown = (tenant: string, id: string, name: string): Contact => ({
  key: keyOf(tenant, id),
  name: name || id,
  is: 'unknown',
});
