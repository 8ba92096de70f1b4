// The port between nt2 and a chat platform. Everything an adapter must do, and all that it may know: cards, forms, what people pressed.

import type { MessageRef, Person, PersonKey, Place } from '../core/share.ts';

/** Text is data: adapters escape it and never interpret it; a person span is the only thing that may mention somebody. */
export type Span = string | { readonly person: Person } | { readonly strong: string } | { readonly link: string; readonly text: string };
export type Line = readonly Span[];
export type Tone = 'plain' | 'good' | 'warn' | 'over';

export type ActionName =
  | 'enter' // sender: open the page (or, for modal entry, the form) to type the secret
  | 'accept'
  | 'decline'
  | 'open' // recipient: go to the page
  | 'revoke'
  | 'status'; // sender: go to the status page

/** `ref` is at most 100 characters and means nothing by itself: whoever presses is asked who he is. */
export type Button =
  | { readonly kind: 'act'; readonly action: ActionName; readonly ref: string; readonly label: string; readonly tone?: 'go' | 'stop' }
  | { readonly kind: 'open'; readonly url: string; readonly label: string };

export interface Card {
  readonly title: string;
  readonly tone: Tone;
  readonly body: readonly Line[];
  readonly buttons: readonly Button[];
  /** Text of the notification. Never a label or a note: it may show on a locked screen. */
  readonly fallback: string;
}

/** At most five fields on every platform; title up to 24 characters, labels up to 45. */
export interface Form {
  readonly name: 'share' | 'secret';
  /** Comes back with the submission. */
  readonly ref: string;
  readonly title: string;
  readonly submit: string;
  readonly intro: readonly Line[];
  readonly fields: readonly Field[];
}

export type Field = { readonly id: string; readonly label: string; readonly hint?: string; readonly required: boolean } & (
  | { readonly kind: 'text'; readonly max: number; readonly initial: string; readonly multiline: boolean }
  /** Modal entry only: never logged, stored or echoed by an adapter. */
  | { readonly kind: 'secret'; readonly max: number }
  | { readonly kind: 'person'; readonly initial: Person | null }
  | { readonly kind: 'choice'; readonly options: readonly { readonly value: string; readonly label: string }[]; readonly initial: string }
);

export type FormValues = Readonly<Record<string, string | Person | null>>;

export interface InboundBase {
  /** Unique for one press or message; a repeated delivery carries the same. */
  readonly id: string;
  /** `platform:tenant`, the name under which the tenant's tag is made. */
  readonly tenant: string;
  readonly actor: Person;
  /** Where it happened; null outside any conversation. */
  readonly place: (Place & { readonly kind: 'channel' | 'thread' | 'dm' }) | null;
}

export type Inbound = InboundBase &
  (
    | {
        readonly type: 'command';
        /** What was typed behind `/nt2`. People paste secrets here: never log it. Mentions stand as `<@key>`. */
        readonly text: string;
        /** The mentioned people, in order. */
        readonly people: readonly Person[];
      }
    | { readonly type: 'shortcut' }
    | { readonly type: 'form'; readonly name: Form['name']; readonly ref: string; readonly values: FormValues }
    | { readonly type: 'action'; readonly action: ActionName; readonly ref: string }
  );

/** The one first answer. On most platforms a form can be nothing else, so the handler returns it and cannot give it twice. */
export type FirstResponse =
  | { readonly do: 'nothing' }
  /** Seen by the actor alone and not stored by the platform. */
  | { readonly do: 'private'; readonly card: Card }
  | { readonly do: 'form'; readonly form: Form }
  /** One sentence per field, by field id. */
  | { readonly do: 'reject-form'; readonly errors: Readonly<Record<string, string>> };

/** After `deadline` aborts, the person has seen an error: a handler must not change anything any more. */
export type Handler = (inbound: Inbound, deadline: AbortSignal) => Promise<FirstResponse>;

/** Why a platform would not take a message. `refused` is for good (closed messages, not a member), `gone`: the message to edit is not there. */
export type Failure = 'refused' | 'gone' | 'later';
export type Sent =
  | { readonly ok: true; readonly ref: MessageRef }
  | { readonly ok: false; readonly why: Failure; readonly retryAfterMs?: number };

export interface Outbound {
  /** A direct message. `key`: the same key twice is the same message once. */
  direct(to: Person, card: Card, key: string): Promise<Sent>;
  /** A message in a place; previews and mentions of groups off. */
  post(place: Place, card: Card, key: string): Promise<Sent>;
  /** Puts another card in the place of one that stands in chat. */
  edit(ref: MessageRef, card: Card): Promise<Sent>;
}

export interface AdapterRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handle: (request: Request) => Promise<Response>;
}

export interface Adapter {
  /** First part of every person key of this platform. */
  readonly platform: string;
  readonly out: Outbound;
  /** Fetch handlers for the one server. They read the raw body themselves and verify before they parse. */
  readonly routes: readonly AdapterRoute[];
  /** What this platform can do: the core and the bot choose by these, never by the platform's name. */
  readonly can: { readonly forms: boolean; readonly rejectForms: boolean; readonly threads: boolean; readonly private: boolean };
  start(handler: Handler): Promise<void>;
  stop(): Promise<void>;
  health(): { readonly state: 'ready' | 'connecting' | 'down'; readonly detail: string };
}

/** The platform of a person: the part before the first colon. */
export const platformOf = (key: PersonKey): string => key.slice(0, key.indexOf(':'));
