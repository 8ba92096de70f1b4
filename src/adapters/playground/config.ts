// The toy world of the playground: who is there, which channels, what was said before. Nothing here comes from the environment.

import type { PersonKey } from '../../core/share.ts';
import type { Contact } from '../../bot/port.ts';

export const PLATFORM = 'playground';
export const TENANT = 'playground:toy';

export interface PlaygroundUser {
  /** What is typed behind the @. */
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly kind: Contact['kind'];
  /** Whether their part can be played. */
  readonly plays: boolean;
}

export const USERS: readonly PlaygroundUser[] = [
  { id: 'alex', name: 'Alex', title: 'engineer', kind: 'member', plays: true },
  { id: 'contractor', name: 'Contractor', title: 'guest', kind: 'guest', plays: true },
  { id: 'sam', name: 'Sam', title: 'colleague', kind: 'member', plays: true },
  { id: 'deploybot', name: 'Deploy bot', title: 'bot', kind: 'bot', plays: false },
];

export const CHANNELS: readonly string[] = ['engineering', 'random'];

/** What stands in the channels at the start. */
export const OPENING: readonly { readonly channel: string; readonly by: string; readonly text: string }[] = [
  { channel: 'engineering', by: 'deploybot', text: 'Release 42 is waiting: checkout has no webhook key in production.' },
  { channel: 'engineering', by: 'contractor', text: 'Can you send the production Stripe webhook key? I am blocked on checkout.' },
  { channel: 'random', by: 'sam', text: 'Friday deploy. What could go wrong?' },
];

/** Names that stand for many people, as chats have them. */
export const GROUPS: readonly string[] = ['here', 'channel', 'everyone'];

export interface PlaygroundConfig {
  /** NT2_PUBLIC_URL; the playground runs on a loopback address only. */
  readonly publicUrl: string;
  /** How long nt2 may take for the first answer, in ms. Chats give three seconds. */
  readonly firstAnswerMs: number;
}

/** @throws RangeError when the address is not a loopback address: anybody could play anybody there. */
export function checkConfig(config: PlaygroundConfig): URL {
  const url = new URL(config.publicUrl);
  if (!/^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname)) {
    throw new RangeError('the playground has no log-in, so it runs on a loopback address only');
  }
  return url;
}

export const keyOf = (id: string): PersonKey => `${TENANT}:${id}` as PersonKey;

/** The user behind a person key; undefined for a key of another platform. */
export const userOf = (key: PersonKey): PlaygroundUser | undefined => USERS.find(({ id }) => keyOf(id) === key);

export const contactOf = ({ id, name, kind }: PlaygroundUser): Contact => ({ key: keyOf(id), name, kind });
