// What the Discord adapter must be given, and Discord's own names and numbers. Nothing here comes from the environment.

import type { ActionName } from '../../bot/actions.ts';
import type { Form, KeptField } from '../../bot/port.ts';
import type { PersonKey } from '../../core/share.ts';
import type { Egress } from '../../egress/egress.ts';
import { LIMITS } from './limits.ts';
import { isSnowflake } from './snowflake.ts';

export const PLATFORM = 'discord';
export const NAME = 'Discord';
export const ROUTE = '/discord/interactions';

export interface DiscordConfig {
  readonly token: string;
  /** Hex. Interactions then come signed over HTTP; without it they come over the gateway. */
  readonly publicKey: string | null;
  /** Where the API is, with a slash at its end. */
  readonly apiUrl: string;
  /** Null or absent: directly. */
  readonly egress?: Egress | null;
  /** NT2_PUBLIC_URL, without a slash at its end. */
  readonly publicUrl: string;
  /** Ids of the guilds that get the commands; empty: all guilds. */
  readonly guilds: readonly string[];
  /** The commands take the name of a template. Absent: no. */
  readonly templates?: boolean;
  /** Reads messages, to tell who pastes a secret; over the gateway alone. Absent: no. */
  readonly watches?: boolean;
  readonly times: Times;
}

/** In ms. */
export const TIMES = {
  /** For the first answer. Discord gives three seconds, both ways included. */
  firstAnswer: 2_400,
  /** A submitted form may take longer: it is acknowledged at `firstAnswer`. */
  submission: 20_000,
  /** For one REST call with everything that it waits for. */
  call: 5_000,
  /** How long the lease of a shard lasts, how often its holder renews it, and how often the others look whether it is free. */
  lease: 15_000,
  renew: 5_000,
  watch: 2_500,
  /** Between two attempts to begin. */
  retry: 5_000,
  /** After Discord has refused the token: it blocks an address for ten thousand refusals in ten minutes. */
  refused: 60_000,
};
export type Times = typeof TIMES;

/** Types of interactions, of answers, of components, and the flags of messages. */
export const TYPE = { ping: 1, command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
export const COMMAND = { chat: 1, user: 2, message: 3 } as const;
export const ANSWER = { pong: 1, message: 4, deferred: 5, update: 7, choices: 8, modal: 9 } as const;
export const COMPONENT = { row: 1, button: 2, select: 3, input: 4, users: 5, section: 9, text: 10, container: 17, label: 18 } as const;
export const FLAG = { noPreviews: 4, ephemeral: 64, componentsV2: 32_768 } as const;

/**
 * A guild where nt2 is installed, or else the person who has installed nt2 on their own account: in direct messages, and in places
 * that have not installed it themselves.
 */
export type Tenant = { readonly kind: 'guild' | 'user'; readonly id: string };

export const tenantName = ({ kind, id }: Tenant): string => (kind === 'guild' ? `${PLATFORM}:${id}` : `${PLATFORM}:user:${id}`);
export const keyOf = (tenant: Tenant, user: string): PersonKey => `${tenantName(tenant)}:${user}` as PersonKey;

const KEY = /^discord:(user:)?(\d{1,20}):(\d{1,20})$/;

/** The tenant and the user behind a person key; null for a key of another platform. */
export function parseKey(key: PersonKey): { readonly tenant: Tenant; readonly user: string } | null {
  const [, personal, id = '', user = ''] = KEY.exec(key) ?? [];
  return id === '' ? null : { tenant: { kind: personal === undefined ? 'guild' : 'user', id }, user };
}

/**
 * References: `tenant/channel` for a place, `tenant/channel/message` for a message. The tenant is part of it because a direct
 * message has no tenant: a press on a button there acts in the tenant of the share.
 */
export const refOf = (tenant: Tenant, ...ids: readonly string[]): string => [shortTenant(tenant), ...ids].join('/');

export function parseRef(ref: string): { readonly tenant: Tenant; readonly channel: string; readonly message: string } | null {
  const [short = '', channel = '', message = ''] = ref.split('/');
  const tenant = parseTenant(short);
  return tenant === null || !isSnowflake(channel) || (message !== '' && !isSnowflake(message)) ? null : { tenant, channel, message };
}

/** One letter and a number in base 36: a custom id has little room beside the reference. */
const shortTenant = ({ kind, id }: Tenant): string => `${kind === 'guild' ? 'g' : 'u'}${BigInt(id).toString(36)}`;

function parseTenant(short: string): Tenant | null {
  if (!/^[gu](?:0|[1-9a-z][0-9a-z]{0,12})$/.test(short)) return null;
  const id = Array.from(short.slice(1)).reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
  return { kind: short.startsWith('g') ? 'guild' : 'user', id: String(id) };
}

/** These letters stand in messages that outlive this process, so a letter is never used for another action. */
const LETTERS = {
  enter: 'e',
  accept: 'a',
  decline: 'd',
  open: 'o',
  browser: 'w',
  revoke: 'r',
  'revoke-now': 'R',
  status: 's',
  receipt: 'p',
  change: 'c',
  share: 'n',
  more: 'm',
  submit: 'y',
  'form-again': 'f',
  block: 'b',
  unblock: 'B',
  request: 'q',
  remind: 'i',
  'ask-again': 'Q',
  'share-again': 'N',
  extend: 'x',
  'let-in': 'l',
  'not-me': 'L',
  rotated: 't',
  'hand-over': 'h',
  snooze: 'z',
  'incident-now': 'k',
  'offboard-now': 'F',
  'offboard-tick': 'T',
  'glass-agree': 'g',
  'glass-refuse': 'G',
  approve: 'j',
  refuse: 'J',
  'rescue-share': 'v',
  'rescue-rotate': 'V',
} as const satisfies Record<ActionName, string>;
/** The numbers of the parts of a message in which a refused form is kept. They stand in messages too. */
export const KEPT_PART = { people: 101, label: 102, note: 103, fields: 104 } as const satisfies Record<KeptField['id'], number>;
const FORMS = { share: 'S', secret: 'X', request: 'A', decline: 'D', pasted: 'P', refuse: 'V' } as const satisfies Record<
  Form['name'],
  string
>;

/** What one of nt2's buttons or forms is for. */
type Purpose = { readonly kind: 'action'; readonly action: ActionName } | { readonly kind: 'form'; readonly form: Form['name'] };

export const customId = (what: Purpose, tenant: Tenant, ref: string): string =>
  `${what.kind === 'action' ? LETTERS[what.action] : FORMS[what.form]}:${shortTenant(tenant)}:${ref}`;

export type CustomId = { readonly tenant: Tenant; readonly ref: string } & Purpose;

export function parseCustomId(text: string): CustomId | null {
  const [letter = '', short = '', ...rest] = text.split(':');
  const tenant = parseTenant(short);
  const ref = rest.join(':');
  if (tenant === null || rest.length === 0 || ref.length > LIMITS.reference) return null;
  const action = nameOf(LETTERS, letter);
  if (action !== undefined) return { tenant, ref, kind: 'action', action };
  const form = nameOf(FORMS, letter);
  return form === undefined ? null : { tenant, ref, kind: 'form', form };
}

const nameOf = <T extends Readonly<Record<string, string>>>(letters: T, letter: string): (keyof T & string) | undefined =>
  Object.keys(letters).find((name) => letters[name] === letter);
