// A second person agrees before the recipient is told, where the template of a share demands it. See docs/decisions/second-approver.md.

import { encodeBase64 } from '../../crypto/bytes.ts';
import type { Policy } from '../policy/policy.ts';
import type { Random } from '../ports/clock.ts';
import { ok, refuse, type Refusal, type Result } from '../refusal.ts';
import { isSealed, tenantOf, type Approval, type Entry, type Mode, type Person, type PersonKey } from '../share.ts';

interface Begun {
  readonly template: string | null;
  readonly sender: Pick<Person, 'key'>;
  /** All who receive one of the shares that begin together. Null: the door does not say, so nobody can be asked. */
  readonly recipients: readonly PersonKey[] | null;
  readonly tenant: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What stands in the record of a share that begins. Null: nobody has to agree. */
export function approvalOf(policy: Policy | null, random: Random, begun: Begun): Result<Approval | null> {
  const { template: name, sender, recipients, tenant, createdAt, expiresAt } = begun;
  const template = policy?.templates.find((one) => one.name === name);
  if (template?.approver === undefined) return ok(null);
  const { by, withinMs } = template.approver;
  const asked = by.filter((key) => recipients !== null && key !== sender.key && !recipients.includes(key) && tenantOf(key) === tenant);
  if (asked.length === 0)
    return refuse('policy.template', {
      field: 'template',
      why: `For “${template.title}” a second person has to agree, and the policy names nobody but you and who receives it.`,
    });
  return ok({
    asked: asked.map((key) => ({ key })),
    until: Math.min(createdAt + withinMs, expiresAt),
    salt: encodeBase64(random(32)),
    reason: '',
  });
}

/** Only what its sender encrypts on the page, to a key of a person who is told of it first, can wait for a yes. */
export function refusedWithApprover(
  policy: Policy | null,
  {
    template: name,
    mode,
    entry,
    isRequest,
  }: { readonly template: string | null; readonly mode: Mode; readonly entry: Entry; readonly isRequest: boolean },
): Refusal | null {
  const template = policy?.templates.find((one) => one.name === name);
  if (template?.approver === undefined || (isSealed(mode) && entry === 'page' && !isRequest)) return null;
  const why = isRequest
    ? `“${template.title}” can’t be asked for: a second person has to agree before its recipient hears of it.`
    : `For “${template.title}” a second person has to agree, which fits neither a link nor words alone nor what is typed in chat.`;
  return refuse('policy.template', { field: 'template', why });
}
