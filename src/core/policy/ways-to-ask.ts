// What a page shows a person who asks for a secret: the templates that they may use between these two, and what each leaves to choose. Pure.

import type { Result } from '../refusal.ts';
import { ok } from '../refusal.ts';
import type { Kind, Standing } from '../share.ts';
import type { PolicyChoices } from './ask-policy.ts';
import { judge, offer } from './offer.ts';
import type { Policy, Template } from './policy.ts';

/** How every request is answered. */
const REQUESTED = { mode: 'sealed', entry: 'page' } as const;

export interface WayToAsk extends Pick<PolicyChoices, 'template' | 'longestMs' | 'initialMs' | 'fixedMs' | 'needsNote' | 'tickets'> {
  readonly kind: Kind;
}

/** The first kind of the template; of what no template names, a credential. */
export const askedKind = (template: Pick<Template, 'rule'> | undefined): Kind => template?.rule.kinds?.[0] ?? 'credential';

/** Between whom: who would give it, and who asks. Null: nobody knows. */
export interface Between {
  readonly from: Standing | null;
  readonly to: Standing | null;
}

/** Without a template first, where that is allowed. A refusal: these two may not, in any way. */
export function waysToAsk(policy: Policy | null, { from, to }: Between): Result<readonly WayToAsk[]> {
  const question = { from, to: [to], ...REQUESTED } as const;
  const open = offer(policy, { ...question, template: null });
  const named = open.ok ? open.value.templates : [];
  const [plain, ...others] = [undefined, ...named].map((template): Result<WayToAsk> => {
    const kind = askedKind(template);
    const judged = judge(policy, { ...question, kind, template: template?.name ?? null });
    return judged.ok ? ok({ ...judged.value, kind }) : judged;
  });
  const ways = [plain, ...others].flatMap((way) => (way?.ok ? [way.value] : []));
  return ways.length > 0 || plain === undefined || plain.ok ? ok(ways) : plain;
}
