// The use cases: everything that anybody can do with a share, whichever door he comes through.

import { hashB64 } from '../crypto/bytes.ts';
import { claimSecretHash } from '../crypto/events/claim-secret.ts';
import type { Scrypt } from '../crypto/age/scrypt.ts';
import { acceptedEvent } from './lifecycle/transitions.ts';
import { nextDeadline } from './lifecycle/decide.ts';
import { limits } from './limits.ts';
import type { Clock, Random } from './ports/clock.ts';
import type { RollbackStore } from './ports/store-health.ts';
import type { RateLimitStore } from './ports/rate-limit-store.ts';
import type { BlockStore } from './ports/block-store.ts';
import type { QuotaStore } from './ports/quota-store.ts';
import type { ShareStore } from './ports/share-store.ts';
import type { ListStore, Listing } from './ports/list-store.ts';
import type { TenantTags } from './ports/tenant-tags.ts';
import { hourlyPairLimit, quotaRefusal, byteQuotasOf, type Quotas } from './quotas.ts';
import { ok, refuse, type Refusal, type Result } from './refusal.ts';
import {
  isLink,
  isSealed,
  isShareId,
  type OutboxMessage,
  type MessageRef,
  type PersonKey,
  type Share,
  type ShareId,
  type TenantTag,
} from './share.ts';
import { createBlocks } from './shares/blocks.ts';
import { createWorkQueue } from './shares/work-queue.ts';
import { insertShare, transact, type TransactResult, type BuildCommand, type TransactDeps } from './shares/transact.ts';
import { buildShare, buildSealedShare, type CreateInput, type CreateSealedInput, type CreateDeps } from './shares/create.ts';
import {
  verifyAcceptance,
  verifyClaim,
  verifyDelivery,
  verifySeal,
  type AcceptInput,
  type VerifyContext,
  type ClaimInput,
  type DeliverInput,
  type SealInput,
} from './shares/verify-request.ts';
import { viewOf, type ShareView } from './shares/share-view.ts';
import { NEVER, unlessLate } from './shares/deadline.ts';
import type { ShareList, ClaimResult } from './shares/results.ts';

export interface ShareDeps {
  readonly store: ShareStore & ListStore & QuotaStore & BlockStore & RateLimitStore & RollbackStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly tenantTags: TenantTags;
  /** H: host of the public address, part of every key name. */
  readonly host: string;
  /** The store's storage class, said in every end event. */
  readonly storage: TransactDeps['storage'];
  readonly modalEntry: boolean;
  readonly retentionMs: number;
  /** Where absent, those of `limits`. */
  readonly quotas?: Quotas;
  /** For modal entry with words; off the main thread where the runtime can. */
  readonly scrypt: Scrypt;
}

export type Shares = ReturnType<typeof createShares>;

export function createShares(deps: ShareDeps) {
  const { store, clock } = deps;
  const { storage, retentionMs, quotas = limits.quotas } = deps;
  const worktop: TransactDeps = { store, clock, storage, retentionMs, quotas };
  const maker: CreateDeps = { tenantTags: deps.tenantTags, random: deps.random, modalEntry: deps.modalEntry };
  const workQueue = createWorkQueue({ clock, ...limits.serverSealQueue });
  const checks = (): VerifyContext => ({ host: deps.host, now: clock() });

  /** An id that cannot be one is as gone as an unknown one. */
  const run = async (
    id: string,
    ask: BuildCommand,
    withCiphertext = false,
    ciphertext: { capsule?: Uint8Array; payload?: Uint8Array } = {},
  ): Promise<TransactResult> => (isShareId(id) ? transact(worktop, id, ask, withCiphertext, ciphertext) : refuse('share.gone'));
  /** To somebody who is no party, a share that is over looks as if it had never been; also before the sweeper has ended it. */
  const hideFromStranger = (share: Share, otherwise: Refusal): Refusal =>
    clock() < (nextDeadline(share) ?? 0) ? otherwise : refuse('share.gone');
  const toResult = (answer: TransactResult): Result<Share> => (answer.ok ? ok(answer.share) : answer);

  async function rollBack(ids: readonly ShareId[]): Promise<Result<number>> {
    for (const id of ids) {
      const ended = await run(id, () => ({ kind: 'rollback' }));
      if (!ended.ok && ended.code !== 'share.gone') return ended;
    }
    return ok(ids.length);
  }

  const decline = async (id: string, by: PersonKey, deadline = NEVER): Promise<Result<Share>> =>
    toResult(
      await run(
        id,
        unlessLate(deadline, () => ({ kind: 'decline', by })),
      ),
    );

  return {
    async create(input: CreateInput): Promise<Result<Share>> {
      const now = clock();
      const change = buildShare(maker, now, input);
      if (!change.ok) return change;
      const allowances = hourlyPairLimit(change.value.share, quotas, hashB64);
      const spent = await store.consume(allowances, clock());
      return spent.ok ? insertShare(worktop, change.value, now) : refuse('quota.pair', { retryAfterMs: spent.retryAfterMs });
    },

    async createSealed(input: CreateSealedInput): Promise<Result<Share>> {
      const made = checks();
      const change = await buildSealedShare(maker, made, input);
      return change.ok ? insertShare(worktop, change.value, made.now) : change;
    },

    /** Changes nothing, ever. `who`: the persons that the browser has proven to be. */
    async view(id: string, who: readonly PersonKey[]): Promise<Result<ShareView>> {
      const share = isShareId(id) ? await store.load(id) : null;
      return share ? viewOf(share, who, clock()) : refuse('share.gone');
    },

    /** The share itself, for the chat door. */
    async find(id: string): Promise<Share | null> {
      return isShareId(id) ? store.load(id) : null;
    },

    /** Newest first. `last`: where to go on from, null when there is nothing more. */
    async list(tenant: string, person: PersonKey, listing: Listing): Promise<ShareList> {
      const { places, more } = await store.list(deps.tenantTags.tagOf(tenant), person, listing);
      const shares = await Promise.all(places.map(({ id }) => store.load(id)));
      return { shares: shares.filter((share) => share !== null), more, last: more > 0 ? (places.at(-1) ?? null) : null };
    },

    /** The sender's payload.age, locked to F, before anybody has accepted. */
    async uploadPayload(id: string, by: PersonKey, payload: Uint8Array): Promise<Result<Share>> {
      if (payload.length > limits.payloadBytes) return refuse('input.too_large', { field: 'payload' });
      const facts = { hash: hashB64(payload), size: payload.length, at: clock() };
      return toResult(await run(id, () => ({ kind: 'enter', by, payload: facts }), false, { payload }));
    },

    /** In the recipient's browser. */
    async accept(id: string, by: PersonKey, input: AcceptInput): Promise<Result<Share>> {
      const ask: BuildCommand = async (share) => {
        if (by !== share.recipient?.key) return hideFromStranger(share, refuse('share.not_recipient'));
        const acceptance = await verifyAcceptance(checks(), share, input);
        return 'ok' in acceptance ? acceptance : { kind: 'accept', by, acceptance, leaf: input.note };
      };
      return toResult(await run(id, ask));
    },

    /** By a press in chat, in words mode, where no browser key is needed. `evidence`: what the platform calls that press; only its hash is kept. */
    async acceptInChat(id: string, by: PersonKey, evidence: string, deadline = NEVER): Promise<Result<Share>> {
      const ask: BuildCommand = (share) => {
        if (isSealed(share.mode)) return refuse('proof.missing');
        const leaf = acceptedEvent(share, hashB64(evidence), clock());
        return { kind: 'accept', by, acceptance: { at: clock(), device: null, key: null, signedNote: null }, leaf };
      };
      return toResult(await run(id, unlessLate(deadline, ask)));
    },

    async seal(id: string, by: PersonKey, input: SealInput): Promise<Result<Share>> {
      const ask: BuildCommand = async (share) => {
        if (by !== share.sender.key) return hideFromStranger(share, refuse('share.not_sender'));
        const checked = await verifySeal(checks(), share, input);
        // The payload that was uploaded went with the share: it is not the sender's mistake that it is missing.
        if ('ok' in checked) return share.state.status === 'ended' ? refuse('share.gone') : checked;
        return { kind: 'seal', by, ...checked, leaf: input.note };
      };
      return toResult(await run(id, ask, false, { capsule: input.capsule, ...(input.payload && { payload: input.payload }) }));
    },

    /** Modal entry: this server seals, unless `deadline` is over when the work is done. */
    async sealInChat(
      id: string,
      by: PersonKey,
      typed: { readonly secret: string; readonly words: string | null },
      deadline = NEVER,
    ): Promise<Result<Share>> {
      if (!deps.modalEntry) return refuse('entry.off');
      const share = isShareId(id) ? await store.load(id) : null;
      if (share === null) return refuse('share.gone');
      if (by !== share.sender.key) return hideFromStranger(share, refuse('share.not_sender'));
      if (share.entry !== 'modal') return refuse('entry.off');
      // Asked before the words cost half a second and 128 MiB; the rules ask again.
      if (share.state.status !== 'offered' && share.state.status !== 'accepted') {
        return refuse(share.state.status === 'ended' ? 'share.gone' : 'share.already_sealed');
      }
      // Loaded only here: most servers never seal anything.
      const { sealOnServer } = await import('./shares/server-seal.ts');
      const noRoom = async (size: number): Promise<Refusal | null> => {
        const set = await store.overfull(share.id, size, byteQuotasOf(share.sender.key, quotas));
        return set === null ? null : quotaRefusal({ ok: false, reason: 'bytes', set });
      };
      const inLine = <T>(work: () => Promise<T>): Promise<T | null> => workQueue.run(work, { who: by, deadline });
      const sealed = await sealOnServer(share, typed, { now: clock(), inLine, scrypt: deps.scrypt, noRoom });
      if (!sealed.ok) return sealed;
      const { seal, leaf, capsule, payload } = sealed.value;
      const ask = unlessLate(deadline, () => ({ kind: 'seal', by, seal, for: sealed.value.for, leaf }));
      return toResult(await run(id, ask, false, { capsule, payload }));
    },

    decline,
    ...createBlocks({ store, tenantTags: deps.tenantTags, decline }),

    async revoke(id: string, by: PersonKey, deadline = NEVER): Promise<Result<Share>> {
      return toResult(
        await run(
          id,
          unlessLate(deadline, () => ({ kind: 'revoke', by })),
        ),
      );
    },

    /** The one release. `by` null: nobody's session, which only a link share allows. */
    async claim(id: string, by: PersonKey | null, input: ClaimInput): Promise<Result<ClaimResult>> {
      let proven: ReturnType<typeof verifyClaim> | null = null;
      const ask: BuildCommand = async (share) => {
        // Whoever proves nothing at all rings nobody and leaves no trace.
        if (by === null && !isLink(share.mode)) return hideFromStranger(share, refuse('session.required'));
        const claim = await (proven ??= verifyClaim(checks(), share, by, input));
        return 'ok' in claim ? hideFromStranger(share, claim) : claim;
      };
      const answer = await run(id, ask, true);
      if (!answer.ok) return answer;
      const { capsule, payload } = answer.loaded;
      if (capsule === null || payload === null) return refuse('share.gone');
      return ok({ share: answer.share, capsule, payload });
    },

    /** What the holder of the lease may fetch again: whoever shows the claim secret. Changes nothing. */
    async fetchClaimed(id: string, secret: string): Promise<Result<ClaimResult>> {
      const lease = claimSecretHash(secret);
      const loaded = isShareId(id) && lease !== null ? await store.loadWithCiphertext(id) : null;
      if (loaded?.share.state.status !== 'claimed' || loaded.share.state.claim.lease !== lease) return refuse('share.gone');
      if (clock() >= loaded.share.state.claim.leaseUntil) return refuse('share.gone');
      const { share, capsule, payload } = loaded;
      return capsule && payload ? ok({ share, capsule, payload }) : refuse('share.gone');
    },

    async deliver(id: string, input: DeliverInput): Promise<Result<Share>> {
      const ask: BuildCommand = (share) => {
        // Only the device that claimed hears how far the share is; there is no session here that says who asks.
        const claim = 'claim' in share.state ? share.state.claim : null;
        const shown = claim !== null && (claim.lease === null || claim.lease === claimSecretHash(input.secret ?? ''));
        return shown && claim.device === input.device ? verifyDelivery(checks(), share, input) : refuse('share.gone');
      };
      return toResult(await run(id, ask));
    },

    /** The device that claimed says that it cannot decrypt. To whoever cannot show its secret the share is as gone as an unknown one. */
    async reportBroken(id: string, { device, secret }: { readonly device: string; readonly secret: string }): Promise<Result<Share>> {
      const lease = claimSecretHash(secret);
      const ask: BuildCommand = (share) => {
        const claim = 'claim' in share.state ? share.state.claim : null;
        const shown = lease !== null && claim?.device === device && claim.lease === lease;
        return shown ? { kind: 'report-broken', device, lease } : refuse('share.gone');
      };
      return toResult(await run(id, ask));
    },

    /** The share's own clock. */
    async expireIfDue(id: string): Promise<Result<Share>> {
      return toResult(await run(id, () => ({ kind: 'tick' })));
    },

    /** The same for a share whose ciphertext perhaps can never be opened again. */
    async expireIfUnrecoverable(id: string): Promise<Result<Share>> {
      return toResult(await run(id, () => ({ kind: 'tick' }), true));
    },

    async markSent(id: string, message: OutboxMessage, ref: MessageRef): Promise<Result<Share>> {
      return toResult(await run(id, () => ({ kind: 'sent', message, ref, refHash: hashB64(ref) })));
    },

    async markUndeliverable(id: string, message: OutboxMessage): Promise<Result<Share>> {
      return toResult(await run(id, () => ({ kind: 'unsent', message })));
    },

    /** The operator erases this person from an ended share. `leaf`: what the log says of that. */
    async erasePerson(id: string, person: PersonKey, leaf: string): Promise<Result<Share>> {
      return toResult(await run(id, () => ({ kind: 'forget', person, leaf })));
    },

    /** Ends shares of which nobody can say what became of them, or whose ciphertext is gone. */
    rollBack,

    /** The operator accepts that the store went back in time: every share that could have been open ends, then claims go on. */
    async acceptRollback(tag: TenantTag): Promise<Result<number>> {
      const ended = await rollBack(await store.listSealed(tag));
      if (ended.ok) await store.acceptRollback(tag);
      return ended;
    },
  };
}
