// What one of Slack's payloads says, as plain data: who did what, where, and where an answer can be shown. People stand as ids.

import type { ActionName } from '../../bot/actions.ts';
import type { Form, FormPress, Pasted } from '../../bot/port.ts';
import type { SlackPlace } from './place.ts';

/** A payload as it arrived. */
export type SlackBody = Readonly<Record<string, unknown>>;

/** Where an answer can be shown: that depends on what was pressed. */
export type ResponseTarget =
  | { readonly kind: 'command' | 'message' | 'home' | 'opened' }
  | { readonly kind: 'modal'; readonly view: string }
  /** `fields`: the inputs of the form, by block id. */
  | { readonly kind: 'form'; readonly fields: readonly string[] };

/** A piece of what was typed: text, a person by id, a group or channel, or a name that Slack did not find. */
export type TextPiece =
  | string
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'group'; readonly name: string; readonly said: string }
  | { readonly kind: 'name'; readonly name: string };

/** What was done. People stand as Slack's user ids. */
export type SlackContent =
  | { readonly kind: 'command'; readonly text: readonly TextPiece[] }
  | { readonly kind: 'shortcut'; readonly people: readonly string[]; readonly asks: boolean; readonly pasted?: Pasted }
  | { readonly kind: 'action'; readonly action: ActionName; readonly ref: string }
  | {
      readonly kind: 'form';
      readonly name: Form['name'];
      readonly ref: string;
      readonly values: Readonly<Record<string, string | readonly string[]>>;
    }
  | {
      readonly kind: 'form-press';
      readonly press: FormPress;
      readonly ref: string;
      readonly values: Readonly<Record<string, string | readonly string[]>>;
    }
  | { readonly kind: 'home' };

export interface SlackPayload {
  /** Unique for one press or message; a repeated delivery carries the same. */
  readonly id: string;
  readonly actor: { readonly id: string; readonly name: string };
  readonly content: SlackContent;
  readonly place: SlackPlace | null;
  readonly target: ResponseTarget;
  readonly trigger: string | null;
  readonly responseUrl: string | null;
  /** The thread in which it was pressed: a private answer belongs there too. */
  readonly thread: string | null;
  /** Begun on a person's own page, which shows another state afterwards. */
  readonly fromHome: boolean;
}

/** A person opens their own page, or it is drawn again after a press on it. */
export const homeOf = (user: string, id: string): SlackPayload => ({
  id,
  actor: { id: user, name: '' },
  content: { kind: 'home' },
  place: null,
  target: { kind: 'opened' },
  trigger: null,
  responseUrl: null,
  thread: null,
  fromHome: false,
});

/** Ids of all the people in it: the actor first, then the others in order. */
export function peopleIn({ actor, content }: SlackPayload): readonly string[] {
  switch (content.kind) {
    case 'command':
      return [actor.id, ...content.text.flatMap((piece) => (typeof piece === 'object' && piece.kind === 'person' ? [piece.id] : []))];
    case 'shortcut':
      return [actor.id, ...content.people];
    case 'form':
      return [actor.id, ...Object.values(content.values).flatMap((value) => (typeof value === 'string' ? [] : value))];
    case 'action':
    // Who they are is asked when the form is sent: a form that is drawn anew only names them again.
    case 'form-press':
    case 'home':
      return [actor.id];
  }
}
