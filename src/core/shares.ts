// The use cases: everything that anybody can do with a share, whichever door he comes through.

import { hashB64 } from '../crypto/bytes.ts';
import { claimSecretHash } from '../crypto/notes/claim-secret.ts';
import type { Scrypt } from '../crypto/words/scrypt.ts';
import { acceptedEvent } from './life/change.ts';
import { dueAt } from './life/decide.ts';
import { limits } from './limits.ts';
import type { Clock, Ids, Listing, ListPlace, Random, Store } from './ports.ts';
import { begunWithinAnHour, overQuota, weighedIn, type Quotas } from './quotas.ts';
import { done, refuse, type Refusal, type Result } from './refusal.ts';
import { isLink, isSealed, isShareId, type Message, type MessageRef, type PersonKey, type Share, type ShareId, type Tag } from './share.ts';
import { createBlocks } from './use/blocks.ts';
import { createLine } from './use/line.ts';
import { bringIn, carryOut, type Answer, type Ask, type Worktop } from './use/commit.ts';
import { begin, beginSealed, type CreateInput, type CreateSealedInput, type Maker } from './use/create.ts';
import {
  checkAcceptance,
  checkClaim,
  checkDelivery,
  checkSeal,
  type AcceptInput,
  type Checks,
  type ClaimInput,
  type DeliverInput,
  type SealInput,
} from './use/proofs.ts';
import { viewOf, type ShareView } from './use/view.ts';

export interface World {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  /** H: host of the public address, part of every key name. */
  readonly host: string;
  /** The store's storage class, said in every end event. */
  readonly storage: Worktop['storage'];
  readonly modalEntry: boolean;
  readonly retentionMs: number;
  /** Where absent, those of `limits`. */
  readonly quotas?: Quotas;
  /** For modal entry with words; off the main thread where the runtime can. */
  readonly scrypt: Scrypt;
}

export interface ShareList {
  readonly shares: readonly Share[];
  readonly more: number;
  readonly last: ListPlace | null;
}

export interface Released {
  readonly share: Share;
  readonly capsule: Uint8Array;
  readonly payload: Uint8Array;
}

/** Until when whoever pressed waits for the answer; an AbortSignal is one. */
type Deadline = { readonly aborted: boolean };
const NEVER: Deadline = { aborted: false };

/** Whoever has seen an error already has done nothing: asked after the share was loaded, right before the rules and the commit. */
const inTime =
  (deadline: Deadline, ask: Ask): Ask =>
  (share) =>
    deadline.aborted ? refuse('store.busy') : ask(share);

export type Shares = ReturnType<typeof createShares>;

export function createShares(world: World) {
  const { store, clock } = world;
  const { storage, retentionMs, quotas = limits.quotas } = world;
  const worktop: Worktop = { store, clock, storage, retentionMs, quotas };
  const maker: Maker = { ids: world.ids, random: world.random, modalEntry: world.modalEntry };
  const line = createLine({ clock, ...limits.modalLine });
  const checks = (): Checks => ({ host: world.host, now: clock() });

  /** An id that cannot be one is as gone as an unknown one. */
  const on = async (
    id: string,
    ask: Ask,
    withCiphertext = false,
    ciphertext: { capsule?: Uint8Array; payload?: Uint8Array } = {},
  ): Promise<Answer> => (isShareId(id) ? carryOut(worktop, id, ask, withCiphertext, ciphertext) : refuse('share.gone'));
  /** To somebody who is no party, a share that is over looks as if it had never been; also before the sweeper has ended it. */
  const stranger = (share: Share, otherwise: Refusal): Refusal => (clock() < (dueAt(share) ?? 0) ? otherwise : refuse('share.gone'));
  const plainly = (answer: Answer): Result<Share> => (answer.ok ? done(answer.share) : answer);

  async function rollBack(ids: readonly ShareId[]): Promise<Result<number>> {
    for (const id of ids) {
      const ended = await on(id, () => ({ type: 'rollback' }));
      if (!ended.ok && ended.code !== 'share.gone') return ended;
    }
    return done(ids.length);
  }

  const decline = async (id: string, by: PersonKey, deadline = NEVER): Promise<Result<Share>> =>
    plainly(
      await on(
        id,
        inTime(deadline, () => ({ type: 'decline', by })),
      ),
    );

  return {
    async create(input: CreateInput): Promise<Result<Share>> {
      const now = clock();
      const change = begin(maker, now, input);
      if (!change.ok) return change;
      const allowances = begunWithinAnHour(change.value.share, quotas, hashB64);
      const spent = await store.spend(allowances, clock());
      return spent.ok ? bringIn(worktop, change.value, now) : refuse('quota.pair', { retryAfterMs: spent.retryAfterMs });
    },

    async createSealed(input: CreateSealedInput): Promise<Result<Share>> {
      const made = checks();
      const change = await beginSealed(maker, made, input);
      return change.ok ? bringIn(worktop, change.value, made.now) : change;
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
      const { places, more } = await store.list(world.ids.tagOf(tenant), person, listing);
      const shares = await Promise.all(places.map(({ id }) => store.load(id)));
      return { shares: shares.filter((share) => share !== null), more, last: more > 0 ? (places.at(-1) ?? null) : null };
    },

    /** The sender's payload.age, locked to F, before anybody has accepted. */
    async enter(id: string, by: PersonKey, payload: Uint8Array): Promise<Result<Share>> {
      if (payload.length > limits.payloadBytes) return refuse('input.too_large', { field: 'payload' });
      const facts = { hash: hashB64(payload), size: payload.length, at: clock() };
      return plainly(await on(id, () => ({ type: 'enter', by, payload: facts }), false, { payload }));
    },

    /** In the recipient's browser. */
    async accept(id: string, by: PersonKey, input: AcceptInput): Promise<Result<Share>> {
      const ask: Ask = async (share) => {
        if (by !== share.recipient?.key) return stranger(share, refuse('share.not_recipient'));
        const acceptance = await checkAcceptance(checks(), share, input);
        return 'ok' in acceptance ? acceptance : { type: 'accept', by, acceptance, leaf: input.note };
      };
      return plainly(await on(id, ask));
    },

    /** By a press in chat, in words mode, where no browser key is needed. `evidence`: what the platform calls that press; only its hash is kept. */
    async acceptInChat(id: string, by: PersonKey, evidence: string, deadline = NEVER): Promise<Result<Share>> {
      const ask: Ask = (share) => {
        if (isSealed(share.mode)) return refuse('proof.missing');
        const leaf = acceptedEvent(share, hashB64(evidence), clock());
        return { type: 'accept', by, acceptance: { at: clock(), device: null, key: null, signedNote: null }, leaf };
      };
      return plainly(await on(id, inTime(deadline, ask)));
    },

    async seal(id: string, by: PersonKey, input: SealInput): Promise<Result<Share>> {
      const ask: Ask = async (share) => {
        if (by !== share.sender.key) return stranger(share, refuse('share.not_sender'));
        const checked = await checkSeal(checks(), share, input);
        // The payload that was uploaded went with the share: it is not the sender's mistake that it is missing.
        if ('ok' in checked) return share.state.status === 'ended' ? refuse('share.gone') : checked;
        return { type: 'seal', by, ...checked, leaf: input.note };
      };
      return plainly(await on(id, ask, false, { capsule: input.capsule, ...(input.payload && { payload: input.payload }) }));
    },

    /** Modal entry: this server seals, unless `deadline` is over when the work is done. */
    async sealInChat(
      id: string,
      by: PersonKey,
      typed: { readonly secret: string; readonly words: string | null },
      deadline = NEVER,
    ): Promise<Result<Share>> {
      if (!world.modalEntry) return refuse('entry.off');
      const share = isShareId(id) ? await store.load(id) : null;
      if (share === null) return refuse('share.gone');
      if (by !== share.sender.key) return stranger(share, refuse('share.not_sender'));
      if (share.entry !== 'modal') return refuse('entry.off');
      // Asked before the words cost half a second and 128 MiB; the rules ask again.
      if (share.state.status !== 'offered' && share.state.status !== 'accepted') {
        return refuse(share.state.status === 'ended' ? 'share.gone' : 'share.already_sealed');
      }
      // Loaded only here: most servers never seal anything.
      const { sealHere } = await import('./use/modal-entry.ts');
      const noRoom = async (size: number): Promise<Refusal | null> => {
        const set = await store.overfull(share.id, size, weighedIn(share.sender.key, quotas));
        return set === null ? null : overQuota({ ok: false, why: 'bytes', set });
      };
      const inLine = <T>(work: () => Promise<T>): Promise<T | null> => line.stand(work, { who: by, deadline });
      const sealed = await sealHere(share, typed, { now: clock(), inLine, scrypt: world.scrypt, noRoom });
      if (!sealed.ok) return sealed;
      const { seal, leaf, capsule, payload } = sealed.value;
      const ask = inTime(deadline, () => ({ type: 'seal', by, seal, for: sealed.value.for, leaf }));
      return plainly(await on(id, ask, false, { capsule, payload }));
    },

    decline,
    ...createBlocks({ store, ids: world.ids, decline }),

    async revoke(id: string, by: PersonKey, deadline = NEVER): Promise<Result<Share>> {
      return plainly(
        await on(
          id,
          inTime(deadline, () => ({ type: 'revoke', by })),
        ),
      );
    },

    /** The one release. `by` null: nobody's session, which only a link share allows. */
    async claim(id: string, by: PersonKey | null, input: ClaimInput): Promise<Result<Released>> {
      let proven: ReturnType<typeof checkClaim> | null = null;
      const ask: Ask = async (share) => {
        // Whoever proves nothing at all rings nobody and leaves no trace.
        if (by === null && !isLink(share.mode)) return stranger(share, refuse('session.required'));
        const claim = await (proven ??= checkClaim(checks(), share, by, input));
        return 'ok' in claim ? stranger(share, claim) : claim;
      };
      const answer = await on(id, ask, true);
      if (!answer.ok) return answer;
      const { capsule, payload } = answer.loaded;
      if (capsule === null || payload === null) return refuse('share.gone');
      return done({ share: answer.share, capsule, payload });
    },

    /** What the holder of the lease may fetch again: whoever shows the claim secret. Changes nothing. */
    async leased(id: string, secret: string): Promise<Result<Released>> {
      const lease = claimSecretHash(secret);
      const loaded = isShareId(id) && lease !== null ? await store.loadWithCiphertext(id) : null;
      if (loaded?.share.state.status !== 'claimed' || loaded.share.state.claim.lease !== lease) return refuse('share.gone');
      if (clock() >= loaded.share.state.claim.leaseUntil) return refuse('share.gone');
      const { share, capsule, payload } = loaded;
      return capsule && payload ? done({ share, capsule, payload }) : refuse('share.gone');
    },

    async deliver(id: string, input: DeliverInput): Promise<Result<Share>> {
      const ask: Ask = (share) => {
        // Only the device that claimed hears how far the share is; there is no session here that says who asks.
        const claim = 'claim' in share.state ? share.state.claim : null;
        const shown = claim !== null && (claim.lease === null || claim.lease === claimSecretHash(input.secret ?? ''));
        return shown && claim.device === input.device ? checkDelivery(checks(), share, input) : refuse('share.gone');
      };
      return plainly(await on(id, ask));
    },

    /** The device that claimed says that it cannot decrypt. To whoever cannot show its secret the share is as gone as an unknown one. */
    async breakOff(id: string, { device, secret }: { readonly device: string; readonly secret: string }): Promise<Result<Share>> {
      const lease = claimSecretHash(secret);
      const ask: Ask = (share) => {
        const claim = 'claim' in share.state ? share.state.claim : null;
        const shown = lease !== null && claim?.device === device && claim.lease === lease;
        return shown ? { type: 'break', device, lease } : refuse('share.gone');
      };
      return plainly(await on(id, ask));
    },

    /** The share's own clock. */
    async tick(id: string): Promise<Result<Share>> {
      return plainly(await on(id, () => ({ type: 'tick' })));
    },

    /** The same for a share whose ciphertext perhaps can never be opened again. */
    async look(id: string): Promise<Result<Share>> {
      return plainly(await on(id, () => ({ type: 'tick' }), true));
    },

    async sent(id: string, message: Message, ref: MessageRef): Promise<Result<Share>> {
      return plainly(await on(id, () => ({ type: 'sent', message, ref, refHash: hashB64(ref) })));
    },

    async unsent(id: string, message: Message): Promise<Result<Share>> {
      return plainly(await on(id, () => ({ type: 'unsent', message })));
    },

    /** The operator erases this person from an ended share. `leaf`: what the log says of that. */
    async forget(id: string, person: PersonKey, leaf: string): Promise<Result<Share>> {
      return plainly(await on(id, () => ({ type: 'forget', person, leaf })));
    },

    /** Ends shares of which nobody can say what became of them, or whose ciphertext is gone. */
    rollBack,

    /** The operator accepts that the store went back in time: every share that could have been open ends, then claims go on. */
    async acceptRollback(tag: Tag): Promise<Result<number>> {
      const ended = await rollBack(await store.open(tag));
      if (ended.ok) await store.acceptRollback(tag);
      return ended;
    },
  };
}
