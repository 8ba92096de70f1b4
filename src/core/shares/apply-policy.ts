// What the policy says of a share that is begun, accepted or sealed. The use cases ask here, so that no door can leave it out.

import { askPolicy, type PolicyQuestion } from '../policy/ask-policy.ts';
import type { Policy, PolicySource } from '../policy/policy.ts';
import { receiverOf } from '../policy/receiver.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { ok, type Refusal, type Result } from '../refusal.ts';
import { OUTSIDER, type Entry, type Kind, type Mode, type Person, type PolicyTerms, type Share, type Standing } from '../share.ts';

import { refusedWithApprover } from './approval.ts';

export interface PolicyDeps {
  readonly policy: PolicySource;
  readonly tenantTags: TenantTags;
}

/** What the door knows of the two people, and the template that was named. Absent or null: not known, or none. */
export interface PolicyFacts {
  readonly from?: Standing | null;
  readonly to?: Standing | null;
  readonly template?: string | null | undefined;
}

interface Begun extends PolicyFacts {
  readonly tenant: string;
  /** Null: the holder of a link. */
  readonly recipient: Pick<Person, 'key'> | null;
  readonly kind: Kind;
  readonly mode: Mode;
  readonly entry: Entry;
  readonly expiresInMs: number;
  readonly note: string;
  /** Its recipient begins it. */
  readonly isRequest?: boolean;
  /** Bytes of each that it brings. */
  readonly files?: readonly number[];
}

/** Of a share that begins. Null: there is no policy. The log hears of the policy before it hears of the share. */
export async function termsOf({ policy, tenantTags }: PolicyDeps, wish: Begun): Promise<Result<PolicyTerms | null>> {
  const { tenant, recipient, from = null, to = null, template = null, isRequest = false, ...chosen } = wish;
  const current = policy.current();
  const answer = askPolicy(current, { from, to: receiverOf(to, recipient), template, ...chosen });
  if (!answer.ok) return answer;
  const unfit = refusedWithApprover(current, { template, mode: wish.mode, entry: wish.entry, isRequest });
  if (unfit !== null) return unfit;
  await policy.announce(tenantTags.tagOf(tenant));
  if (current === null) return ok(null);
  const engagedUntil = recipient === null ? undefined : current.engagements?.get(recipient.key);
  return ok({
    from,
    to,
    template: answer.value.template && used(answer.value.template),
    ...(engagedUntil !== undefined && { engagedUntil }),
  });
}

const used = ({ name, title, fields, rotateAfterMs, watch }: NonNullable<PolicyTerms['template']>): PolicyTerms['template'] => ({
  name,
  title,
  fields,
  rotateAfterMs,
  watch,
});

/**
 * Of a share that waits and is about to go on: null when it may. `to`: the recipient as chat knows them at this moment. A template that was
 * taken out of the policy since does not stop what was begun by it.
 */
export function refusedByPolicy(
  { policy }: Pick<PolicyDeps, 'policy'>,
  share: Share,
  { to = null, files = [] }: { readonly to?: Standing | null; readonly files?: readonly number[] } = {},
): Refusal | null {
  const current = policy.current();
  if (current === null) return null;
  const answer = askPolicy(current, { ...questionOf(current, share, to), files });
  return answer.ok ? null : answer;
}

function questionOf({ templates }: Policy, share: Share, to: Standing | null): PolicyQuestion {
  const { terms, sender, recipient, kind, mode, entry } = share;
  const named = terms?.template?.name ?? null;
  return {
    from: terms?.from ?? (sender.key === OUTSIDER.key ? 'outsider' : null),
    to: receiverOf(to ?? terms?.to ?? (recipient === null ? 'outsider' : null), recipient),
    template: templates.some(({ name }) => name === named) ? named : null,
    kind,
    mode,
    entry,
  };
}

/** How long a share may wait in all when it is given more time, in ms, by what the policy says now. `wishMs`: null, as long as it may. */
export function longestWait({ policy }: Pick<PolicyDeps, 'policy'>, share: Share, wishMs: number | null): Result<number> {
  const current = policy.current();
  if (current === null) return ok(Infinity);
  const answer = askPolicy(current, { ...questionOf(current, share, null), ...(wishMs !== null && { expiresInMs: wishMs }) });
  return answer.ok ? ok(answer.value.fixedMs ?? answer.value.longestMs) : answer;
}
