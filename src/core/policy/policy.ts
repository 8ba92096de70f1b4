// What an operator's policy says, as the core knows it. Shapes only: src/policy reads the file, and ask-policy.ts says what follows from it.
// See docs/policy.md and docs/decisions/policy-in-one-file.md.

import type { BoardPolicy } from './board-access.ts';
import type { Receiver } from './receiver.ts';
import type { Entry, Kind, Mode, PersonKey, Standing, TenantTag, UsedTemplate } from '../share.ts';

/** For whom and what a rule holds. Absent: for all. */
export interface RuleScope {
  readonly from?: readonly Standing[];
  readonly to?: readonly Receiver[];
  readonly kind?: readonly Kind[];
}

/** `bytes`: of one. */
export interface FilesAllowed {
  readonly count: number;
  readonly bytes: number;
}

/** Every rule whose scope fits holds, and each can only forbid: so their order means nothing. */
export interface Rule {
  readonly name: string;
  readonly when: RuleScope;
  /** Nothing at all may be handed over. */
  readonly deny: boolean;
  readonly kinds?: readonly Kind[];
  readonly modes?: readonly Mode[];
  readonly entries?: readonly Entry[];
  /** Only by one of these templates. */
  readonly templates?: readonly string[];
  readonly longestMs?: number;
  readonly initialMs?: number;
  /** A template's: not longer and not shorter. */
  readonly fixedMs?: number;
  readonly needsNote?: boolean;
  /** The note names one of these; `#` stands for a number: `OPS-#`. */
  readonly tickets?: readonly string[];
  /** The most that may be attached; with no count, nothing may. */
  readonly files?: FilesAllowed;
  /** The operator's own words for people who are refused. */
  readonly because?: string;
}

export interface Template extends UsedTemplate {
  /** Who may use it, and for whom. */
  readonly from?: readonly Standing[];
  readonly to?: readonly Receiver[];
  /** '' where the person names it. */
  readonly label: string;
  /** What it fixes, as a rule of its own. */
  readonly rule: Rule;
  /** Who may approve a share before its recipient is told, and for how long they are asked. Absent: nobody has to. */
  readonly approver?: { readonly by: readonly PersonKey[]; readonly withinMs: number };
}

export interface Policy {
  /** The operator's own name of this version. */
  readonly version: string;
  /** base64 SHA-256 of the file. */
  readonly hash: string;
  readonly rules: readonly Rule[];
  readonly templates: readonly Template[];
  /** When people's engagements end, epoch ms: what they have opened is due then. Absent: nobody's does. */
  readonly engagements?: ReadonlyMap<PersonKey, number>;
  /** Who may offboard people, beside admins of the board. Absent: those alone. */
  readonly offboarders?: readonly PersonKey[];
  /** Absent: nobody sees a board. */
  readonly board?: BoardPolicy;
}

export interface PolicySource {
  /** The policy in force; null: there is none. */
  current(): Policy | null;
  /** Has the log of this tenant say which policy is in force, unless it says so already. */
  announce(tag: TenantTag): Promise<void>;
}

export const NO_POLICY: PolicySource = { current: () => null, announce: () => Promise.resolve() };
