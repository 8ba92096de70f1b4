// What decide() answers.

import type { Refusal } from '../refusal.ts';
import type { Change } from './transitions.ts';

/**
 * `refusal` null: yes. A yes without a change was done before (a repeated request).
 * A refusal with a change: the no itself is remembered (a counted attempt, a ring, a share found to be over).
 */
export interface Decision {
  readonly refusal: Refusal | null;
  readonly change: Change | null;
}

export const ALLOWED: Decision = { refusal: null, change: null };
export const deny = (refusal: Refusal, change: Change | null = null): Decision => ({ refusal, change });
export const allow = (change: Change): Decision => ({ refusal: null, change });
