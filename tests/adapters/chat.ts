// What the contract suite asks of a platform's harness: people who press and type, and a look at what stands in chat afterwards.

import type { Adapter, FormPress } from '../../src/bot/port.ts';
import type { PersonKey } from '../../src/core/share.ts';

export interface SeenButton {
  readonly label: string;
  /** What the platform sends back when it is pressed; null for a link. */
  readonly press: { readonly action: string; readonly ref: string } | null;
  readonly url: string | null;
}

export interface SeenCard {
  /** The platform's id of the message; '' for a private answer. */
  readonly id: string;
  readonly where: 'channel' | 'thread' | 'dm' | 'private';
  readonly title: string;
  /** All lines of the body, joined by line breaks, as a reader sees them. */
  readonly text: string;
  readonly buttons: readonly SeenButton[];
}

export interface SeenForm {
  readonly id: string;
  readonly title: string;
  readonly intro: string;
  /** What is folded away, in one line, and the buttons inside the form; null where the platform has no such forms. */
  readonly folded: { readonly line: string; readonly presses: readonly string[] } | null;
  /** By field id: what stands in it, and the choices. */
  readonly fields: Readonly<Record<string, { readonly initial: string | readonly string[]; readonly options: readonly string[] }>>;
}

export type Seen =
  | { readonly kind: 'nothing' | 'late' }
  | { readonly kind: 'private'; readonly card: SeenCard }
  | { readonly kind: 'form'; readonly form: SeenForm }
  | { readonly kind: 'reject-form'; readonly errors: Readonly<Record<string, string>> };

export type Role = 'sender' | 'recipient' | 'other';

export interface Chat {
  readonly adapter: Adapter;
  readonly keys: Readonly<Record<Role, PersonKey>>;
  /** How a person, a bot, everybody, or someone unknown is written in a command; and how a form's people field names a person. */
  mention(who: Role | 'bot' | 'group' | 'unknown'): string;
  /** `press` makes a repeated delivery: the same press again. */
  command(as: Role, text: string, options?: { readonly press?: string; readonly where?: 'channel' | 'thread' }): Promise<Seen>;
  /** The menu entry on a message; `asks`: the one that asks for a secret, where the platform has it. */
  shortcut(as: Role, what?: 'asks'): Promise<Seen>;
  /** The menu entry that says of a message that it is a secret. Absent where the platform has it not. */
  readonly pasted?: (as: Role, by: Role, text: string) => Promise<Seen>;
  /** Fields that `values` does not name keep what stands in them; those that are folded away are unfolded first, as a person would. */
  submit(
    as: Role,
    form: SeenForm,
    values: Readonly<Record<string, string | readonly string[]>>,
    options?: { readonly press?: string },
  ): Promise<Seen>;
  /** A button inside an open form. Absent where the platform has no such forms. */
  readonly pressForm?: (
    as: Role,
    form: SeenForm,
    press: FormPress,
    values?: Readonly<Record<string, string | readonly string[]>>,
  ) => Promise<Seen>;
  press(as: Role, button: SeenButton, options?: { readonly press?: string }): Promise<Seen>;
  /** Cards of nt2 that stand in chat where `as` can see them, oldest first. Private answers are not among them. */
  cards(as: Role): Promise<SeenCard[]>;
  /** How long nt2 may take for its first answer from now on, in ms. */
  answerWithin(ms: number): void;
  closeDirect(who: Role, closed: boolean): Promise<void>;
  remove(card: SeenCard): Promise<void>;
  /** Sends a well-formed request without a valid signature; the HTTP status it got. */
  forge(): Promise<number>;
  /** The platform refuses the next form, by this code. Absent where nobody is there to refuse one. */
  readonly refuseForm?: () => string;
  /** Lines that the adapter has logged. */
  readonly logged: () => readonly string[];
  /** Everything that nt2 has put into the platform's hands and that the platform keeps, as one text. */
  kept(): Promise<string>;
  close(): Promise<void>;
}

export interface ChatOptions {
  readonly publicUrl: string;
  readonly clock: () => number;
}

export type OpenChat = (options: ChatOptions) => Promise<Chat>;

type Values = Readonly<Record<string, string | readonly string[]>>;

/** The form in which all these fields stand, where one press unfolds them. */
export async function unfolded(
  chat: Pick<Chat, 'pressForm'>,
  { as, form, values }: { readonly as: Role; readonly form: SeenForm; readonly values: Values },
): Promise<SeenForm> {
  const isThere = Object.keys(values).every((id) => id in form.fields);
  if (isThere || form.folded?.presses.includes('options') !== true || chat.pressForm === undefined) return form;
  const shown = await chat.pressForm(as, form, 'options');
  if (shown.kind !== 'form') throw new Error('the options do not open');
  return shown.form;
}
