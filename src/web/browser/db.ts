// This browser's own drawer: keys and values in IndexedDB. Whatever the browser refuses comes out as the DOMException it gave, so that the page can say so.

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= connect().catch((error: unknown) => {
    // Asked again at the next try: the person may have allowed it meanwhile.
    opened = null;
    throw error;
  });
  return opened;
}

async function connect(): Promise<IDBDatabase> {
  const factory = (globalThis as { indexedDB?: IDBFactory | null }).indexedDB;
  if (!factory) throw notKept();
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const asked = factory.open('nt2', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('drawer');
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? notKept());
  });
  // The browser closes it, for example when a person clears the site's data.
  db.onclose = () => (opened = null);
  return db;
}

type Act<T> = (store: IDBObjectStore, fail: (why: DOMException) => void) => IDBRequest<T>;

async function run<T>(mode: IDBTransactionMode, act: Act<T>): Promise<T> {
  const db = await open();
  return new Promise<T>((resolve, reject) => {
    // Strict: what was written is on the disk before a request that relies on it is sent.
    const transaction = db.transaction('drawer', mode, { durability: 'strict' });
    const asked = act(transaction.objectStore('drawer'), (why) => {
      reject(why);
      transaction.abort();
    });
    transaction.oncomplete = () => resolve(asked.result);
    // Not `onerror`, which hears of a failed request before the transaction knows why it ends.
    transaction.onabort = () => reject(transaction.error ?? notKept());
  });
}

/** The browser gives back something else than it was given, or nothing; named as its own refusals are. */
export function notKept(): DOMException {
  return new DOMException('not kept', 'DataError');
}

/** Undefined when nothing is stored; null too where WebKit can no longer read what it stored. */
export async function get(key: string): Promise<unknown> {
  return (await run<unknown>('readonly', (store) => store.get(key) as IDBRequest<unknown>)) ?? undefined;
}

export async function put(key: string, value: unknown): Promise<void> {
  await run('readwrite', (store) => store.put(value, key));
}

/** Replaces the stored value by a new one made from it, in one transaction: two tabs do not lose each other's part. */
export async function change(key: string, next: (kept: unknown) => unknown): Promise<void> {
  await run('readwrite', (store, fail) => {
    const asked = store.get(key) as IDBRequest<unknown>;
    asked.onsuccess = () => {
      const kept = asked.result ?? undefined;
      const then = next(kept);
      try {
        if (then !== kept) store.put(then, key);
      } catch (error) {
        // A value that the browser will not take; thrown from in here, the error would be lost.
        fail(error instanceof DOMException ? error : notKept());
      }
    };
    return asked;
  });
}

/**
 * Writes only when nothing that can be read lies there, and answers with what lies there then, read back: two tabs agree on one key.
 * @throws DOMException when the browser refuses it, or takes it and does not give it back.
 */
export async function putIfAbsent(key: string, value: unknown): Promise<unknown> {
  await change(key, (kept) => kept ?? value);
  const kept = await get(key);
  if (kept === undefined) throw notKept();
  return kept;
}

export async function remove(key: string): Promise<void> {
  await run('readwrite', (store) => store.delete(key));
}

/** Takes out what lies under names that begin so, and is over. */
export async function removeWhere(prefix: string, isOver: (value: unknown) => boolean): Promise<void> {
  await run('readwrite', (store) => {
    const asked = store.openCursor(IDBKeyRange.bound(prefix, `${prefix}\uffff`));
    asked.onsuccess = () => {
      const cursor = asked.result;
      if (cursor === null) return;
      if (isOver(cursor.value)) cursor.delete();
      cursor.continue();
    };
    return asked;
  });
}
