// A drawer in memory, as strict as the browser's: all changes of a commit or none.

import type { VaultRecord, VaultChange, Drawer, SealedHead, WaitingBox } from '../../src/web/vault/store/drawer.ts';
import type { Bytes } from '../../src/crypto/bytes.ts';

export interface MemoryDrawer extends Drawer {
  readonly items: Map<string, { revision: number; head: Bytes; body: Bytes }>;
  readonly files: Map<string, Bytes>;
  readonly inbox: Map<string, WaitingBox>;
  /** The next commit finds no room. */
  fill(): void;
}

export function memoryDrawer(): MemoryDrawer {
  const items: MemoryDrawer['items'] = new Map();
  const files: MemoryDrawer['files'] = new Map();
  const inbox: MemoryDrawer['inbox'] = new Map();
  let about: VaultRecord | null = null;
  let isFull = false;
  const write = ({ id, on, put, putFiles, dropFiles }: VaultChange): void => {
    if (put === null) items.delete(id);
    else items.set(id, { revision: (on ?? 0) + 1, ...put });
    for (const file of putFiles) files.set(file.id, file.box);
    for (const file of dropFiles) files.delete(file);
  };
  return {
    items,
    files,
    inbox,
    fill: () => void (isFull = true),
    about: async () => about,
    async begin(first) {
      if (about !== null) return false;
      about = first;
      return true;
    },
    async changeAbout(next) {
      about = about === null ? null : next(about);
      return about;
    },
    heads: async () => [...items].map(([id, { revision, head }]): SealedHead => ({ id, revision, head })),
    async item(id) {
      const found = items.get(id);
      return found === undefined ? null : { id, ...found };
    },
    file: async (id) => files.get(id) ?? null,
    async commit(changes, taken = []) {
      if (about === null || changes.some(({ id, on }) => (items.get(id)?.revision ?? null) !== on)) return false;
      if (taken.some((id) => !inbox.has(id))) return false;
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      changes.forEach(write);
      for (const id of taken) inbox.delete(id);
      about = { ...about, changes: about.changes + changes.length };
      return true;
    },
    async putIn(waiting, recipient) {
      if (about?.inbox?.recipient !== recipient) return false;
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      for (const box of waiting) inbox.set(box.id, box);
      return true;
    },
    waiting: async () => [...inbox.keys()],
    waitingBox: async (id) => inbox.get(id) ?? null,
    close: () => {},
    async erase() {
      inbox.clear();
      about = null;
      items.clear();
      files.clear();
    },
  };
}
