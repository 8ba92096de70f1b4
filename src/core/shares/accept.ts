// The recipient accepts: in a browser, whose key the secret will be sealed to, or by a press in chat.

import { hashB64 } from '../../crypto/bytes.ts';
import { isRecipient } from '../../crypto/age/recipients.ts';
import { parseAccepted } from '../../crypto/events/statements.ts';
import { isMachine } from '../../crypto/share-terms.ts';
import { acceptedEvent } from '../lifecycle/transitions.ts';
import { isKeptFrom } from '../kept-from.ts';
import { ok, refuse, type Refusal, type Result } from '../refusal.ts';
import { isSealed, prekeySeal, type Acceptance, type PersonKey, type Share, type Standing } from '../share.ts';
import { refusedByPolicy, type PolicyDeps } from './apply-policy.ts';
import type { Deadline } from './deadline.ts';
import { hideFromStranger } from './hide-from-stranger.ts';
import { loadShare, shareOf, transact, type TransactDeps } from './transact.ts';
import { verifyStatement, type SignedShare, type VerifyDeps } from './verify-statement.ts';

export interface AcceptInput {
  readonly note: string;
  readonly device: string;
  /** Of a request by link: base64 hash of the secret in its link. */
  readonly gate?: string | undefined;
}

export async function acceptShare(
  deps: TransactDeps & VerifyDeps & Pick<PolicyDeps, 'policy'>,
  { id, by, input }: { readonly id: string; readonly by: PersonKey; readonly input: AcceptInput },
): Promise<Result<Share>> {
  const loaded = await loadShare(deps.store, id);
  // Before anything is checked: each other refusal would tell of it.
  if (loaded === null || isUnheard(loaded.share, by)) return refuse('share.gone');
  const stranger = refuse('share.not_recipient');
  const acceptance = by === loaded.share.recipient?.key ? await verifyAcceptance(deps, loaded.share, input) : stranger;
  const accepted = await transact(deps, {
    id,
    loaded,
    command: (share, now) => {
      if (by !== share.recipient?.key) return hideFromStranger(share, stranger, now);
      const no = mayAccept(deps, share, isMachine(by) ? 'machine' : null);
      if (no !== null) return no;
      return acceptance.ok
        ? ok({ kind: 'accept', by, acceptance: acceptance.value, leaf: input.note, gate: input.gate ?? null })
        : acceptance;
    },
  });
  return shareOf(accepted);
}

interface ChatAcceptance {
  readonly id: string;
  readonly by: PersonKey;
  readonly evidence: string;
  /** As chat knows them at this moment. */
  readonly standing: Standing | null;
  readonly deadline: Deadline;
}

/** By a press in chat, where no key of a browser is needed: in words mode, or when it is sealed to a prekey already. `evidence`: what the platform calls that press; only its hash is kept. */
export async function acceptInChat(
  deps: TransactDeps & Pick<PolicyDeps, 'policy'>,
  { id, by, evidence, standing, deadline }: ChatAcceptance,
): Promise<Result<Share>> {
  const accepted = await transact(deps, {
    id,
    deadline,
    command: (share, now) => {
      if (isUnheard(share, by)) return refuse('share.gone');
      if (isSealed(share.mode) && prekeySeal(share) === null) return refuse('proof.missing');
      const no = by === share.recipient?.key ? mayAccept(deps, share, standing) : null;
      if (no !== null) return no;
      const leaf = acceptedEvent(share, hashB64(evidence), now);
      return ok({ kind: 'accept', by, acceptance: { at: now, device: null, key: null, signedNote: null }, leaf });
    },
  });
  return shareOf(accepted);
}

/** The recipient of a share that they have not been told of. */
const isUnheard = (share: Share, by: PersonKey): boolean => by === share.recipient?.key && isKeptFrom(share, by);

/** Whether the policy lets this person receive it now. What they have accepted is theirs. */
function mayAccept(deps: Pick<PolicyDeps, 'policy'>, share: Share, standing: Standing | null): Refusal | null {
  const { state } = share;
  const isAccepted = 'acceptance' in state && state.acceptance !== null && state.status !== 'accepted';
  return state.status === 'ended' || isAccepted ? null : refusedByPolicy(deps, share, { to: standing });
}

async function verifyAcceptance(deps: VerifyDeps, share: SignedShare, { note, device }: AcceptInput): Promise<Result<Acceptance>> {
  const facts = await verifyStatement(deps, share, { note, device, parse: parseAccepted });
  if (!facts.ok) return facts;
  const { at, key } = facts.value;
  const isFitting = isSealed(share.mode) ? key !== null && isRecipient(key) : key === null;
  return isFitting ? ok({ at, device, key, signedNote: note }) : refuse('input.invalid', { field: 'note' });
}
