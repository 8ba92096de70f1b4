// An open vault: its items, found, read, written and dropped, until it locks. What is locked knows nothing more: the key and every head are gone.

import type { Bytes } from '../../crypto/bytes.ts';
import {
  encodeBody,
  encodeHead,
  newItemId,
  parseVaultBody,
  parseVaultHead,
  written,
  type NewVaultFile,
  type NewVaultItem,
  type SharedLast,
  type VaultBody,
  type VaultDraft,
  type VaultHead,
} from './items/item.ts';
import { openPart, sealPart, type VaultKey } from '../../crypto/vault/vault-key.ts';
import { lazy } from '../load.ts';
import { inboxOf } from './inbox/inbox-of.ts';
import type { VaultChange, Drawer } from './store/drawer.ts';

/**
 * `locked`: meanwhile. `changed`: by another tab, and nothing was written. `gone`: it is not there any more. `full`: this browser has no room left,
 * and nothing was written. `damaged`: what lies there is not what was written.
 */
export type Trouble = 'locked' | 'changed' | 'gone' | 'full' | 'damaged';
export type VaultAnswer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: Trouble };

export interface VaultEntry extends VaultHead {
  readonly revision: number;
}
export interface OpenedItem {
  readonly head: VaultEntry;
  readonly body: VaultBody;
}
/** What came in by the inbox. */
export interface TakenIn {
  readonly count: number;
  /** What waits there and can't be read. */
  readonly unreadable: readonly string[];
  /** The inbox on the disk was not that of this vault. */
  readonly isExchanged: boolean;
}

export interface Vault {
  isOpen(): boolean;
  /** All heads, the newest change first. `damaged` counts what could not be read. */
  list(): Promise<VaultAnswer<{ readonly entries: readonly VaultEntry[]; readonly damaged: number }>>;
  read(id: string): Promise<VaultAnswer<OpenedItem>>;
  /** `on`: what it was made of; null: a new item. Answers the id. */
  save(draft: VaultDraft, on: OpenedItem | null, files?: readonly NewVaultFile[]): Promise<VaultAnswer<string>>;
  /** Several new items, all or none: an import. */
  add(items: readonly NewVaultItem[]): Promise<VaultAnswer<readonly string[]>>;
  /** How it was shared, beside the item; it counts as no change of it. */
  remember(item: OpenedItem, shared: SharedLast): Promise<VaultAnswer<string>>;
  /** Takes in what was put into the inbox, each as a new item: nothing that lies here is replaced. */
  takeIn(): Promise<VaultAnswer<TakenIn>>;
  /** Drops what waits in the inbox and can't be read. */
  dropWaiting(ids: readonly string[]): Promise<VaultAnswer<null>>;
  remove(item: OpenedItem): Promise<VaultAnswer<null>>;
  readFile(id: string): Promise<VaultAnswer<Bytes>>;
  lock(): void;
}

export interface VaultDeps {
  readonly drawer: Drawer;
  readonly key: VaultKey;
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
  /** After a change, for the other tabs. */
  readonly changed: () => void;
}

const loadTakeIn = lazy(() => import('./inbox/take-in.ts'));

export function createVault({ drawer, key: given, now, random, changed }: VaultDeps): Vault {
  let key: VaultKey | null = given;

  const withKey = async <T>(act: (key: VaultKey) => Promise<VaultAnswer<T>>): Promise<VaultAnswer<T>> => {
    if (key === null) return { ok: false, why: 'locked' };
    try {
      const told = await act(key);
      // Locked while it was read: what was read is not given out any more. What was written is written.
      return key === null && told.ok ? { ok: false, why: 'locked' } : told;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'QuotaExceededError') return { ok: false, why: 'full' };
      throw error;
    }
  };

  const sealed = async (
    by: VaultKey,
    at: { id: string; on: number | null },
    parts: { head: VaultHead; body: VaultBody },
  ): Promise<VaultChange['put']> => {
    const place = `${at.id}/${(at.on ?? 0) + 1}`;
    return {
      head: await sealPart(by, `head/${place}`, encodeHead(parts.head)),
      body: await sealPart(by, `body/${place}`, encodeBody(parts.body)),
    };
  };

  const sealedFiles = (by: VaultKey, files: readonly NewVaultFile[]): Promise<VaultChange['putFiles']> =>
    Promise.all(files.map(async ({ id, bytes }) => ({ id, box: await sealPart(by, `file/${id}`, bytes) })));

  const newItem = async (by: VaultKey, { draft, files }: NewVaultItem): Promise<VaultChange> => {
    const id = newItemId(random);
    const put = await sealed(by, { id, on: null }, written(draft, { id, now: now(), before: null }));
    return { id, on: null, put, putFiles: await sealedFiles(by, files), dropFiles: [] };
  };

  const commit = async (
    changes: readonly VaultChange[],
    ids: readonly string[],
    taken: readonly string[] = [],
  ): Promise<VaultAnswer<readonly string[]>> => {
    if (!(await drawer.commit(changes, taken))) return { ok: false, why: 'changed' };
    changed();
    return { ok: true, value: ids };
  };

  const save: Vault['save'] = (draft, before, files = []) =>
    withKey(async (by) => {
      const id = before?.head.id ?? newItemId(random);
      const on = before?.head.revision ?? null;
      const put = await sealed(by, { id, on }, written(draft, { id, now: now(), before }));
      const putFiles = await sealedFiles(by, files);
      const dropFiles = (before?.body.files ?? [])
        .filter((file) => !draft.files.some((kept) => kept.id === file.id))
        .map((file) => file.id);
      const told = await commit([{ id, on, put, putFiles, dropFiles }], [id]);
      return told.ok ? { ok: true, value: id } : told;
    });

  return {
    isOpen: () => key !== null,
    save,
    list: () =>
      withKey(async (by) => {
        const boxes = await drawer.heads();
        const heads = await Promise.all(
          boxes.map(async ({ id, revision, head }): Promise<VaultEntry | null> => {
            const plain = await openPart(by, `head/${id}/${revision}`, head);
            const parsed = plain === null ? null : parseVaultHead(plain);
            return parsed === null ? null : { ...parsed, revision };
          }),
        );
        const entries = heads.filter((head) => head !== null).toSorted((a, b) => b.changedAt - a.changedAt);
        return { ok: true, value: { entries, damaged: boxes.length - entries.length } };
      }),
    read: (id) =>
      withKey(async (by) => {
        const box = await drawer.item(id);
        if (box === null) return { ok: false, why: 'gone' };
        const place = `${id}/${box.revision}`;
        const [head, body] = [await openPart(by, `head/${place}`, box.head), await openPart(by, `body/${place}`, box.body)];
        const [parsedHead, parsedBody] = [head === null ? null : parseVaultHead(head), body === null ? null : parseVaultBody(body)];
        if (parsedHead === null || parsedBody === null) return { ok: false, why: 'damaged' };
        return { ok: true, value: { head: { ...parsedHead, revision: box.revision }, body: parsedBody } };
      }),
    add: (items) =>
      withKey(async (by) => {
        const changes = await Promise.all(items.map((item) => newItem(by, item)));
        return commit(
          changes,
          changes.map(({ id }) => id),
        );
      }),
    remember: (item, shared) => {
      const { kind, label, folder, createdAt, changedAt } = item.head;
      const { fields, files } = item.body;
      return save({ kind, label, folder, fields, files, shared, kept: { createdAt, changedAt, history: [] } }, item);
    },
    takeIn: () =>
      withKey(async (by) => {
        const waiting = await drawer.waiting();
        const { key: inbox, isExchanged } = await inboxOf(drawer, by);
        const unreadable: string[] = [];
        let count = 0;
        for (const id of waiting) {
          const box = await drawer.waitingBox(id);
          if (box === null) continue;
          const item = inbox === null ? null : await (await loadTakeIn()).openWaiting(box, inbox);
          if (item === null) unreadable.push(id);
          // Another tab may have taken it in.
          else if ((await commit([await newItem(by, item)], [], [id])).ok) count += 1;
          if (key === null) break;
        }
        return { ok: true, value: { count, unreadable, isExchanged } };
      }),
    dropWaiting: (ids) =>
      withKey(async () => {
        const told = await commit([], [], ids);
        return told.ok ? { ok: true, value: null } : told;
      }),
    remove: ({ head: { id, revision }, body: { files } }) =>
      withKey(async () => {
        const told = await commit([{ id, on: revision, put: null, putFiles: [], dropFiles: files.map((file) => file.id) }], [id]);
        return told.ok ? { ok: true, value: null } : told;
      }),
    readFile: (id) =>
      withKey(async (by) => {
        const box = await drawer.file(id);
        if (box === null) return { ok: false, why: 'gone' };
        const bytes = await openPart(by, `file/${id}`, box);
        return bytes === null ? { ok: false, why: 'damaged' } : { ok: true, value: bytes };
      }),
    lock: () => void (key = null),
  };
}
