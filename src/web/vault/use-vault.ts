// The vault of this page: whether there is one, whether it is open, and what locks it. Tabs tell each other what they changed; each has its own key.

import { useEffect, useRef, useState } from 'preact/hooks';
import { randomBytes } from '../../crypto/bytes.ts';
import type { VaultKey } from '../../crypto/vault/vault-key.ts';
import { createLockClock, type LockClock } from './lock-clock.ts';
import { openBrowserDrawer } from './store/browser-drawer.ts';
import { NewerVault, type VaultRecord, type Drawer } from './store/drawer.ts';
import { VAULT_CHANNEL, type VaultNews } from './store/news.ts';
import { createVault, type TakenIn, type Vault } from './vault.ts';

export type VaultState =
  | { readonly kind: 'asking' | 'not-kept' | 'newer' }
  | { readonly kind: 'none'; readonly drawer: Drawer }
  | { readonly kind: 'locked'; readonly drawer: Drawer; readonly about: VaultRecord; readonly byItself: boolean }
  | { readonly kind: 'open'; readonly drawer: Drawer; readonly vault: Vault };

export interface UsedVault {
  readonly state: VaultState;
  /** Counts the changes of all tabs: what depends on the items is read again. */
  readonly round: number;
  /** What came in by the inbox since the vault was unlocked; null: nothing to tell. */
  readonly arrived: TakenIn | null;
  /** What could not be read in the inbox goes. */
  dropUnreadable(): void;
  /** Whether the page is out of sight. */
  readonly isHidden: boolean;
  opened(drawer: Drawer, key: VaultKey): void;
  lock(): void;
  /** The vault of this browser was deleted. */
  erased(): void;
}

export function useVault(): UsedVault {
  const [state, setState] = useState<VaultState>({ kind: 'asking' });
  const [round, setRound] = useState(0);
  const [isHidden, setHidden] = useState(document.visibilityState === 'hidden');
  const [arrived, setArrived] = useState<TakenIn | null>(null);
  const clock = useRef<LockClock | null>(null);
  const vault = useRef<Vault | null>(null);
  const channel = useRef<BroadcastChannel | null>(null);
  const kept = useRef<Drawer | null>(null);

  const look = async (byItself: boolean): Promise<void> => {
    try {
      const drawer = kept.current ?? (await openBrowserDrawer(left));
      kept.current = drawer;
      const about = await drawer.about();
      setState(about === null ? { kind: 'none', drawer } : { kind: 'locked', drawer, about, byItself });
    } catch (error) {
      setState({ kind: error instanceof NewerVault ? 'newer' : 'not-kept' });
    }
  };
  /** The browser has closed it: site data was cleared, or another tab brings a newer nt2. */
  const left = (): void => {
    kept.current = null;
    void shut(false);
  };
  /** Everything decrypted goes in the same turn; only then is the drawer asked again. */
  const shut = (byItself: boolean): Promise<void> => {
    clock.current?.stop();
    clock.current = null;
    vault.current?.lock();
    vault.current = null;
    setArrived(null);
    setState({ kind: 'asking' });
    return look(byItself);
  };

  const takeIn = async (): Promise<void> => {
    const open = vault.current;
    // What it reads with could not be fetched: it waits for the next time.
    const told = await open?.takeIn().catch(() => null);
    if (told?.ok !== true || vault.current !== open) return;
    const { count, unreadable, isExchanged } = told.value;
    setArrived((before) => ({ count: (before?.count ?? 0) + count, unreadable, isExchanged: isExchanged || before?.isExchanged === true }));
  };

  useEffect(() => {
    void look(false);
    const stop = new AbortController();
    const { signal } = stop;
    const tabs = new BroadcastChannel(VAULT_CHANNEL);
    channel.current = tabs;
    tabs.onmessage = ({ data }: MessageEvent<VaultNews>) => {
      if (data === 'erased') void shut(false);
      else if (data === 'came') void takeIn();
      else setRound((n) => n + 1);
    };
    document.addEventListener(
      'visibilitychange',
      () => {
        const hidden = document.visibilityState === 'hidden';
        setHidden(hidden);
        if (hidden) clock.current?.hidden();
        else clock.current?.shown();
      },
      { signal },
    );
    for (const type of ['pointerdown', 'keydown', 'wheel'])
      document.addEventListener(type, () => clock.current?.used(), { signal, passive: true });
    // A page that is kept to be brought back is kept locked.
    window.addEventListener('pagehide', () => void shut(false), { signal });
    return () => {
      stop.abort();
      tabs.close();
    };
  }, []);

  const tell = (told: VaultNews): void => {
    setRound((n) => n + 1);
    channel.current?.postMessage(told);
  };
  return {
    state,
    round,
    arrived,
    dropUnreadable: () => void vault.current?.dropWaiting(arrived?.unreadable ?? []).then(takeIn),
    isHidden,
    opened(drawer, key) {
      const opened = createVault({ drawer, key, now: Date.now, random: randomBytes, changed: () => tell('changed') });
      vault.current = opened;
      const later = (ms: number, act: () => void): (() => void) => {
        const timer = setTimeout(act, ms);
        return () => clearTimeout(timer);
      };
      clock.current = createLockClock({ now: Date.now, later }, () => void shut(true));
      setState({ kind: 'open', drawer, vault: opened });
      void takeIn();
    },
    lock: () => void shut(false),
    erased() {
      channel.current?.postMessage('erased' satisfies VaultNews);
      void shut(false);
    },
  };
}
