// What stands in the toy chat: messages, closed doors, open forms. In memory only, and gone with the process.

import type { Card, Form, Conversation } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { CHANNELS, OPENING, USERS } from './config.ts';

export interface Posted {
  readonly id: string;
  /** `engineering`, or `dm:alex` for the direct messages between Alex and nt2. */
  readonly channel: string;
  /** The message whose thread this stands in. */
  readonly thread: string | null;
  /** A user, or `nt2`. */
  readonly by: string;
  readonly at: number;
  readonly text: string;
  readonly card: Card | null;
  readonly edited: boolean;
  /** Only this user sees it; null for all. */
  readonly onlyFor: string | null;
}

export interface OpenForm {
  readonly as: string;
  readonly place: Conversation | null;
  readonly form: Form;
}

export type ChatState = ReturnType<typeof createChatState>;

const MOST_MESSAGES = 1_000;
const MOST_FORMS = 100;

export function createChatState({ clock }: { readonly clock: Clock }) {
  let messages: Posted[] = [];
  let version = 0;
  let counter = 0;
  const closed = new Set<string>();
  const sentUnder = new Map<string, string>();
  const forms = new Map<string, OpenForm>();
  const watchers = new Set<(version: number) => void>();

  function changed(): void {
    version += 1;
    for (const watcher of watchers) watcher(version);
  }

  function put(message: Pick<Posted, 'channel' | 'thread' | 'by'> & Partial<Posted>): string {
    counter += 1;
    const id = `m${counter}`;
    messages = [...messages, { text: '', card: null, edited: false, onlyFor: null, ...message, id, at: clock() }].slice(-MOST_MESSAGES);
    changed();
    return id;
  }

  for (const { channel, by, text } of OPENING) put({ channel, thread: null, by, text });

  return {
    /** Puts a message; the same key twice is the same message once. */
    put(message: Pick<Posted, 'channel' | 'thread' | 'by'> & Partial<Posted>, key?: string): string {
      const known = key === undefined ? undefined : sentUnder.get(key);
      if (known !== undefined) return known;
      const id = put(message);
      if (key !== undefined) sentUnder.set(key, id);
      return id;
    },

    /** False when the message was removed. */
    edit(id: string, card: Card): boolean {
      if (!messages.some((message) => message.id === id)) return false;
      messages = messages.map((message) => (message.id === id ? { ...message, card, edited: true } : message));
      changed();
      return true;
    },

    remove(id: string): void {
      messages = messages.filter((message) => message.id !== id);
      changed();
    },

    setClosed(person: string, isClosed: boolean): void {
      if (isClosed) closed.add(person);
      else closed.delete(person);
      changed();
    },

    /** A place by its ref, as `as` sees it; null when there is no such place, or it belongs to another person. */
    where(ref: string, as: string): Conversation | null {
      const [channel = '', thread] = ref.split('/');
      if (ref === `dm:${as}`) return { ref, name: 'direct messages', kind: 'dm', channel: null };
      if (!CHANNELS.includes(channel)) return null;
      const around = { ref: channel, name: `#${channel}` };
      if (thread === undefined) return { ...around, kind: 'channel', channel: null };
      if (!messages.some((message) => message.id === thread && message.channel === channel && message.thread === null)) return null;
      return { ref, name: `a thread in #${channel}`, kind: 'thread', channel: around };
    },

    openForm(open: OpenForm): string {
      counter += 1;
      const id = `f${counter}`;
      forms.set(id, open);
      for (const old of forms.keys()) if (forms.size > MOST_FORMS) forms.delete(old);
      return id;
    },

    form: (id: string): OpenForm | undefined => forms.get(id),
    isClosed: (person: string): boolean => closed.has(person),
    messages: (): readonly Posted[] => messages,
    version: (): number => version,
    users: () => USERS.map((resident) => ({ ...resident, closed: closed.has(resident.id) })),

    watch(watcher: (version: number) => void): () => void {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}
