// What decide() answers.

import type { Refusal } from '../refusal.ts';
import type { Change } from './transitions.ts';

/**
 * `refusal` null: yes. A yes without a change was granted before (a repeated request).
 * A refusal with a change is written too: a counted try, an alert, a share whose time is over.
 */
export interface Decision {
  readonly refusal: Refusal | null;
  readonly change: Change | null;
}

export const ALLOWED: Decision = { refusal: null, change: null };
export const deny = (refusal: Refusal, change: Change | null = null): Decision => ({ refusal, change });
export const allow = (change: Change): Decision => ({ refusal: null, change });
