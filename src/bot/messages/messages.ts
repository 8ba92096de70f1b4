// Every sentence that nt2 says in chat. A translation is another object of this shape.
// {names} in braces are filled in by bot/text.ts, so that each language can put them where it wants them.

import { answers } from './en-answers.ts';
import { approvals } from './en-approvals.ts';
import { cards } from './en-cards.ts';
import { forms } from './en-forms.ts';
import { machines } from './en-machines.ts';
import { envelopes } from './en-envelopes.ts';
import { logins } from './en-logins.ts';
import { rotations } from './en-rotations.ts';
import { offboarding } from './en-offboarding.ts';
import { rescue } from './en-rescue.ts';
import { requests } from './en-requests.ts';
import { typed } from './en-typed.ts';

export const en = {
  ...cards,
  ...answers,
  ...forms,
  ...requests,
  ...logins,
  ...machines,
  ...rotations,
  ...offboarding,
  ...envelopes,
  ...rescue,
  ...approvals,
  ...typed,
} as const;

/** The same tree with any text at its ends. */
type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
export type Messages = Texts<typeof en>;
