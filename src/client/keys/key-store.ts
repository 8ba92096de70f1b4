// Where a program keeps its keys: the key of its device, those of what it accepted, the secrets of what it is opening. They never leave the
// machine. Browsers keep theirs in IndexedDB, where nobody reads them out; a program brings a store that lasts, or has one in memory.

/** The values are secrets: no other person of the machine may read them, and none belongs into a log. */
export interface DeviceKeyStore {
  /** Null: there is none of that name. */
  load(name: string): Promise<string | null>;
  /** It is there for good before this resolves: the server hears of a key only after it was kept. */
  save(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Forgotten with the process. */
export function createMemoryKeyStore(): DeviceKeyStore {
  const kept = new Map<string, string>();
  return {
    load: async (name) => kept.get(name) ?? null,
    save: async (name, value) => void kept.set(name, value),
    remove: async (name) => void kept.delete(name),
  };
}
