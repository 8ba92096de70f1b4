// The rules of a second person's yes: one answer, before anybody is told, by the version of the record. Pure, like all of decide().
// See docs/decisions/second-approver.md.

import { allow, ALLOWED, deny, type Decision } from './decision.ts';
import type { ShareCommand } from './command.ts';
import { approvalEvent, endShare, transition, type Change, type DecideContext } from './transitions.ts';
import { refuse } from '../refusal.ts';
import { awaitsApproval, type Approval, type Share } from '../share.ts';

type Answering = Extract<ShareCommand, { kind: 'answer-approval' }>;

/** The first answer ends the question. Said again by the same person it was granted before; to all others it is over. */
export function decideApproval(share: Share, command: Answering, deps: DecideContext): Decision {
  const { by, answer, reason } = command;
  const { approval } = share;
  if (approval === undefined || !mayAnswer(share, approval, by)) return deny(refuse('share.gone'));
  if (approval.answer !== undefined) return approval.by === by && approval.answer === answer ? ALLOWED : deny(refuse('share.gone'));
  if (!awaitsApproval(share)) return deny(refuse('share.gone'));
  const answered: Approval = { ...approval, answer, by, reason };
  const leaf = approvalEvent(share, { answer, salt: approval.salt, by }, deps.now);
  if (answer === 'refused') return allow(endUnapproved({ ...share, approval: answered }, leaf, deps));
  const { isUntold: _, ...told } = share;
  return allow(transition({ ...told, approval: answered }, share.state, { leaves: [leaf], surfaces: 'all', asksApprovers: true }));
}

/** Null: it is not asked for, or its time is not over. At that very moment it is. */
export function expireApproval(share: Share, deps: DecideContext): Change | null {
  const { approval } = share;
  if (approval === undefined || !awaitsApproval(share) || deps.now < approval.until) return null;
  const leaf = approvalEvent(share, { answer: 'expired', by: null, salt: approval.salt }, deps.now);
  return endUnapproved({ ...share, approval: { ...approval, answer: 'expired' } }, leaf, deps);
}

function endUnapproved(share: Share, leaf: string, deps: DecideContext): Change {
  const change = endShare(share, share.approval?.answer === 'refused' ? 'declined' : 'expired', deps);
  return { ...change, leaves: [leaf, ...change.leaves] };
}

/** The record names them, and they are neither of the two: not even where a record were wrong. */
const mayAnswer = ({ sender, recipient }: Share, { asked }: Approval, by: Answering['by']): boolean =>
  asked.some(({ key }) => key === by) && by !== sender.key && by !== recipient?.key;
