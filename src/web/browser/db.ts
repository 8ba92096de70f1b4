// This browser's own drawer: keys and values in IndexedDB. Keys of WebCrypto go in as they are and cannot be read out again.

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const asked = indexedDB.open('nt2', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('drawer');
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('no database'));
  });
  return opened;
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  return new Promise<T>((resolve, reject) => {
    // Strict: what was written is on the disk before a request that relies on it is sent.
    const transaction = db.transaction('drawer', mode, { durability: 'strict' });
    const asked = act(transaction.objectStore('drawer'));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error('not written'));
  });
}

export async function get(key: string): Promise<unknown> {
  return run<unknown>('readonly', (store) => store.get(key) as IDBRequest<unknown>);
}

export async function put(key: string, value: unknown): Promise<void> {
  await run('readwrite', (store) => store.put(value, key));
}

/** Writes only when nothing lies there, and answers with what lies there then: two tabs agree on one key. */
export async function putFirst(key: string, value: unknown): Promise<unknown> {
  try {
    await run('readwrite', (store) => store.add(value, key));
    return value;
  } catch {
    return get(key);
  }
}

export async function remove(key: string): Promise<void> {
  await run('readwrite', (store) => store.delete(key));
}
