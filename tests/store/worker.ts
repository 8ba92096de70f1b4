// A process of its own that works on a store: forked by the tests, told by messages what to do, killed when they like.

import { randomBytes } from 'node:crypto';
import { openStore } from './open.ts';
import type { Where } from './open.ts';
import { aShare, claimOf, commitOf, newId } from '../support/shares.ts';
import type { Commit } from '../../src/core/ports/share-store.ts';
import { tagOf, type PersonKey, type ShareId } from '../../src/core/share.ts';

export type Order =
  | { readonly do: 'open'; readonly where: Where }
  /** So many claims at once on one share. Answers how many of them won. */
  | { readonly do: 'race'; readonly id: ShareId; readonly claims: number }
  /**
   * So many new shares of one tenant at once, each with a payload of `size` bytes, in and out of these sets. Answers how many came in;
   * `dies`: in the middle of it, without a word.
   */
  | ({ readonly do: 'fill'; readonly dies?: true; readonly of: string; readonly shares: number; readonly size: number } & Pick<
      Commit,
      'quotaSets' | 'bytes'
    >)
  /** Loads the share for a claim, says so, and never commits. */
  | { readonly do: 'load'; readonly id: ShareId }
  /** Takes a prekey of this person for so many new shares at once. Answers the keys. */
  | { readonly do: 'take-prekeys'; readonly of: string; readonly person: PersonKey; readonly shares: number }
  /** Takes one for this share and dies as soon as the store has answered. */
  | { readonly do: 'take-and-die'; readonly id: ShareId; readonly person: PersonKey }
  /** A use case on each of these shares, by a clock that stands at `at`. Answers `ok` or the code of the refusal for each. */
  | { readonly do: 'act'; readonly act: 'extend' | 'expire' | 'accept' | 'revoke'; readonly ids: readonly ShareId[]; readonly at: number }
  /** Claims and dies without another word as soon as the store has answered. */
  | { readonly do: 'claim-and-die'; readonly id: ShareId };

let store: Awaited<ReturnType<typeof openStore>> | null = null;

async function claim(id: ShareId, device: string): Promise<boolean> {
  const loaded = await store?.loadWithCiphertext(id);
  if (loaded?.share.state.status !== 'ready') return false;
  return (await store?.commit(claimOf(loaded.share, device)))?.ok === true;
}

async function use({ act, ids, at }: Extract<Order, { do: 'act' }>): Promise<string[]> {
  if (store === null) throw new Error('no store');
  // Only here: most workers start without the use cases.
  const [{ createShares }, { limits }, { NO_POLICY }] = await Promise.all([
    import('../../src/core/shares.ts'),
    import('../../src/core/limits.ts'),
    import('../../src/core/policy/policy.ts'),
  ]);
  const [{ scryptNative }, { alex, casey }] = await Promise.all([import('../support/actors.ts'), import('../support/world.ts')]);
  const shares = createShares({
    store,
    clock: () => at,
    random: randomBytes,
    tenantTags: { tagOf: () => tagOf(ids[0] ?? ('' as ShareId)) },
    host: 'nt2.example.com',
    storage: 'test',
    policy: NO_POLICY,
    modalEntry: true,
    retentionMs: 86_400_000,
    // These shares came into the store without counting for anyone.
    quotas: { ...limits.quotas, person: 1_000, recipient: 1_000, pair: 1_000 },
    scrypt: scryptNative,
  });
  const one = (id: ShareId) => {
    switch (act) {
      case 'extend':
        return shares.extend(id, alex.key, null);
      case 'expire':
        return shares.expireIfDue(id);
      case 'accept':
        return shares.acceptInChat(id, casey.key, 'press');
      case 'revoke':
        return shares.revoke(id, alex.key);
    }
  };
  return Promise.all(ids.map(async (id) => one(id).then((answer) => (answer.ok ? 'ok' : answer.code))));
}

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'open':
      store = await openStore(order.where);
      return true;
    case 'race': {
      const claims = Array.from({ length: order.claims }, (_, at) => claim(order.id, `${process.pid}-${at}`));
      return (await Promise.all(claims)).filter(Boolean).length;
    }
    case 'fill': {
      const { of, shares, size, quotaSets, bytes, dies } = order;
      const bring = async () =>
        store?.commit(commitOf(aShare(newId(of)), { quotaSets: quotaSets, bytes, ciphertext: { payload: randomBytes(size) } }));
      const brought = Array.from({ length: shares }, bring);
      if (dies) await Promise.race(brought).then(() => process.kill(process.pid, 'SIGKILL'));
      return (await Promise.all(brought)).filter((answer) => answer?.ok).length;
    }
    case 'take-prekeys': {
      const { of, person, shares } = order;
      const take = async () => store?.takePrekey(newId(of), person, Date.now(), Date.now() + 3_600_000);
      const taken = await Promise.all(Array.from({ length: shares }, take));
      return taken.flatMap((prekey) => (prekey ? [prekey.key] : []));
    }
    case 'take-and-die':
      await store?.takePrekey(order.id, order.person, Date.now(), Date.now() + 3_600_000);
      return process.kill(process.pid, 'SIGKILL');
    case 'act':
      return use(order);
    case 'load':
      return (await store?.load(order.id))?.state.status;
    case 'claim-and-die':
      await claim(order.id, 'dead');
      return process.kill(process.pid, 'SIGKILL');
  }
}

process.on('message', (order: Order) => {
  obey(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
