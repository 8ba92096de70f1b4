// What one of Teams' activities says, as plain data. TeamsPeople stand as Teams' own ids: who they are is not known yet.

import type { ActionName } from '../../bot/actions.ts';
import type { Form, FormPress, Pasted } from '../../bot/port.ts';

/** A piece of what was typed: text, a person by id, or a name that is no one person's. */
export type TextPiece = string | { readonly kind: 'person' | 'bot' | 'group' | 'name'; readonly id: string; readonly said: string };

export type Values = Readonly<Record<string, string | readonly string[]>>;

export type TeamsContent =
  /** `by`: whose command the card carries; nobody else may open it. */
  | { readonly kind: 'command'; readonly by: string; readonly text: readonly TextPiece[] }
  | { readonly kind: 'shortcut'; readonly people: readonly string[]; readonly asks: boolean; readonly pasted?: Pasted }
  | { readonly kind: 'action'; readonly action: ActionName; readonly ref: string }
  | { readonly kind: 'form'; readonly form: Form; readonly values: Values }
  | { readonly kind: 'form-press'; readonly press: FormPress; readonly ref: string; readonly values: Values };

export interface Where {
  readonly conversation: string;
  readonly kind: 'personal' | 'group' | 'channel';
  /** Of the channel. */
  readonly name: string;
  /** It was begun at the top of a channel, not in a thread there. */
  readonly top: boolean;
}

interface Sent {
  /** Unique for one message or press; the same when Teams asks again. */
  readonly id: string;
  readonly actor: { readonly id: string; readonly name: string };
  readonly where: Where;
}

/** A message to nt2. No dialog can follow it, only a card. */
export interface TypedPayload extends Sent {
  readonly kind: 'typed';
  readonly activity: string;
  readonly text: readonly TextPiece[];
}

/** A press, which a dialog answers. */
export interface AskedPayload extends Sent {
  readonly kind: 'asked';
  readonly content: TeamsContent;
}

export type TeamsPayload =
  | TypedPayload
  | AskedPayload
  /** No person did it, or nothing that nt2 knows. `waits`: Teams waits for an answer to it. */
  | { readonly kind: 'unknown'; readonly waits: boolean };

/** The people whom it names. */
export function peopleIn({ content }: AskedPayload): readonly string[] {
  switch (content.kind) {
    case 'command':
      return content.text.flatMap((piece) => (typeof piece === 'object' && piece.kind === 'person' ? [piece.id] : []));
    case 'shortcut':
      return content.people;
    case 'form':
    case 'form-press':
      return Object.values(content.values).flatMap((value) => (typeof value === 'string' ? [] : value));
    case 'action':
      return [];
  }
}
