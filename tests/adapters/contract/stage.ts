// What each part of the adapter contract works with.

import type { Share } from '../../../src/core/share.ts';
import type { Role, Seen, SeenButton, SeenCard, SeenForm } from '../chat.ts';
import type { World, WorldOptions } from '../world.ts';

export const LABEL = 'Stripe webhook key';

/** Registers one test, or leaves it out where the platform cannot have it. */
export type Test = (title: string, run: () => Promise<void>) => void;

export interface Stage {
  /** The one of this test: a new one for each. */
  readonly world: World;
  /** Opens the world of this test anew, with other settings. */
  begin(options: WorldOptions): Promise<void>;
  command(as: Role, text: string, where?: 'channel' | 'thread'): Promise<Seen>;
  shareForm(text?: string): Promise<SeenForm>;
  /** From the command to the sent form. */
  share(values?: Record<string, string | string[]>): Promise<Seen>;
  newest(): Promise<Share>;
}

export function card(seen: Seen): SeenCard {
  if (seen.kind !== 'private') throw new Error(`expected a private card, got ${JSON.stringify(seen)}`);
  return seen.card;
}

export function form(seen: Seen): SeenForm {
  if (seen.kind !== 'form') throw new Error(`expected a form, got ${JSON.stringify(seen)}`);
  return seen.form;
}

export const labels = ({ buttons }: SeenCard): string[] => buttons.map(({ label }) => label);

export function button(on: SeenCard, label: string): SeenButton {
  const found = on.buttons.find((known) => known.label === label);
  if (!found) throw new Error(`no button ${label} on "${on.title}": ${labels(on).join(', ')}`);
  return found;
}
