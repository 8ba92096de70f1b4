// /vault: a person's own items, in this browser alone. Nothing of it is ever sent, but for the one item that a person shares.
// See docs/decisions/vault.md.

import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { css as afterPress } from './recipient/after-press/after-press.css';
import { css as sender } from './sender/sender.css';
import { css as filters } from './mine/mine.css';
import { lazy } from './load.ts';
import { adoptStyle } from './ui/adopt-style.ts';
import { Frame } from './ui/frame.tsx';
import { createLater } from './ui/later.tsx';
import { NoAnswer } from './ui/no-answer.tsx';
import { Notice } from './ui/notice.tsx';
import { Screen } from './ui/screen.tsx';
import type { Kind } from '../crypto/share-terms.ts';
import { messages } from './messages/vault.ts';
import { Begin } from './vault/screens/begin.tsx';
import { Edit } from './vault/screens/edit.tsx';
import { ItemScreen } from './vault/screens/item.tsx';
import { Arrived } from './vault/screens/arrived.tsx';
import { VaultList } from './vault/screens/list.tsx';
import { Unlock } from './vault/screens/unlock.tsx';
import type { Drawer } from './vault/store/drawer.ts';
import { useVault, type UsedVault } from './vault/use-vault.ts';
import { css } from './vault/vault.css';
import type { VaultEntry, OpenedItem, Trouble, Vault } from './vault/vault.ts';

for (const sheet of [sender, afterPress, filters, css]) adoptStyle(sheet);

type Place =
  | { readonly kind: 'list' | 'settings' | 'bring' | 'inbox' }
  | { readonly kind: 'item' | 'edit'; readonly item: OpenedItem }
  | { readonly kind: 'share'; readonly item: OpenedItem; readonly again: boolean }
  | { readonly kind: 'add'; readonly of: Kind };

function Page() {
  const { state, opened, ...used } = useVault();
  switch (state.kind) {
    case 'asking':
      return <Screen title={messages.loading} busy />;
    case 'not-kept':
      return <Screen title={messages.notKept[0]} lead={messages.notKept[1]} />;
    case 'newer':
      return <Screen title={messages.newer[0]} lead={messages.newer[1]} />;
    case 'none':
      return <Begin drawer={state.drawer} onOpened={opened} />;
    case 'locked':
      return <Unlock drawer={state.drawer} about={state.about} byItself={state.byItself} onOpened={opened} />;
    case 'open':
      return <Inside drawer={state.drawer} vault={state.vault} used={used} />;
  }
}

interface InsideProps {
  readonly drawer: Drawer;
  readonly vault: Vault;
  readonly used: Omit<UsedVault, 'state' | 'opened'>;
}

function Inside({ drawer, vault, used }: InsideProps) {
  const { round, arrived, isHidden } = used;
  const [place, setPlace] = useState<Place>({ kind: 'list' });
  const [listed, setListed] = useState<{ readonly entries: readonly VaultEntry[]; readonly damaged: number } | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [told, setTold] = useState('');
  useEffect(() => void vault.list().then((list) => (list.ok ? setListed(list.value) : setTrouble(list.why))), [vault, round]);
  // The browser's own way back leads out of an item before it leads out of the vault. The address says nothing of it.
  useEffect(() => {
    const back = (): void => setPlace({ kind: 'list' });
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  const go = (next: Place, sentence = ''): void => {
    if (place.kind === 'list' && next.kind !== 'list') history.pushState(null, '');
    setTrouble(null);
    setTold(sentence);
    setPlace(next);
  };
  const toList = (sentence = ''): void => {
    setTold(sentence);
    if (place.kind !== 'list') history.back();
  };
  const show = async (id: string, sentence = ''): Promise<void> => {
    const item = await vault.read(id);
    if (item.ok) go({ kind: 'item', item: item.value }, sentence);
    else setTrouble(item.why);
  };
  if (listed === null) return <Screen title={messages.title} busy />;
  const folders = [...new Set(listed.entries.map(({ folder }) => folder))].filter((folder) => folder !== '');
  const form = (kind: Kind, before: OpenedItem | null) => (
    <Edit
      vault={vault}
      kind={kind}
      before={before}
      folders={folders}
      onSaved={(id) => void show(id, messages.edit.saved)}
      onBack={() => (before === null ? toList() : go({ kind: 'item', item: before }))}
    />
  );
  const problem =
    trouble === null ? null : (
      <Notice tone="warn" alert>
        {messages.troubles[trouble]}
      </Notice>
    );
  switch (place.kind) {
    case 'list':
      return (
        <>
          {problem}
          {arrived === null ? null : <Arrived arrived={arrived} onDrop={used.dropUnreadable} />}
          <VaultList
            entries={listed.entries}
            damaged={listed.damaged}
            drawer={drawer}
            told={told}
            onOpen={(id) => void show(id)}
            onAdd={(of) => go({ kind: 'add', of })}
            onBring={() => go({ kind: 'bring' })}
            onInbox={() => go({ kind: 'inbox' })}
            onSettings={() => go({ kind: 'settings' })}
            onLock={used.lock}
          />
        </>
      );
    case 'add':
      return form(place.of, null);
    case 'edit':
      return form(place.item.head.kind, place.item);
    case 'item':
      return (
        <>
          {problem}
          <p class="help" role="status">
            {told}
          </p>
          <ItemScreen
            vault={vault}
            item={place.item}
            isHidden={isHidden}
            onEdit={() => go({ kind: 'edit', item: place.item })}
            onShare={() => go({ kind: 'share', item: place.item, again: false })}
            onAgain={() => go({ kind: 'share', item: place.item, again: true })}
            onGone={() => toList()}
            onBack={() => toList()}
          />
        </>
      );
    case 'share':
      return (
        <Later load={loadShare}>
          {(ShareScreen) => (
            <ShareScreen vault={vault} drawer={drawer} item={place.item} again={place.again} onBack={() => void show(place.item.head.id)} />
          )}
        </Later>
      );
    case 'inbox':
      return <Later load={loadInbox}>{(Inbox) => <Inbox vault={vault} onBack={() => toList()} />}</Later>;
    case 'bring':
      return (
        <Later load={loadBring}>
          {(Bring) => <Bring vault={vault} drawer={drawer} entries={listed.entries} onBack={() => toList()} />}
        </Later>
      );
    case 'settings':
      return <Later load={loadSettings}>{(Settings) => <Settings drawer={drawer} onErased={used.erased} onBack={() => toList()} />}</Later>;
  }
}

// Fetched when a person goes there.
const loadBring = lazy(() => import('./vault/screens/bring.tsx').then(({ Bring }) => Bring));
const loadInbox = lazy(() => import('./inbox/inbox.tsx').then(({ Inbox }) => Inbox));
const loadShare = lazy(() => import('./vault/screens/share.tsx').then(({ ShareScreen }) => ShareScreen));
const loadSettings = lazy(() => import('./vault/screens/settings.tsx').then(({ Settings }) => Settings));

const Later = createLater(messages.loading, (again) => <NoAnswer onAgain={again} />);

const root = document.getElementById('app');
if (root !== null)
  render(
    <Frame footer={messages.footer}>
      <Page />
    </Frame>,
    root,
  );
