// A second person answers whether a share may be told to its recipient. See docs/decisions/second-approver.md.

import { limits } from '../limits.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import type { PersonKey, Share } from '../share.ts';
import { normalizeLine } from '../text-safety.ts';
import type { PolicyDeps } from './apply-policy.ts';
import type { Deadline } from './deadline.ts';
import { shareOf, transact, type TransactDeps } from './transact.ts';

interface Answering {
  readonly id: string;
  readonly by: PersonKey;
  readonly answer: 'given' | 'refused';
  readonly reason: string;
  readonly deadline: Deadline;
}

/** An answer counts if the person stands in the record and in the policy in force: who was taken out of it since answers nothing. */
export async function answerApproval(
  deps: TransactDeps & Pick<PolicyDeps, 'policy'>,
  { id, by, answer, reason, deadline }: Answering,
): Promise<Result<Share>> {
  const line = normalizeLine(reason, limits.note);
  if (line === null) return refuse('input.invalid', { field: 'reason' });
  return shareOf(
    await transact(deps, {
      id,
      deadline,
      command: (share) => {
        const isAsked = share.approval?.asked.some(({ key }) => key === by) === true;
        if (isAsked && share.approval?.answer === undefined && !stillApproves(deps, share, by))
          return refuse('policy.person', { field: 'approver', why: 'The policy doesn’t name you any more as a person who approves this.' });
        return ok({ kind: 'answer-approval', by, answer, reason: line });
      },
    }),
  );
}

function stillApproves({ policy }: Pick<PolicyDeps, 'policy'>, { terms }: Share, by: PersonKey): boolean {
  const template = policy.current()?.templates.find(({ name }) => name === terms?.template?.name);
  return template?.approver?.by.includes(by) === true;
}
