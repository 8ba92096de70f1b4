// Holds what lies in the store against itself, and against what the clients saw with their own eyes. Each wrong is one sentence.

import type { Found, FoundLog } from './found.ts';
import { readEvent, tell, type FoundEvent, type Story } from './story.ts';
import { leafHash, readHead, rootOf } from './tree.ts';

/** What the clients know of one share. Answers that never came are not in here. */
export interface Seen {
  readonly id: string;
  /** Devices that were handed the capsule and opened it. */
  readonly opened: readonly string[];
  /** Someone was told that it is delivered. */
  readonly delivered: boolean;
  /** How it ended by the sender's or the recipient's own hand, as they were told; '' when it did not. */
  readonly ended: '' | 'revoked' | 'declined';
}

export interface Heads {
  /** By tag: the keys that an auditor holds. */
  readonly vkeys: ReadonlyMap<string, readonly string[]>;
  /** Checkpoints that someone has kept on the way. */
  readonly kept: readonly { readonly tag: string; readonly note: string }[];
}

export interface Verdict {
  readonly wrongs: readonly string[];
  /** Shares that more than one device has opened, by the log or by what the clients hold in their hands. */
  readonly doubleOpenings: readonly string[];
  readonly stories: ReadonlyMap<string, Story>;
  readonly events: ReadonlyMap<string, readonly FoundEvent[]>;
}

/** `forgets`: the operator has chosen a store that may come back older than it was, so the clients may know more than it. */
export function judge(found: Found, { seen, heads, forgets }: { seen: readonly Seen[]; heads: Heads; forgets: boolean }): Verdict {
  const wrongs: string[] = [];
  const events = new Map<string, FoundEvent[]>();
  for (const [tag, log] of found.logs) {
    wrongs.push(...judgeTree(tag, log, heads).map((what) => `log ${tag}: ${what}`));
    for (const [at, leaf] of log.leaves.entries()) {
      const event = readEvent(leaf.toString());
      if (event === null) continue;
      events.set(event.share, [...(events.get(event.share) ?? []), event]);
      if (found.positions.get(event.share)?.includes(at) !== true) wrongs.push(`${event.share}: the store does not know of its leaf ${at}`);
    }
  }
  const stories = new Map([...events].map(([id, own]) => [id, tell(own)]));
  const say = (id: string, what: string): void => void wrongs.push(`${id}: ${what}`);
  for (const [id, story] of stories) {
    for (const what of story.wrongs) say(id, what);
    const share = found.shares.get(id);
    if (share === undefined) say(id, `events without a state (${story.status})`);
    else {
      const { status, cause = '', claim } = share.state;
      if (status !== story.status || cause !== story.cause)
        say(id, `the state says ${status} ${cause}, its events say ${story.status} ${story.cause}`);
      if (claim && claim.device !== story.openers[0]) say(id, 'another device stands in the state than in the events');
      if (share.created !== events.get(id)?.[0]?.leaf) say(id, 'its created event is not the one in the log');
    }
    const proven = found.evidence.get(id)?.cause ?? '';
    if (proven !== story.cause) say(id, `its evidence says “${proven}”, its events say “${story.cause}”`);
    const isOpen = ['sealed', 'ready', 'claimed'].includes(story.status);
    if (isOpen !== found.open.has(id)) say(id, `${isOpen ? 'not ' : ''}listed as open while ${story.status}`);
    if (isOpen && !found.ciphertexts.has(id)) say(id, `${story.status} without its ciphertext`);
  }
  for (const id of found.evidence.keys()) if (!stories.has(id)) say(id, 'evidence without events');
  for (const id of found.shares.keys()) if (!stories.has(id)) say(id, 'a state without events');
  for (const id of found.ciphertexts) if (stories.get(id)?.holds !== true) say(id, 'ciphertext after its end');

  const doubles = new Set<string>();
  for (const [id, { openers }] of stories) if (openers.length > 1) doubles.add(id);
  for (const { id, opened, delivered, ended } of seen) {
    const story = stories.get(id);
    const all = new Set([...opened, ...(story?.openers ?? [])]);
    // A store that went back has lost the first claim: what the clients hold tells of it.
    if (opened.length > 1 || (opened.length > 0 && all.size > 1)) doubles.add(id);
    if (opened.length > 0 && ended !== '') say(id, `opened, and its end was answered: ${ended}`);
    if (forgets) continue;
    if (opened.length > 0 && story?.openers[0] !== opened[0]) say(id, 'handed over without an event');
    if (delivered && story?.cause !== 'delivered')
      say(id, `answered as delivered, and it is ${story?.status ?? 'unknown'} ${story?.cause ?? ''}`);
    if (ended !== '' && story?.cause !== ended)
      say(id, `answered as ${ended}, and it is ${story?.status ?? 'unknown'} ${story?.cause ?? ''}`);
  }
  return { wrongs, doubleOpenings: [...doubles], stories, events };
}

function judgeTree(tag: string, { leaves, note, tiles }: FoundLog, { vkeys, kept }: Heads): string[] {
  const keys = vkeys.get(tag) ?? [];
  const head = readHead(note, keys);
  if (head === null) return [`its checkpoint is not signed by a key that an auditor holds`];
  const wrongs: string[] = [];
  const hashes = leaves.map(leafHash);
  const rootAt = (size: number): string => rootOf(hashes.slice(0, size)).toString('base64');
  if (head.size !== leaves.length) wrongs.push(`${leaves.length - head.size} of ${leaves.length} leaves are under no checkpoint`);
  if (rootAt(head.size) !== head.root) wrongs.push('the tree over its leaves has another root than was signed');
  for (const [n, tile] of [...tiles].flatMap(([name, bytes]) => (name.startsWith('0:') ? [[Number(name.slice(2)), bytes] as const] : []))) {
    const wanted = Buffer.concat(hashes.slice(n * 256, n * 256 + tile.length / 32));
    if (!tile.equals(wanted)) wrongs.push(`tile 0:${n} holds other hashes than its leaves have`);
  }
  for (const one of kept) {
    const old = one.tag === tag ? readHead(one.note, keys) : null;
    if (old && one.note.split('\n')[0] === note.split('\n')[0] && rootAt(old.size) !== old.root)
      wrongs.push(`what was signed at ${old.size} leaves was rewritten`);
  }
  return wrongs;
}
