// What one request of the playground's page says, as plain data, with the place and the form that it is about.

import type { ActionName, Conversation, Form } from '../../bot/port.ts';

/** What was done. People stand as the names that are typed behind the @. */
export type PlaygroundContent =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'shortcut' }
  | { readonly kind: 'action'; readonly action: ActionName; readonly ref: string }
  | { readonly kind: 'form'; readonly form: Form; readonly values: Readonly<Record<string, string | readonly string[]>> };

export interface PlaygroundPayload {
  readonly press: string;
  readonly as: string;
  readonly place: Conversation | null;
  readonly content: PlaygroundContent;
}
