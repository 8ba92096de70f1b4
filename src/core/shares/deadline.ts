// Work that must not be done any more once the person has been told that it took too long.

import { refuse } from '../refusal.ts';
import type { BuildCommand } from './transact.ts';

/** Until when whoever pressed waits for the answer; an AbortSignal is one. */
type Deadline = { readonly aborted: boolean };
export const NEVER: Deadline = { aborted: false };
/** Whoever has seen an error already has done nothing: asked after the share was loaded, right before the rules and the commit. */
export const unlessLate =
  (deadline: Deadline, ask: BuildCommand): BuildCommand =>
  (share) =>
    deadline.aborted ? refuse('store.busy') : ask(share);
