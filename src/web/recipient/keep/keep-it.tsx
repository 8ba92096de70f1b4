// Puts what was opened into the vault of this browser, locked as it is; begins one where there is none. The secret stays on the page meanwhile.

import { useEffect, useRef, useState } from 'preact/hooks';
import { BeginVault } from '../../vault/screens/begin-vault.tsx';
import { toVaultItems } from '../../vault/inbox/kept-item.ts';
import { putIn, type PutIn } from '../../vault/inbox/put-in.ts';
import { openBrowserDrawer } from '../../vault/store/browser-drawer.ts';
import { NewerVault, type Drawer } from '../../vault/store/drawer.ts';
import { VAULT_CHANNEL, type VaultNews } from '../../vault/store/news.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { keepMessages as messages } from '../../messages/keep.ts';
import type { Opening, ShownStep } from '../step.ts';

type Step = PutIn | 'busy' | 'notKept' | 'newer';

export interface KeepProps {
  readonly opening: Opening;
  readonly step: ShownStep;
  readonly onKept: () => void;
}

export function KeepIt({ opening: { view }, step: { opened, claimed }, onKept }: KeepProps) {
  const [at, setAt] = useState<Step>('busy');
  const drawer = useRef<Drawer | null>(null);
  const keep = async (): Promise<void> => {
    setAt('busy');
    try {
      // Anew at each try: a browser that has cleared its data says so to those who open it.
      drawer.current?.close();
      const here = await openBrowserDrawer(() => {});
      drawer.current = here;
      const { label, note, sender } = claimed;
      // A person who came by a link alone has no half of the receipt.
      const share = view?.role === 'recipient' ? view.id : '';
      const from = { name: sender ?? view?.sender ?? '', at: Date.now(), share, ...(note !== '' && { note }) };
      // Cleared meanwhile: there is nothing left to keep.
      if (opened.items.items.length === 0) return;
      const told = await putIn(here, toVaultItems({ items: opened.items.items, files: [], label, from }));
      setAt(told);
      if (told !== 'done') return;
      const tabs = new BroadcastChannel(VAULT_CHANNEL);
      tabs.postMessage('came' satisfies VaultNews);
      tabs.close();
      onKept();
    } catch (error) {
      setAt(error instanceof NewerVault ? 'newer' : 'notKept');
    }
  };
  useEffect(() => {
    void keep();
    // What is left open here would keep another tab from bringing the vault up to date.
    return () => drawer.current?.close();
  }, []);

  switch (at) {
    case 'busy':
      return <p role="status">{messages.busy}</p>;
    case 'done':
      return (
        <p role="status">
          {messages.done} {opened.items.files === undefined ? '' : `${messages.files} `}
          <a href="/vault">{messages.toVault}</a>
        </p>
      );
    case 'none':
      return (
        <section class="begin-vault">
          <h2>{messages.begin.title}</h2>
          <p>{messages.begin.lead}</p>
          {drawer.current === null ? null : <BeginVault drawer={drawer.current} onBegun={() => void keep()} />}
        </section>
      );
    case 'notKept':
    case 'newer':
    case 'full':
    case 'old':
      return (
        <Notice tone="warn" alert>
          <p>{messages[at]}</p>
          {at === 'old' ? (
            <p>
              <a href="/vault" target="_blank" rel="noopener">
                {messages.openVault}
              </a>
            </p>
          ) : null}
          {at === 'full' || at === 'old' ? (
            <Button kind="small" onPress={() => void keep()}>
              {messages.again}
            </Button>
          ) : null}
        </Notice>
      );
  }
}
