// The use cases of a share, bound to what they need. Each is in a file of its own in shares/, and every door comes in here.

import type { Scrypt } from '../crypto/age/scrypt.ts';
import { NO_WATCH } from './lifecycle/watching.ts';
import type { EvidenceTimes } from './lifecycle/evidence.ts';
import { extensionLimits, fileLimits, limits } from './limits.ts';
import { judge, offer, type OfferQuestion } from './policy/offer.ts';
import { NO_POLICY, type PolicySource, type Template } from './policy/policy.ts';
import { waysToAsk, type Between } from './policy/ways-to-ask.ts';
import type { Block, BlockStore } from './ports/block-store.ts';
import type { Clock, Random } from './ports/clock.ts';
import type { EvidenceReader } from './ports/evidence-store.ts';
import type { Listing, ListStore } from './ports/list-store.ts';
import type { QuotaStore } from './ports/quota-store.ts';
import type { FileStore } from './ports/file-store.ts';
import type { PrekeyStore } from './ports/prekey-store.ts';
import type { RateLimitStore } from './ports/rate-limit-store.ts';
import type { ShareStore } from './ports/share-store.ts';
import type { RollbackStore } from './ports/store-health.ts';
import type { TenantTags } from './ports/tenant-tags.ts';
import type { Quotas } from './quotas.ts';
import type { MessageRef, OutboxMessage, Person, PersonKey, Share, ShareId, Standing, TenantTag, Surface } from './share.ts';
import { answerByLink, viewByLink } from './shares/answer-by-link.ts';
import { ask, type AskInput } from './shares/ask.ts';
import { repeatShare } from './shares/again.ts';
import { findCounterpart } from './shares/counterpart.ts';
import { acceptInChat, acceptShare, type AcceptInput } from './shares/accept.ts';
import { blockSender, listBlocked, unblockSender } from './shares/blocks.ts';
import { claimShare, type ClaimInput } from './shares/claim.ts';
import { declineShare, revokeShare, withdrawUntold } from './shares/close.ts';
import { answerApproval } from './shares/answer-approval.ts';
import { createSealedShare, type CreateSealedInput } from './shares/create-sealed.ts';
import { createShare, newShareIds, type CreateInput } from './shares/create.ts';
import { NO_DEADLINE, type Deadline } from './shares/deadline.ts';
import { deliverShare, reportBroken, type DeliverInput } from './shares/deliver.ts';
import { erasePerson } from './shares/erase-person.ts';
import { acceptRollback, expireIfDue, type AskQuiet, expireIfUnrecoverable, rollBackShares } from './shares/expire.ts';
import { extendShare, waitsLongest } from './shares/extend.ts';
import { fetchClaimed } from './shares/fetch-claimed.ts';
import { redraw } from './shares/redraw.ts';
import { remindOther } from './shares/remind.ts';
import { markSent, markUndeliverable } from './shares/outbox.ts';
import { leavePrekeys, listPrekeys, takePrekey, withdrawPrekeys, type LeavePrekeysInput } from './shares/prekeys.ts';
import { findParties, findShare, listRows, listShares, searchShares, viewShare, type ShareSearch } from './shares/queries.ts';
import { sealInChat } from './shares/seal-in-chat.ts';
import { mayNotSeal, sealShare, type SealInput } from './shares/seal.ts';
import type { TypedSecret } from './shares/server-seal.ts';
import type { TransactDeps } from './shares/transact.ts';
import { tellShare } from './shares/tell.ts';
import { uploadPayload } from './shares/upload.ts';
import type { SecondProofDeps } from './shares/second-proof.ts';
import { createWorkQueue } from './shares/work-queue.ts';

export interface ShareDeps {
  readonly store: ShareStore &
    EvidenceReader &
    ListStore &
    QuotaStore &
    BlockStore &
    PrekeyStore &
    Pick<FileStore, 'loadFile' | 'filesOf' | 'keepFile'> &
    RateLimitStore &
    RollbackStore &
    SecondProofDeps['store'];
  readonly clock: Clock;
  readonly random: Random;
  readonly tenantTags: TenantTags;
  /** H: host of the public address, part of every key name. */
  readonly host: string;
  /** The store's storage class, said in every end event. */
  readonly storage: TransactDeps['storage'];
  readonly modalEntry: boolean;
  readonly retentionMs: number;
  /** Where absent, that of `limits`, and the log keeps all its entries. */
  readonly evidence?: EvidenceTimes;
  /** Ids of the webhooks' endpoints. Absent: there are none. */
  readonly endpointIds?: TransactDeps['endpointIds'];
  /** Absent: shares do not remind of themselves. */
  readonly watch?: TransactDeps['watch'];
  /** Where absent, that of `limits`. */
  readonly extendMostMs?: number;
  /** For how long the device that claimed may fetch files, in ms. Where absent, that of `limits`. */
  readonly filesMs?: number;
  /** Where absent, those of `limits`. */
  readonly quotas?: Quotas;
  /** Absent: there is no policy. */
  readonly policy?: PolicySource;
  /** Absent: the operator trusts no provider of workloads. */
  readonly workloads?: SecondProofDeps['workloads'];
  /** For modal entry with words; off the main thread where the runtime can. */
  readonly scrypt: Scrypt;
}

export type Shares = ReturnType<typeof createShares>;

/** `by` and `who` are persons whose session or press has been checked. `deadline`: until when a press in chat waits for its answer. */
export function createShares({
  quotas = limits.quotas,
  endpointIds = async () => [],
  watch = NO_WATCH,
  extendMostMs = extensionLimits.initial,
  filesMs = fileLimits.leaseMs,
  policy = NO_POLICY,
  evidence = { evidenceMs: limits.evidenceMs, keepYears: null },
  ...rest
}: ShareDeps) {
  const deps = {
    ...rest,
    quotas,
    endpointIds,
    watch,
    extendMostMs,
    filesMs,
    policy,
    evidence,
    workQueue: createWorkQueue({ clock: rest.clock, ...limits.serverSealQueue }),
  };
  return {
    create: (input: CreateInput) => createShare(deps, input),
    newIds: (tenant: string, count: number, once: string | null = null) => newShareIds(deps, { tenant, count, once }),
    createSealed: (input: CreateSealedInput) => createSealedShare(deps, input),
    ask: (input: AskInput) => ask(deps, input),
    counterpart: (id: string, by: PersonKey) => findCounterpart(deps, id, by),
    viewByLink: (id: string, secret: string) => viewByLink(deps, { id, secret }),
    answerByLink: (id: string, secret: string, input: SealInput) => answerByLink(deps, { id, secret, input }),
    remind: (id: string, by: PersonKey, deadline: Deadline = NO_DEADLINE) => remindOther(deps, { id, by, deadline }),
    view: (id: string, who: readonly PersonKey[]) => viewShare(deps, id, who),
    find: (id: string) => findShare(deps, id),
    findParties: (id: string) => findParties(deps, id),
    list: (tenant: string, person: PersonKey, listing: Listing) => listShares(deps, { tenant, person, listing }),
    search: (tenant: string, person: PersonKey, search: ShareSearch) => searchShares(deps, { tenant, person, search }),
    /** `search`, as lines that say what this person can do. */
    rows: (tenant: string, person: PersonKey, search: ShareSearch) => listRows(deps, { tenant, person, search }),
    again: (id: string, by: PersonKey, standing: Standing | null = null, once: string | null = null) =>
      repeatShare(deps, { id, by, standing, once }),
    tell: (id: string, by: PersonKey) => tellShare(deps, { id, by }),
    uploadPayload: (id: string, by: PersonKey, payload: Uint8Array) => uploadPayload(deps, { id, by, payload }),
    accept: (id: string, by: PersonKey, input: AcceptInput) => acceptShare(deps, { id, by, input }),
    acceptInChat: (id: string, by: PersonKey, evidence: string, deadline: Deadline = NO_DEADLINE, standing: Standing | null = null) =>
      acceptInChat(deps, { id, by, evidence, standing, deadline }),
    seal: (id: string, by: PersonKey, input: SealInput) => sealShare(deps, { id, by, input }),
    sealInChat: (id: string, by: PersonKey, typed: TypedSecret, deadline: Deadline = NO_DEADLINE) =>
      sealInChat(deps, { id, by, typed, deadline }),
    /** What a form may show to begin with, and whether what comes back from it may be begun. */
    offer: (question: OfferQuestion) => offer(policy.current(), question),
    judge: (question: OfferQuestion) => judge(policy.current(), question),
    /** How a person may be asked, or the holder of a link. */
    waysToAsk: (between: Between) => waysToAsk(policy.current(), between),
    templates: (): readonly Template[] => policy.current()?.templates ?? [],
    /** Why the policy does not let the secret be entered now; null: it does. */
    mayNotSeal: (share: Share) => mayNotSeal(deps, share),
    takePrekey: (id: string, by: PersonKey) => takePrekey(deps, { id, by }),
    leavePrekeys: (id: string, by: PersonKey, input: LeavePrekeysInput) => leavePrekeys(deps, { id, by, input }),
    listPrekeys: (id: string, by: PersonKey, device: string) => listPrekeys(deps, { id, by, device }),
    /** `device` null: of all of them. */
    withdrawPrekeys: (tenant: string, person: PersonKey, device: string | null) => withdrawPrekeys(deps, { tenant, person, device }),
    /** A second person's answer, where a template demands one. */
    answerApproval: (id: string, by: PersonKey, answer: 'given' | 'refused', reason = '', deadline: Deadline = NO_DEADLINE) =>
      answerApproval(deps, { id, by, answer, reason, deadline }),
    decline: (id: string, by: PersonKey, deadline: Deadline = NO_DEADLINE, reason = '') => declineShare(deps, { id, by, deadline, reason }),
    revoke: (id: string, by: PersonKey, deadline: Deadline = NO_DEADLINE) => revokeShare(deps, { id, by, deadline }),
    withdrawUntold: (id: string, by: PersonKey, deadline: Deadline = NO_DEADLINE) => withdrawUntold(deps, { id, by, deadline }),
    extend: (id: string, by: PersonKey, expiresAt: number | null, deadline: Deadline = NO_DEADLINE) =>
      extendShare(deps, { id, by, expiresAt, deadline }),
    waitsLongest: (share: Share) => waitsLongest(deps, share),
    /** For who may see that card. */
    redraw: (id: string, surface: Surface, deadline: Deadline = NO_DEADLINE) => redraw(deps, { id, surface, deadline }),
    claim: (id: string, by: PersonKey | null, input: ClaimInput) => claimShare(deps, { id, by, input }),
    fetchClaimed: (id: string, secret: string) => fetchClaimed(deps, { id, secret }),
    deliver: (id: string, input: DeliverInput) => deliverShare(deps, { id, input }),
    reportBroken: (id: string, shown: { readonly device: string; readonly secret: string }) => reportBroken(deps, { id, ...shown }),
    block: (tenant: string, block: Block<Person>, deadline: Deadline) => blockSender(deps, { tenant, block, deadline }),
    unblock: (tenant: string, person: PersonKey, sender: PersonKey) => unblockSender(deps, { tenant, person, sender }),
    blocked: (tenant: string, person: PersonKey) => listBlocked(deps, tenant, person),
    expireIfDue: (id: string, askQuiet?: AskQuiet) => expireIfDue(deps, id, askQuiet),
    expireIfUnrecoverable: (id: string) => expireIfUnrecoverable(deps, id),
    rollBack: (ids: readonly ShareId[]) => rollBackShares(deps, ids),
    acceptRollback: (tag: TenantTag) => acceptRollback(deps, tag),
    markSent: (id: string, message: OutboxMessage, ref: MessageRef) => markSent(deps, { id, message, ref }),
    markUndeliverable: (id: string, message: OutboxMessage) => markUndeliverable(deps, id, message),
    erasePerson: (id: string, person: PersonKey, leaf: string) => erasePerson(deps, { id, person, leaf }),
  };
}
