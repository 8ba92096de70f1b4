// The port between nt2 and a chat platform. Everything an adapter must do, and all that it may know: cards, forms, what people pressed.

import type { MessageRef, Person, PersonKey, Place } from '../core/share.ts';

/**
 * Text is data: adapters escape it and never interpret it; a person span is the only thing that may mention somebody.
 * `at` is a moment, epoch ms, shown in the reader's own time zone where the platform can.
 */
export type Span =
  | string
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'time'; readonly at: number };
export type Line = readonly Span[];
export type Tone = 'plain' | 'good' | 'warn' | 'over';

export const ACTIONS = [
  'enter', // sender: type the secret, on the page or (modal entry) in a form
  'accept',
  'decline',
  'open', // whoever presses sees what he may see and do
  'revoke', // sender: asks once more
  'revoke-now',
  'status', // sender: go to the page with the share's state
  'receipt', // sender and recipient: go to the receipt
  'block', // recipient: take nothing from its sender any more
  'unblock', // anybody: the ref is the key of whom he has blocked
  'share', // anybody: open the share form; the ref means nothing
  'more', // anybody: what follows in his own list; the ref is the list, and the last one that was shown
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** `ref` is at most 80 characters and means nothing by itself: whoever presses is asked who he is. */
export type Button =
  | {
      readonly kind: 'act';
      readonly action: ActionName;
      readonly ref: string;
      readonly label: string;
      readonly tone?: 'primary' | 'danger';
    }
  | { readonly kind: 'open'; readonly url: string; readonly label: string; readonly tone?: 'primary' };

/** At most ten buttons. The title is plain text of one line. */
export interface Card {
  readonly title: string;
  readonly tone: Tone;
  readonly body: readonly Line[];
  readonly buttons: readonly Button[];
  /** Text of the notification. Never a label or a note: it may show on a locked screen. */
  readonly fallback: string;
}

/** Title up to 24 characters, labels up to 45, hints up to 100; never more fields than the platform's `can.fields`. */
export interface Form {
  readonly name: 'share' | 'secret';
  /** At most 80 characters. Comes back with the submission. */
  readonly ref: string;
  readonly title: string;
  readonly submit: string;
  readonly intro: readonly Line[];
  readonly fields: readonly Field[];
}

export type Field = { readonly id: string; readonly label: string; readonly hint?: string; readonly required: boolean } & (
  | { readonly kind: 'text'; readonly max: number; readonly initial: string; readonly multiline: boolean }
  /** Modal entry only: never logged, stored or echoed by an adapter. */
  | { readonly kind: 'secret'; readonly max: number; readonly initial: string; readonly multiline: boolean }
  | { readonly kind: 'people'; readonly max: number; readonly initial: readonly Person[] }
  | { readonly kind: 'choice'; readonly options: readonly { readonly value: string; readonly label: string }[]; readonly initial: string }
);

/**
 * Somebody as the platform describes him. `guest`: a limited member of this tenant. `outsider`: at home in another tenant.
 * `gone`: deactivated. `group`: not one person at all (a user group, a channel, everybody here).
 */
export interface Contact extends Person {
  readonly kind: 'member' | 'guest' | 'outsider' | 'bot' | 'gone' | 'group' | 'unknown';
}

/** By field id. A field that was left empty is '' or []. */
export type FormValues = Readonly<Record<string, string | readonly Contact[]>>;

export interface Conversation extends Place {
  readonly kind: 'channel' | 'thread' | 'dm';
  /** The channel around a thread; null elsewhere. */
  readonly channel: Place | null;
}

export interface InteractionBase {
  /** Unique for one press or message; a repeated delivery carries the same. */
  readonly id: string;
  /** `platform:tenant`, the name under which the tenant's tag is made. */
  readonly tenant: string;
  readonly actor: Contact;
  /** Where it happened; null outside any conversation. A form's submission carries the place where the form was asked for. */
  readonly place: Conversation | null;
}

export type Interaction = InteractionBase &
  (
    | {
        readonly kind: 'command';
        /** What was typed behind `/nt2`. People paste secrets here: never log it. Mentions stand as `<@key>`. */
        readonly text: string;
        /** The mentioned people, in order; also names that the platform did not know, as `unknown`. */
        readonly people: readonly Contact[];
        /** Choices of the share form that the platform's own command options have asked already, by field id. */
        readonly given?: Readonly<Record<string, string>>;
      }
    /** A menu entry on a message or on a person; `people` are prefilled recipients. */
    | { readonly kind: 'shortcut'; readonly people: readonly Contact[] }
    | { readonly kind: 'form'; readonly name: Form['name']; readonly ref: string; readonly values: FormValues }
    | { readonly kind: 'action'; readonly action: ActionName; readonly ref: string }
    /** He looks at his own page of nt2. */
    | { readonly kind: 'home' }
  );

/** What somebody finds on his own page of nt2 inside the platform, where it has such a page. */
export interface Home {
  readonly intro: Card;
  readonly sections: readonly { readonly title: string; readonly none: Line; readonly cards: readonly Card[] }[];
}

/** The one first answer. On most platforms a form can be nothing else, so the handler returns it and cannot give it twice. */
export type InteractionResponse =
  | { readonly kind: 'nothing' }
  /** Seen by the actor alone and not stored by the platform. After a press on such a private card it takes that card's place. */
  | { readonly kind: 'private'; readonly card: Card }
  | { readonly kind: 'form'; readonly form: Form }
  /** One sentence per field, by field id. Only where the platform's `can.rejectForms`. */
  | { readonly kind: 'reject-form'; readonly errors: Readonly<Record<string, string>> }
  /** The answer to `home`, and to nothing else. */
  | { readonly kind: 'home'; readonly home: Home };

/** After `deadline` aborts, the person has seen an error: a handler must not change anything any more. */
export type Handler = (interaction: Interaction, deadline: AbortSignal) => Promise<InteractionResponse>;

/**
 * Why a platform would not show an answer, other than that it came too late. `busy`: it could not just now. `setup`: the app lacks a
 * permission, or its installation does not work. `shape`: it takes nothing that looks so, which is a defect of nt2.
 */
export type Unshown = 'busy' | 'setup' | 'shape';

/** What an adapter is started with. */
export interface Bot {
  readonly handle: Handler;
  /** What to show a person, by himself, when the deadline passed before there was an answer. */
  readonly late: Card;
  /** What to show a person when the adapter itself could not do its part, and nothing was changed. */
  readonly broken: Card;
  /** What to show where a form was to stand that the platform refused. The platform's code goes into the log. */
  readonly unshown: Readonly<Record<Unshown, Card>>;
}

/** Why a platform would not take a message. `refused` is for good (closed messages, not a member), `gone`: the message to edit is not there. */
export type Failure = 'refused' | 'gone' | 'later';
export type Sent =
  | { readonly ok: true; readonly ref: MessageRef }
  | { readonly ok: false; readonly reason: Failure; readonly retryAfterMs?: number };

export interface Outbound {
  /** A direct message. `key`: the same key twice is the same message once. */
  sendDirect(to: Person, card: Card, key: string): Promise<Sent>;
  /** A message in a place; previews and mentions of groups off. */
  post(place: Place, card: Card, key: string): Promise<Sent>;
  /** Seen by one person in a place, without a press of his. `refused` where the platform has no such thing. */
  postEphemeral(place: Place, to: Person, card: Card, key: string): Promise<Sent>;
  /** Puts another card in the place of one that stands in chat. */
  update(ref: MessageRef, card: Card): Promise<Sent>;
}

export interface AdapterRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handle: (request: Request) => Promise<Response>;
}

/** What a platform can do: the bot chooses by these, never by the platform's name. */
export interface Capabilities {
  /** How many fields a form holds, 5 at least; an intro takes the room of one. Choices that find no room keep their default, or what `given` says. */
  readonly fields: number;
  /** A submitted form can be handed back with a sentence at each field; elsewhere the answer is a private card. */
  readonly rejectForms: boolean;
}

/** One line of `nt2 doctor`: what is well, what to look at, what is wrong and what to do about it. */
export interface Finding {
  readonly level: 'ok' | 'note' | 'fault';
  readonly message: string;
}

export interface Adapter {
  /** First part of every person key of this platform. */
  readonly platform: string;
  /** What people call it, for "… and this server will see it". */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** A channel as an operator names it, by the platform's own ids; null when these are none. */
  channel(tenant: string, id: string): Place | null;
  readonly outbound: Outbound;
  /** Fetch handlers for the one server. They read the raw body themselves and verify before they parse. */
  readonly routes: readonly AdapterRoute[];
  start(bot: Bot): Promise<void>;
  stop(): Promise<void>;
  /** Asks the platform whether it is set up as nt2 needs it. For an adapter that has not been started. `direct`: somebody to write to. */
  check(ask?: { readonly direct?: string | undefined }): Promise<readonly Finding[]>;
  health(): { readonly state: 'ready' | 'connecting' | 'down'; readonly detail: string };
}

/** The platform of a person: the part before the first colon. */
export const platformOf = (key: PersonKey): string => key.slice(0, key.indexOf(':'));
