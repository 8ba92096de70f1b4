// The port between nt2 and a chat platform: all that an adapter must do, and all that it may know of nt2.
// See docs/decisions/adapter-files.md.

import type { Capabilities } from './capabilities.ts';
import type { MessageRef, Person, PersonKey, Place } from '../core/share.ts';
import type { ActionName } from './actions.ts';

/**
 * Text is data: adapters escape it and never interpret it; only a person span may mention anyone.
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

/** `ref` is at most 80 characters and grants nothing by itself: nt2 decides by who presses. */
export type Button =
  | {
      readonly kind: 'act';
      readonly action: ActionName;
      readonly ref: string;
      readonly label: string;
      readonly tone?: 'primary' | 'danger';
    }
  | { readonly kind: 'open'; readonly url: string; readonly label: string; readonly tone?: 'primary' };

/** One line of a list, with what can be done about it beside it: one or two buttons. */
export interface CardRow {
  readonly line: Line;
  readonly buttons: readonly Button[];
}

/** Texts and people that a refused form gives back. */
export const KEPT = ['people', 'label', 'note', 'fields'] as const;

export interface KeptField {
  readonly id: (typeof KEPT)[number];
  readonly label: string;
  readonly value: string | readonly Person[];
}

/** At most ten buttons; or nine rows and one button, ten rows of one button each and three, eight of two and three. The title is plain text of one line. */
export interface Card {
  readonly title: string;
  readonly tone: Tone;
  readonly body: readonly Line[];
  /** Between body and buttons. Absent: it is no list. */
  readonly rows?: readonly CardRow[];
  /** What stood in a refused form, one line each before the buttons: a press on one brings it back. Only where no form can be rejected. */
  readonly kept?: readonly KeptField[];
  readonly buttons: readonly Button[];
  /** Text of the notification. Never a label or a note: it may show on a locked screen. */
  readonly fallback: string;
}

export const FORMS = ['share', 'secret', 'request', 'decline', 'pasted', 'refuse'] as const;

/** Buttons inside a form: show its options, or draw it for another audience. */
export const FORM_PRESSES = ['options', 'link', 'people'] as const;
export type FormPress = (typeof FORM_PRESSES)[number];

/** What stands below the fields of a form: what is folded away, in one line, and buttons that draw the form anew. */
export interface Folded {
  /** Empty: nothing is folded. */
  readonly line: Line;
  readonly presses: readonly { readonly press: FormPress; readonly label: string }[];
}

/** Title up to 24 characters, labels up to 45, hints up to 100; never more fields than the platform's `can.fields`. */
export interface Form {
  readonly name: (typeof FORMS)[number];
  /** At most 80 characters. Comes back with the submission. */
  readonly ref: string;
  readonly title: string;
  readonly submit: string;
  readonly intro: readonly Line[];
  readonly fields: readonly Field[];
  /** Only where the platform's `can.redrawForms`. */
  readonly folded?: Folded;
}

interface FieldOption {
  readonly value: string;
  readonly label: string;
}

export type Field = { readonly id: string; readonly label: string; readonly hint?: string; readonly required: boolean } & (
  | { readonly kind: 'text'; readonly max: number; readonly initial: string; readonly multiline: boolean }
  /** Modal entry only: never logged, stored or echoed by an adapter. */
  | { readonly kind: 'secret'; readonly max: number; readonly initial: string; readonly multiline: boolean }
  | { readonly kind: 'people'; readonly max: number; readonly initial: readonly Person[] }
  | { readonly kind: 'choice'; readonly options: readonly FieldOption[]; readonly initial: string }
  /** Any of them, or none, at most 25. What is chosen comes back as one text with spaces between. Only where `can.fields` is below ten. */
  | { readonly kind: 'choices'; readonly options: readonly FieldOption[] }
);

/**
 * A person as the platform describes them. `guest`: a limited member of this tenant. `outsider`: a member of another tenant.
 * `gone`: deactivated. `machine`: no person at all, and no platform’s: nt2’s own (`machine:ci`). `group`: not one person at all (a user group, a channel, everyone here).
 */
export interface Contact extends Person {
  readonly kind: 'member' | 'guest' | 'outsider' | 'bot' | 'gone' | 'group' | 'machine' | 'unknown';
}

/** By field id. A field that was left empty is '' or []. */
export type FormValues = Readonly<Record<string, string | readonly Contact[]>>;

export interface Conversation extends Place {
  readonly kind: 'channel' | 'thread' | 'dm';
  /** The channel around a thread; null elsewhere. */
  readonly channel: Place | null;
}

/** A message that holds a secret, as much as an adapter may say of it: its text goes no further than `pastedKind` (core/pasted-kind.ts). */
export interface Pasted {
  readonly by: 'actor' | 'other' | 'app';
  /** What it looks like; null: like nothing that is known. */
  readonly looks: string | null;
}

export interface InteractionBase {
  /** Unique for one press or message; a repeated delivery carries the same. */
  readonly id: string;
  /** `platform:tenant`, the name under which the tenant's tag is made. */
  readonly tenant: string;
  readonly actor: Contact;
  /** The conversation; null outside any. A form's submission carries the place where the form was asked for. */
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
        /** Choices of the share form that were already made in the platform's own command options, by field id. */
        readonly given?: Readonly<Record<string, string>>;
      }
    /** A menu entry on a message or on a person; `people` are prefilled recipients. */
    /** `asks`: the entry that asks for a secret, in place of sharing one. */
    /** `pasted`: the entry that says of a message that it is a secret. `people` are then its author, or who else is in the conversation. */
    | { readonly kind: 'shortcut'; readonly people: readonly Contact[]; readonly asks?: true; readonly pasted?: Pasted }
    | { readonly kind: 'form'; readonly name: Form['name']; readonly ref: string; readonly values: FormValues }
    /** A button inside an open form, with what stands in its fields by then. */
    | { readonly kind: 'form-press'; readonly press: FormPress; readonly ref: string; readonly values: FormValues }
    /** `kept`: what stood on the card that was pressed, by field id. */
    | { readonly kind: 'action'; readonly action: ActionName; readonly ref: string; readonly kept?: FormValues }
    /** The person opened their own page of nt2. */
    | { readonly kind: 'home' }
  );

/** A person's own page of nt2 inside the platform, where it has such pages. */
export interface Home {
  readonly intro: Card;
  readonly sections: readonly { readonly title: string; readonly none: Line; readonly cards: readonly Card[] }[];
}

/** The first answer, of which there is one. Most platforms take a form only as the first answer, so the handler returns it. */
export type InteractionResponse =
  | { readonly kind: 'nothing' }
  /** Seen by the actor alone and not stored by the platform. After a press on such a private card it takes that card's place. */
  | { readonly kind: 'private'; readonly card: Card }
  /** After a press inside a form it takes that form's place. */
  | { readonly kind: 'form'; readonly form: Form }
  /** One sentence per field, by field id. Only where the platform's `can.rejectForms`. */
  | { readonly kind: 'reject-form'; readonly errors: Readonly<Record<string, string>> }
  /** The answer to `home`, and to nothing else. */
  | { readonly kind: 'home'; readonly home: Home };

/** Once `deadline` aborts, the person has seen an error, and the handler must change nothing. */
export type Handler = (interaction: Interaction, deadline: AbortSignal) => Promise<InteractionResponse>;

/**
 * Why a platform did not show an answer that came in time. `busy`: it could not just now. `setup`: the app lacks a permission, or its
 * installation does not work. `shape`: the platform does not accept such content, which is a defect of nt2.
 */
export type Unshown = 'busy' | 'setup' | 'shape';

export interface Completion {
  readonly value: string;
  readonly label: string;
}

/** `kind`: of the person who types. `verb`: of the command, such as `share`. `typed`: the beginning of a template's name. */
export interface Completing extends Pick<Contact, 'kind'> {
  readonly verb: string;
  readonly typed: string;
}

/** A person whom the platform has just signed in, and where they want to go: what stands behind `?to=` in the address. */
export interface Arrival extends Pick<InteractionBase, 'tenant' | 'actor'> {
  readonly to: string;
}

/** A message that looks like a secret, where the operator has nt2 read messages. Its text goes no further than `shapedKind` (core/pasted-kind.ts). */
export interface WatchedPaste extends Pick<InteractionBase, 'tenant'> {
  /** Of the message. */
  readonly id: string;
  readonly author: Contact;
  readonly looks: string;
}

/** What an adapter is started with. */
export interface Bot {
  readonly handle: Handler;
  /** The address to go on to, for their browser alone; only where the platform's `can.signsIn`. It is never shown in chat. */
  readonly signIn?: (who: Arrival) => Promise<string>;
  /** Templates that this person may use for someone; changes nothing and is not logged. Absent: there are none. */
  readonly complete?: (asked: Completing) => readonly Completion[];
  /** What to show the author alone; null: nothing, and soon nothing again. Keeps nothing but that the message was seen. */
  readonly pasted?: (found: WatchedPaste) => Promise<Card | null>;
  /** What to show the person alone when the deadline passed before there was an answer. */
  readonly late: Card;
  /** What to show the person when the adapter itself failed and nothing was changed. */
  readonly broken: Card;
  /** What to show in place of a form that the platform refused. The platform's code goes into the log. */
  readonly unshown: Readonly<Record<Unshown, Card>>;
}

/** Why a platform did not take a message. `refused`: for good (closed messages, not a member). `gone`: the message to edit does not exist. */
export type Failure = 'refused' | 'gone' | 'later';
export type Sent =
  | { readonly ok: true; readonly ref: MessageRef }
  | { readonly ok: false; readonly reason: Failure; readonly retryAfterMs?: number };

export interface Outbound {
  /** A direct message. `key`: sent twice with one key, the message appears once. */
  sendDirect(to: Person, card: Card, key: string): Promise<Sent>;
  /** A message in a place, without link previews or mentions of groups. */
  post(place: Place, card: Card, key: string): Promise<Sent>;
  /** A message in a place that one person sees, not in answer to a press. `refused` where the platform has no such messages. */
  postEphemeral(place: Place, to: Person, card: Card, key: string): Promise<Sent>;
  /** Replaces a card that was posted before. */
  update(ref: MessageRef, card: Card): Promise<Sent>;
}

export interface AdapterRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handle: (request: Request) => Promise<Response>;
}

/** One line of `nt2 doctor`: what works, what to look at, or what is wrong and how to fix it. */
export type Finding = { readonly level: 'ok' | 'note' | 'fault'; readonly message: string };

export interface Adapter {
  /** First part of every person key of this platform. */
  readonly platform: string;
  /** What people call it, for "… and this server will see it". */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** A channel that the operator names by the platform's own ids; null when these are not valid. */
  channel(tenant: string, id: string): Place | null;
  readonly outbound: Outbound;
  /** Fetch handlers for the one server. They read the raw body themselves and verify before they parse. */
  readonly routes: readonly AdapterRoute[];
  start(bot: Bot): Promise<void>;
  stop(): Promise<void>;
  /** Asks the platform whether it is set up as nt2 needs. For an adapter that is not started. `direct`: a person to send a test message to. */
  check(ask?: { readonly direct?: string | undefined }): Promise<readonly Finding[]>;
  /** Who that is now in their own tenant; null: the platform knows no such person there, or does not answer. */
  findContact(person: PersonKey): Promise<Contact | null>;
  /**
   * The one person with this handle, exactly: `@name` or `name` as the platform shows it, or the platform's own id. `tenant`: where they are;
   * null: in the one tenant that there is. Null: nobody, or more than one, or no answer. Absent: the platform is asked by ids alone.
   */
  findHandle?(handle: string, tenant: string | null): Promise<Contact | null>;
  /** Where this person is, as `Europe/Berlin`; null: the platform does not say. Absent: it never does. */
  timeZone?(person: PersonKey): Promise<string | null>;
  health(): { readonly state: 'ready' | 'connecting' | 'down'; readonly detail: string };
}

/** The platform of a person: the part before the first colon. */
export const platformOf = (key: PersonKey): string => key.slice(0, key.indexOf(':'));
