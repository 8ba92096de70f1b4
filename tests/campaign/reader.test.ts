// The campaign's reader, on a small store whose every share is known: it finds nothing there, and each planted fault.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/crypto/bytes.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import type { Result } from '../../src/core/refusal.ts';
import type { ShareId } from '../../src/core/share.ts';
import { claiming, credential, delivering, newBrowser, opening, sealing } from '../support/actors.ts';
import { openSignedLog } from '../support/signed-log.ts';
import { alex, HOST, openWorld, TENANT, type TestWorld } from '../support/world.ts';
import type { Found, FoundLog, FoundShare } from './reader/found.ts';
import { judge, type Heads, type Seen } from './reader/judge.ts';
import { saidTwice, sharesUnder } from './reader/messages.ts';
import { readSqlite } from './reader/read-sqlite.ts';
import { judgePolicies, type Begun, type PolicyLoad } from './reader/policies.ts';
import { judgeWebhooks, type Arrival } from './reader/webhooks.ts';

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.code}`);
  return result.value;
}

let world: TestWorld;
let found: Found;
let heads: Heads;
let tag: string;
let [delivered, claimed, ready, revoked] = [] as unknown as [Seen, Seen, Seen, Seen];
/** What another device than the first one would have signed. */
let forged: string;

beforeAll(async () => {
  world = await openWorld();
  const { store, dir, shares } = world;
  const log = openSignedLog({ store, dir, clock: () => world.now, host: HOST, seed: randomBytes(32) });
  const wish = { sender: alex, recipient: null, tenant: TENANT, mode: 'link', entry: 'page', via: 'api' } as const;
  const begin = async (upTo: 'ready' | 'claimed' | 'delivered'): Promise<Seen> => {
    const share = must(await shares.create({ ...wish, kind: 'credential', label: 'Key', note: '', place: null, expiresInMs: 86_400_000 }));
    const [sender, holder] = [await newBrowser(HOST), await newBrowser(HOST)];
    const sealed = await sealing(sender, share, { at: world.now, items: credential('sk_live_canary') });
    must(await shares.seal(share.id, alex.key, sealed.input));
    const seen = { id: share.id, opened: [] as string[], delivered: false, ended: '' as const };
    if (upTo === 'ready') return seen;
    const linkKey = sealed.linkKey ?? new Uint8Array();
    const keys = { link: await linkProofSigner(linkKey, share.id) };
    const released = must(await shares.claim(share.id, null, await claiming(holder, share, world.now, keys)));
    seen.opened.push(holder.device.publicKey);
    forged = (await claiming(await newBrowser(HOST), share, world.now, keys)).note;
    if (upTo === 'claimed') return seen;
    const { ack } = await opening(share, released, sealed.input.note, { linkKey });
    must(await shares.deliver(share.id, await delivering(holder, share, world.now, ack)));
    return { ...seen, delivered: true };
  };
  [delivered, ready, revoked, claimed] = [await begin('delivered'), await begin('ready'), await begin('ready'), await begin('claimed')];
  must(await shares.revoke(revoked.id as ShareId, alex.key));
  revoked = { ...revoked, ended: 'revoked' };
  await log.sign();
  found = readSqlite(join(dir, 'nt2.db'));
  tag = claimed.id.slice(0, 6);
  const vkeys = new Map([
    [tag, [...((await store.readLog(tag as never))?.text ?? '').matchAll(/^key \d{4} (.+)$/gm)].map(([, key = '']) => key)],
  ]);
  heads = { vkeys, kept: [{ tag, note: found.logs.get(tag)?.note ?? '' }] };
});
afterAll(() => world.close());

const all = (): Seen[] => [delivered, claimed, ready, revoked];
const look = (store: Found, seen: readonly Seen[] = all(), forgets = false) => judge(store, { seen, heads, forgets });

const withLog = (change: (log: FoundLog) => Partial<FoundLog>): Found => {
  const log = found.logs.get(tag) as FoundLog;
  return { ...found, logs: new Map([[tag, { ...log, ...change(log) }]]) };
};
const withShare = (id: string, change: (share: FoundShare) => Partial<FoundShare>): Found => {
  const share = found.shares.get(id) as FoundShare;
  return { ...found, shares: new Map(found.shares).set(id, { ...share, ...change(share) }) };
};
const without = <T>(from: ReadonlyMap<string, T>, id: string): Map<string, T> => new Map([...from].filter(([name]) => name !== id));

describe('the reader of the faults campaign', () => {
  it('finds nothing wrong where nothing is', () => {
    expect(look(found)).toMatchObject({ wrongs: [], doubleOpenings: [] });
    expect([...found.shares.keys()].toSorted()).toEqual(
      all()
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it.each<readonly [string, () => Found, RegExp]>([
    [
      'a second claim, forged into the log',
      () => withLog(({ leaves }) => ({ leaves: [...leaves, Buffer.from(forged)] })),
      /claimed by 2 devices/,
    ],
    [
      'a claim in the log that nobody signed',
      () => withLog(({ leaves }) => ({ leaves: leaves.map(unsigned) })),
      /its signature does not hold/,
    ],
    [
      'an event that was removed',
      () => withLog(({ leaves }) => ({ leaves: leaves.slice(0, -1) })),
      /state says ended revoked, its events say ready/,
    ],
    ['an event that was rewritten', () => withLog(({ leaves }) => ({ leaves: leaves.map(later) })), /another root than was signed/],
    ['a tile that was changed', () => withLog(() => ({ tiles: new Map([['0:0', Buffer.alloc(32)]]) })), /tile 0:0 holds other hashes/],
    [
      'an event that no checkpoint covers',
      () => withLog(({ leaves }) => ({ leaves: [...leaves, Buffer.from(forged)] })),
      /under no checkpoint/,
    ],
    [
      'a checkpoint under another key',
      () => withLog(({ note }) => ({ note: note.replace(/.{6}=*\n$/, 'AAAAAA==\n') })),
      /not signed by a key/,
    ],
    ['a state without events', () => ({ ...found, shares: new Map(found.shares).set('b'.repeat(32), share()) }), /a state without events/],
    ['events without a state', () => ({ ...found, shares: without(found.shares, claimed.id) }), /events without a state/],
    [
      'an end that the log does not know',
      () => withShare(ready.id, () => ({ state: { status: 'ended', cause: 'expired' } })),
      /state says ended expired/,
    ],
    [
      'another device in the state',
      () => withShare(claimed.id, ({ state }) => ({ state: { ...state, claim: { device: 'x' } } })),
      /another device stands/,
    ],
    [
      'ciphertext of a share that ended',
      () => ({ ...found, ciphertexts: new Set([...found.ciphertexts, revoked.id]) }),
      /ciphertext after its end/,
    ],
    [
      'an end that left no evidence',
      () => ({ ...found, evidence: without(found.evidence, revoked.id) }),
      /its evidence says “”, its events say “revoked”/,
    ],
    [
      'evidence of what waits',
      () => ({ ...found, evidence: new Map(found.evidence).set(ready.id, { cause: 'expired' }) }),
      /its evidence says “expired”, its events say “”/,
    ],
    [
      'evidence of what never was',
      () => ({ ...found, evidence: new Map(found.evidence).set('b'.repeat(32), { cause: 'expired' }) }),
      /evidence without events/,
    ],
    ['a share that waits without its ciphertext', () => ({ ...found, ciphertexts: new Set() }), /ready without its ciphertext/],
    ['an index that forgot', () => ({ ...found, open: new Set() }), /not listed as open/],
    [
      'a leaf that its share does not know',
      () => ({ ...found, positions: without(found.positions, ready.id) }),
      /does not know of its leaf/,
    ],
  ])('finds %s', (_what, plant, said) => {
    const planted = plant();
    expect(look(planted).wrongs.join('\n')).toMatch(said);
  });

  it('finds what the clients saw and the store denies', () => {
    expect(look(found, [{ ...ready, opened: ['stranger'] }]).wrongs.join()).toMatch(/handed over without an event/);
    expect(look(found, [{ ...ready, delivered: true }]).wrongs.join()).toMatch(/answered as delivered, and it is ready/);
    expect(look(found, [{ ...ready, ended: 'revoked' }]).wrongs.join()).toMatch(/answered as revoked, and it is ready/);
    expect(look(found, [{ ...claimed, ended: 'revoked' }]).wrongs.join()).toMatch(/opened, and its end was answered/);
  });

  it('measures how far the times of a share go back', () => {
    expect(look(found).stories.get(claimed.id)?.backMs).toBe(0);
    const dated = withLog(({ leaves }) => ({ leaves: leaves.map(unsigned) }));
    expect(look(dated).stories.get(claimed.id)?.backMs).toBeGreaterThan(86_400_000);
  });

  it('counts a double opening by the log, and by what two clients hold also where the store forgot', () => {
    expect(look(withLog(({ leaves }) => ({ leaves: [...leaves, Buffer.from(forged)] }))).doubleOpenings).toEqual([claimed.id]);
    expect(look(found, [{ ...delivered, opened: ['one', 'two'] }], true).doubleOpenings).toEqual([delivered.id]);
    expect(look(found, [{ ...claimed, opened: ['another than the log has'] }], true).doubleOpenings).toEqual([claimed.id]);
  });

  it('finds what a receiver of webhooks was not told, in another order, or unsigned, and not what still waits or came twice', () => {
    const { events } = look(found);
    const share = revoked.id;
    const own = ['share.created', 'share.sealed', 'share.ended'].map((type, n) => ({ id: `${share}_${n}`, type }));
    const here = own.map((event): Arrival => ({ ...event, share, isGenuine: true }));
    const only = new Map([[share, events.get(share) ?? []]]);
    const heard = (arrived: readonly Arrival[], waits: typeof own = [], isWell = false): string =>
      judgeWebhooks({ lanes: new Map([[`e:${share}`, waits]]) }, only, { name: 'ops', endpoint: 'e', arrived, isWell }).join('\n');
    expect(heard(here)).toBe('');
    expect(heard([...here, ...here.slice(1)], own.slice(2))).toBe('');
    expect(heard(here.slice(0, 1), own.slice(1))).toBe('');
    expect(heard(here.slice(0, 1), own.slice(1), true)).toMatch(/2 events wait for a receiver that takes everything/);
    expect(heard(here.slice(0, 2))).toMatch(/what arrived or waits is share.created share.sealed$/);
    expect(heard(here.toReversed())).toMatch(/what arrived or waits is share.ended/);
    expect(heard(here.map((one) => ({ ...one, isGenuine: false })))).toMatch(/share.created is not signed/);
    expect(heard([...here, { id: 'x', type: 'share.created', share: 'y', isGenuine: true }])).toMatch(/the log does not know/);
  });

  it('counts a message that stands twice, and not one that was edited', () => {
    const card = (title: string, id: string) => [
      { type: 'header', block_id: `b${Math.random()}`, text: { type: 'plain_text', text: title } },
      { type: 'actions', elements: [{ type: 'button', value: id }] },
    ];
    const said = (title: string, { channel = 'C1', id = ready.id } = {}) => ({
      channel,
      ts: '7.500000',
      blocks: card(title, id),
      versions: [],
    });
    const key = said('A key for you');
    expect(
      saidTwice([key, said('It is ready'), said('A key for you', { channel: 'C2' }), said('A key for you', { id: claimed.id })]),
    ).toEqual([]);
    expect(saidTwice([key, said('A key for you')])).toEqual([{ channel: 'C1', title: 'A key for you', at: 7500 }]);
    const edited = { ...said('It is over'), versions: [{ text: '', blocks: card('A key for you', ready.id), metadata: null }] };
    expect(saidTwice([said('It is over'), edited])).toEqual([]);
    expect(saidTwice([key, edited])).toHaveLength(1);
    expect(sharesUnder('key for', [key, edited])).toBe(1);
    expect(sharesUnder('key for', [key, said('A key for you', { id: claimed.id })])).toBe(2);
  });
});

const share = (): FoundShare => ({ id: '', mode: 'link', created: '', version: 1, state: { status: 'offered' } });
const unsigned = (leaf: Buffer): Buffer =>
  leaf.includes('type claimed') ? Buffer.from(leaf.toString().replace(/time \S+/, 'time 2020-01-01T00:00:00.000Z')) : leaf;
const later = (leaf: Buffer): Buffer => Buffer.from(leaf.toString().replace('via api', 'via chat'));

describe('the reader of what was answered under policies', () => {
  const leaf = (type: string, rest: string): Buffer => Buffer.from(`nt2/log/v1\ntype ${type}\n${rest}`);
  const share = Buffer.from('nt2/event/v2\ntype created\nshare x\n');
  const log = (...leaves: readonly Buffer[]) => ({ logs: new Map([['aaaaaa', { leaves, note: '', tiles: new Map<string, Buffer>() }]]) });
  const loads: PolicyLoad[] = [
    { version: 'open', hash: 'b3Blbg==', allowsNotes: true, sentAt: 0, heldAt: 0 },
    { version: 'closed', hash: 'Y2xvc2Vk', allowsNotes: false, sentAt: 100, heldAt: 120 },
  ];
  const good = log(leaf('policy', 'hash b3Blbg==\n'), share, leaf('policy', 'hash Y2xvc2Vk\n'), leaf('policy', 'hash Y2xvc2Vk\n'));
  const asked = (kind: Begun['kind'], askedAt: number, code: string): Begun => ({ id: 'x', kind, askedAt, answeredAt: askedAt + 5, code });
  const begun = [
    asked('note', 10, ''),
    asked('credential', 10, ''),
    // While one instance has the new one and the other has not, either answer is right.
    asked('note', 98, 'policy.person'),
    asked('note', 105, ''),
    asked('note', 130, 'policy.person'),
    asked('credential', 130, ''),
  ];

  it('finds nothing where each answer follows from the policy that held, and the log names each once it was loaded', () => {
    expect(judgePolicies(good, 'aaaaaa', { loads, begun })).toEqual([]);
  });

  it.each([
    ['a note that began while it was forbidden', good, asked('note', 130, ''), 'which closed forbade'],
    ['a note that was refused while it was allowed', good, asked('note', 10, 'policy.person'), 'which open allowed'],
    ['a credential that was refused', good, asked('credential', 105, 'policy.person'), 'every policy allowed'],
    ['a share before its policy', log(share, ...(good.logs.get('aaaaaa')?.leaves ?? [])), begun[0]!, 'before the log named'],
    ['a policy that the log does not name', log(leaf('policy', 'hash b3Blbg==\n'), share), begun[0]!, 'names 1 policies'],
    [
      'one that was never loaded',
      log(...(good.logs.get('aaaaaa')?.leaves ?? []), leaf('policy', 'hash ZmF1bHR5\n')),
      begun[0]!,
      'names 3 policies',
    ],
  ] as const)('finds %s', (_what, found, one, says) => {
    expect(judgePolicies(found, 'aaaaaa', { loads, begun: [one] }).join()).toContain(says);
  });
});
