// The drawer of this browser: an IndexedDB of its own, so that the keys of devices and the vault never meet in one transaction.

import type { Bytes } from '../../../crypto/bytes.ts';
import { NewerVault, VAULT_FORMAT, type VaultRecord, type VaultChange, type Drawer, type SealedHead, type WaitingBox } from './drawer.ts';

const NAME = 'nt2-vault';
/** 2: with an inbox. */
const VERSION = 2;
const STORES = ['about', 'heads', 'bodies', 'files', 'inbox'] as const;
type StoreName = (typeof STORES)[number];
const ONLY = 'vault';

interface KeptHead {
  readonly revision: number;
  readonly head: Bytes;
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException('no answer', 'UnknownError'));
  });

/**
 * `left`: another tab has a newer nt2, and this one lets the vault go.
 * @throws NewerVault; DOMException when this browser keeps nothing.
 */
export async function openBrowserDrawer(left: () => void): Promise<Drawer> {
  const factory = (globalThis as { indexedDB?: IDBFactory | null }).indexedDB;
  if (!factory) throw new DOMException('no IndexedDB', 'InvalidStateError');
  const asked = factory.open(NAME, VERSION);
  asked.onupgradeneeded = () => {
    for (const store of STORES) if (!asked.result.objectStoreNames.contains(store)) asked.result.createObjectStore(store);
  };
  const db = await answer(asked).catch((error: DOMException) => {
    throw error.name === 'VersionError' ? new NewerVault() : error;
  });
  db.onversionchange = () => {
    db.close();
    left();
  };
  db.onclose = left;

  /** What `act` answers once its transaction is on the disk. */
  async function run<T>(
    stores: readonly StoreName[],
    mode: IDBTransactionMode,
    act: (at: (name: StoreName) => IDBObjectStore) => Promise<T>,
  ): Promise<T> {
    const transaction = db.transaction([...stores], mode, { durability: 'strict' });
    const over = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new DOMException('given up', 'AbortError'));
    });
    over.catch(() => {});
    const given = await act((name) => transaction.objectStore(name)).catch((error: unknown) => {
      try {
        transaction.abort();
      } catch {
        // It has ended by itself, which is why `act` failed.
      }
      // A full disk shows itself at the end, with the reason; a failed request only says that there was an end.
      return over.then(
        () => Promise.reject(error as Error),
        (why: DOMException) => Promise.reject(why.name === 'AbortError' ? (error as Error) : why),
      );
    });
    await over;
    return given;
  }

  const kept = async (at: (name: StoreName) => IDBObjectStore): Promise<VaultRecord | null> => {
    const about = ((await answer(at('about').get(ONLY))) as VaultRecord | undefined) ?? null;
    if (about !== null && about.v !== VAULT_FORMAT) throw new NewerVault();
    return about;
  };

  return {
    about: () => run(['about'], 'readonly', kept),
    begin: (about) =>
      run(['about'], 'readwrite', async (at) => {
        if ((await kept(at)) !== null) return false;
        await answer(at('about').add(about, ONLY));
        return true;
      }),
    changeAbout: (next) =>
      run(['about'], 'readwrite', async (at) => {
        const about = await kept(at);
        if (about === null) return null;
        const changed = next(about);
        await answer(at('about').put(changed, ONLY));
        return changed;
      }),
    heads: () =>
      run(['heads'], 'readonly', async (at) => {
        const [ids, heads] = await Promise.all([
          answer(at('heads').getAllKeys() as IDBRequest<string[]>),
          answer(at('heads').getAll() as IDBRequest<KeptHead[]>),
        ]);
        return heads.map(({ revision, head }, n): SealedHead => ({ id: ids[n] ?? '', revision, head }));
      }),
    item: (id) =>
      run(['heads', 'bodies'], 'readonly', async (at) => {
        const head = (await answer(at('heads').get(id))) as KeptHead | undefined;
        const body = (await answer(at('bodies').get(id))) as Bytes | undefined;
        return head === undefined || body === undefined ? null : { id, ...head, body };
      }),
    file: (id) => run(['files'], 'readonly', async (at) => ((await answer(at('files').get(id))) as Bytes | undefined) ?? null),
    commit: (changes, taken = []) =>
      run(STORES, 'readwrite', async (at) => {
        const about = await kept(at);
        for (const change of changes) if (about === null || !(await isAsExpected(at, change))) return false;
        for (const id of taken) if ((await answer(at('inbox').getKey(id))) === undefined) return false;
        const gone = taken.map((id) => at('inbox').delete(id));
        await Promise.all([...changes.flatMap((change) => writes(at, change)), ...gone].map(answer));
        if (about !== null) await answer(at('about').put({ ...about, changes: about.changes + changes.length }, ONLY));
        return true;
      }),
    putIn: (waiting, recipient) =>
      run(['about', 'inbox'], 'readwrite', async (at) => {
        if ((await kept(at))?.inbox?.recipient !== recipient) return false;
        await Promise.all(waiting.map(({ id, ...box }) => answer(at('inbox').add(box, id))));
        return true;
      }),
    waiting: () => run(['inbox'], 'readonly', (at) => answer(at('inbox').getAllKeys() as IDBRequest<string[]>)),
    waitingBox: (id) =>
      run(['inbox'], 'readonly', async (at) => {
        const found = (await answer(at('inbox').get(id))) as Omit<WaitingBox, 'id'> | undefined;
        return found === undefined ? null : { id, ...found };
      }),
    close: () => db.close(),
    erase: () => run(STORES, 'readwrite', async (at) => void (await Promise.all(STORES.map((store) => answer(at(store).clear()))))),
  };
}

async function isAsExpected(at: (name: StoreName) => IDBObjectStore, { id, on }: VaultChange): Promise<boolean> {
  const head = (await answer(at('heads').get(id))) as KeptHead | undefined;
  return (head?.revision ?? null) === on;
}

function writes(at: (name: StoreName) => IDBObjectStore, { id, on, put, putFiles, dropFiles }: VaultChange): IDBRequest[] {
  const item =
    put === null
      ? [at('heads').delete(id), at('bodies').delete(id)]
      : [at('heads').put({ revision: (on ?? 0) + 1, head: put.head } satisfies KeptHead, id), at('bodies').put(put.body, id)];
  return [...item, ...putFiles.map((file) => at('files').put(file.box, file.id)), ...dropFiles.map((file) => at('files').delete(file))];
}
