// What a share leaves as evidence when it ends, and for how long. Names, label, note, place and what chat holds are none of it.

import type { ShareEvidence, KeptEvidence } from '../ports/evidence-store.ts';
import { hasAsked, type PersonKey, type Share } from '../share.ts';
import { ERASED_PERSON } from './transitions.ts';

export interface EvidenceTimes {
  /** How long evidence is kept after the end. */
  readonly evidenceMs: number;
  /** How many whole calendar years of log entries are kept besides the current one; null: all. */
  readonly keepYears: number | null;
}

interface Writing {
  readonly now: number;
  /** What stands in the store is replaced, even where by these times nothing would stand there: it may have been written under longer ones. */
  readonly replaces?: boolean;
}

/** Null: the share has not ended, or the time of its evidence is over. */
export function evidenceOf(share: Share, times: EvidenceTimes, { now, replaces = false }: Writing): KeptEvidence | null {
  const { id, mode, kind, sender, recipient, terms, asked, createdAt, state, approval } = share;
  if (state.status !== 'ended') return null;
  const proofs = (state.claim?.proofs ?? []).filter(({ proof }) => proof === 'link');
  const until = evidenceUntil({ createdAt, endedAt: state.at }, times);
  if (until <= now && !replaces) return null;
  const row: ShareEvidence = {
    id,
    mode,
    kind,
    sender: sender.key,
    recipient: recipient?.key ?? null,
    ...(terms?.template && { template: terms.template.name }),
    ...(asked && { asked: asked.of }),
    createdAt,
    endedAt: state.at,
    cause: state.cause,
    ...namesOf(share),
    openers: (state.seal?.openers ?? []).filter(({ proof }) => proofs.some((shown) => shown.proof === proof)),
    proofs,
    ...(state.claim?.workload && { workload: state.claim.workload }),
    ...(approval?.by !== undefined && approval.salt !== '' && { approver: { salt: approval.salt, key: approval.by } }),
    ...(!hasAsked(share) && { isUntold: true as const }),
  };
  return { row, until: Math.max(until, now + 1) };
}

/** What proves the two people. The label's salt is none of it. */
function namesOf({ parties: { salt, opening, labelSalt } }: Share): Pick<ShareEvidence, 'parties'> {
  return labelSalt === undefined || opening === '' ? {} : { parties: { salt, opening } };
}

/** Without its entries in the log it proves nothing, so it goes no later than the first of them. */
function evidenceUntil(share: Pick<ShareEvidence, 'createdAt' | 'endedAt'>, { evidenceMs, keepYears }: EvidenceTimes): number {
  const until = share.endedAt + evidenceMs;
  return keepYears === null ? until : Math.min(until, Date.UTC(new Date(share.createdAt).getUTCFullYear() + keepYears + 1, 0));
}

/** Removes an identifier; what opens the log's hash of the two goes with it. */
export function withoutPerson(row: ShareEvidence, person: PersonKey): ShareEvidence {
  const without = <K extends PersonKey | null>(key: K): K | PersonKey => (key === person ? ERASED_PERSON : key);
  if (row.sender !== person && row.recipient !== person) {
    const { approver: __, ...named } = row;
    return named;
  }
  const { parties: _, workload, approver, ...rest } = row;
  return {
    ...rest,
    sender: without(row.sender),
    recipient: without(row.recipient),
    ...(workload && { workload }),
    ...(approver && approver.key !== person && { approver }),
  };
}

/** Whether the share was between this person and another. */
export const concerns = ({ sender, recipient }: Pick<ShareEvidence, 'sender' | 'recipient'>, person: PersonKey): boolean =>
  sender === person || recipient === person;

/** Whether its evidence names this person: as one of the two, or as who approved it. */
export const names = (row: ShareEvidence, person: PersonKey): boolean => concerns(row, person) || row.approver?.key === person;
