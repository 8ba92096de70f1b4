// What lies in the vault, by folder: labels alone. A value is read when its item is opened.

import { useEffect, useState } from 'preact/hooks';
import { escapeInvisible } from '../../../core/text-safety.ts';
import { KINDS, type Kind } from '../../../crypto/share-terms.ts';
import { Button } from '../../ui/button.tsx';
import { formatMoment } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { Screen } from '../../ui/screen.tsx';
import { keepOut } from '../../ui/secret-input.tsx';
import { messages } from '../../messages/vault.ts';
import { byFolder, find } from '../find.ts';
import type { VaultRecord, Drawer } from '../store/drawer.ts';
import type { VaultEntry } from '../vault.ts';

/** From so many changes on, a person is reminded to export. */
const REMIND_AT = 5;

export interface Ways {
  readonly onOpen: (id: string) => void;
  readonly onAdd: (kind: Kind) => void;
  readonly onBring: () => void;
  readonly onInbox: () => void;
  readonly onSettings: () => void;
  readonly onLock: () => void;
}

export function VaultList({
  entries,
  damaged,
  drawer,
  told,
  ...ways
}: { entries: readonly VaultEntry[]; damaged: number; drawer: Drawer; told: string } & Ways) {
  const [typed, setTyped] = useState('');
  const [kind, setKind] = useState<Kind | null>(null);
  const [added, setAdded] = useState<Kind>('credential');
  const shown = find(entries, typed, kind);
  return (
    <Screen title={messages.title}>
      <p class="help" role="status">
        {told}
      </p>
      {entries.length === 0 ? <p>{messages.list.empty}</p> : <Safety drawer={drawer} count={entries.length} onBring={ways.onBring} />}
      <div class="actions add">
        <label>
          <span class="sr-only">{messages.list.kind}</span>
          <select value={added} onChange={({ currentTarget }) => setAdded(currentTarget.value as Kind)}>
            <Kinds />
          </select>
        </label>
        <Button kind="primary" onPress={() => ways.onAdd(added)}>
          {messages.list.add}
        </Button>
      </div>
      {damaged === 0 ? null : <Notice tone="warn">{messages.list.damaged(damaged)}</Notice>}
      {entries.length === 0 ? null : (
        <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
          <label class="find">
            {messages.list.find}
            <input type="search" value={typed} {...keepOut} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
          </label>
          <label>
            {messages.list.kind}
            <select value={kind ?? ''} onChange={({ currentTarget }) => setKind((currentTarget.value || null) as Kind | null)}>
              <option value="">{messages.list.all}</option>
              <Kinds />
            </select>
          </label>
        </form>
      )}
      {entries.length > 0 && shown.length === 0 ? <p role="status">{messages.list.none}</p> : null}
      {byFolder(shown).map(([folder, inside]) => (
        <section class="folder" key={folder}>
          {folder === '' ? null : <h2 dir="auto">{escapeInvisible(folder)}</h2>}
          <ul class="items">
            {inside.map((entry) => (
              <li key={entry.id}>
                <button type="button" class="item" onClick={() => ways.onOpen(entry.id)}>
                  <span class="what" dir="auto">
                    {escapeInvisible(entry.label)}
                  </span>
                  <span class="help">{aboutOf(entry)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <div class="actions">
        <Button onPress={ways.onInbox}>{messages.list.inbox}</Button>
        <Button onPress={ways.onBring}>{messages.list.bring}</Button>
        <Button onPress={ways.onSettings}>{messages.list.settings}</Button>
        <Button onPress={ways.onLock}>{messages.list.lock}</Button>
      </div>
    </Screen>
  );
}

function Kinds() {
  return (
    <>
      {KINDS.map((kind) => (
        <option key={kind} value={kind}>
          {messages.kinds[kind]}
        </option>
      ))}
    </>
  );
}

function aboutOf({ kind, changedAt, fileNames }: VaultEntry): string {
  const files = fileNames.length === 0 ? [] : [messages.list.files(fileNames.length)];
  return [messages.kinds[kind], ...files, messages.list.changed(formatMoment(changedAt, Date.now()))].join(' · ');
}

/** What a person must know before their browser clears it. */
function Safety({ drawer, count, onBring }: { drawer: Drawer; count: number; onBring: () => void }) {
  const [about, setAbout] = useState<VaultRecord | null>(null);
  const [isKept, setKept] = useState(true);
  useEffect(() => {
    void drawer.about().then(setAbout, () => {});
    void navigator.storage?.persisted?.().then(setKept, () => {});
  }, [count]);
  if (about === null || about.changes < REMIND_AT) return null;
  return (
    <Notice tone="info">
      <p>
        {about.exportedAt === null ? messages.list.neverExported : messages.list.remind(about.changes)}{' '}
        {isKept ? '' : messages.list.mayBeCleared}
      </p>
      <Button kind="small" onPress={onBring}>
        {messages.list.exportNow}
      </Button>
    </Notice>
  );
}
