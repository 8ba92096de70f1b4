// What one request of the playground's page says, as plain data, with the place and the form that it is about.

import type { ActionName } from '../../bot/actions.ts';
import type { Conversation, Form, FormPress } from '../../bot/port.ts';

/** What was done. People stand as the names that are typed behind the @. */
export type PlaygroundContent =
  | { readonly kind: 'command'; readonly text: string }
  /** `author`: who wrote the message; null for nt2's own. */
  | { readonly kind: 'shortcut'; readonly author: string | null }
  | {
      readonly kind: 'form-press';
      readonly press: FormPress;
      readonly form: Form;
      readonly values: Readonly<Record<string, string | readonly string[]>>;
    }
  | { readonly kind: 'action'; readonly action: ActionName; readonly ref: string }
  | { readonly kind: 'form'; readonly form: Form; readonly values: Readonly<Record<string, string | readonly string[]>> };

export interface PlaygroundPayload {
  readonly press: string;
  readonly as: string;
  readonly place: Conversation | null;
  readonly content: PlaygroundContent;
}
