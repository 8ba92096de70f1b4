// The form of a .nt2share file: the sender's own rows, files, and what locks it; then the words, once.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ITEM_LIMITS, KINDS, type Kind } from '../../crypto/share-terms.ts';
import type { ContentFile } from '../../crypto/share-file/content.ts';
import { SHARE_FILE_LIMITS } from '../../crypto/share-file/limits.ts';
import { pagePieces } from './pieces.ts';
import { sealShareFile } from '../../crypto/share-file/share-file.ts';
import { useLeaveGuard } from '../lib/use-leave-guard.ts';
import { messages } from '../messages/file.ts';
import { faultsOf, firstRows, isBlank, itemsOf, type DraftRow, type Faults } from '../sender/compose/draft.ts';
import { FieldRows } from '../sender/compose/field-rows.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Progress } from '../ui/progress.tsx';
import { Screen } from '../ui/screen.tsx';
import { keepOut } from '../ui/secret-input.tsx';
import { saveBytes } from '../vault/save-bytes.ts';
import { Attach } from './attach.tsx';
import { fileNameFrom } from './file-name.ts';
import { LockBox, newLock, recipientOf, type Lock } from './lock-box.tsx';
import { scryptInside } from './scrypt-inside.ts';

export interface SavedFile {
  readonly name: string;
  /** Null: a key opens it. */
  readonly words: string | null;
}

export function Save({ ways, onSaved }: { ways: ComponentChildren; onSaved: (saved: SavedFile) => void }) {
  const [kind, setKind] = useState<Kind>('credential');
  const [text, setText] = useState({ label: '', note: '', sender: '', name: 'secret' });
  const [rows, setRows] = useState<readonly DraftRow[]>(() => firstRows('credential', ''));
  const [files, setFiles] = useState<readonly ContentFile[]>([]);
  const [lock, setLock] = useState<Lock>(newLock);
  const [isTried, setTried] = useState(false);
  const [done, setDone] = useState<number | null>(null);
  const [isFailed, setFailed] = useState(false);
  const hasRows = rows.some((row) => !isBlank(row));
  useLeaveGuard(hasRows || files.length > 0);

  const faultsNow = (): Faults | null => (hasRows || files.length === 0 ? faultsOf(kind, text.label, rows) : null);
  const faults = isTried ? faultsNow() : null;
  const choose = (next: Kind): void => {
    setKind(next);
    if (!hasRows) setRows(firstRows(next, ''));
  };
  const save = async (): Promise<void> => {
    setTried(true);
    setFailed(false);
    const recipient = lock.kind === 'key' ? recipientOf(lock) : null;
    if (done !== null || faultsNow() !== null || (lock.kind === 'key' && recipient === null)) return;
    setDone(0);
    const label = text.label.trim();
    const content = { label, note: text.note.trim(), sender: text.sender.trim() || null, savedAt: Date.now() };
    const words = recipient === null ? lock.words : null;
    try {
      const { items } = itemsOf(kind, label, rows);
      const sealed = await sealShareFile(
        { ...content, items, files },
        recipient === null ? { kind: 'words', words: lock.words, scrypt: scryptInside(), onProgress: setDone } : { kind: 'key', recipient },
        pagePieces,
      );
      const name = fileNameFrom(text.name);
      saveBytes(sealed, name);
      onSaved({ name, words });
    } catch {
      setDone(null);
      setFailed(true);
    }
  };

  const line = (id: keyof typeof text, most: number, isOptional = true, help?: string) => (
    <div class="field">
      <label for={id}>
        {messages.save[id]} {isOptional ? <span class="optional">{messages.save.optional}</span> : null}
      </label>
      {help === undefined ? null : (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      <input
        {...keepOut}
        id={id}
        type="text"
        maxLength={most}
        value={text[id]}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onInput={({ currentTarget }) => setText({ ...text, [id]: currentTarget.value })}
      />
    </div>
  );
  return (
    <Screen title={messages.save.title} lead={messages.save.lead}>
      {ways}
      <div class="field">
        <label for="kind">{messages.save.kind}</label>
        <select id="kind" value={kind} onChange={({ currentTarget }) => choose(currentTarget.value as Kind)}>
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {messages.save.kinds[one]}
            </option>
          ))}
        </select>
      </div>
      {line('label', ITEM_LIMITS.label)}
      {line('note', SHARE_FILE_LIMITS.note)}
      {line('sender', SHARE_FILE_LIMITS.sender)}
      <FieldRows kind={kind} rows={rows} faults={faults} isFixed={false} onChange={setRows} />
      <Attach files={files} onFiles={setFiles} />
      <LockBox lock={lock} showFault={isTried} onLock={setLock} />
      {line('name', 100, false, messages.save.nameHelp)}
      {faults === null || faults.all === null ? null : (
        <Notice tone="warn" alert>
          {hasRows ? faults.all : messages.save.nothing}
        </Notice>
      )}
      {isFailed ? (
        <Notice tone="warn" alert>
          {messages.save.failed}
        </Notice>
      ) : null}
      {done === null ? null : <Progress label={messages.save.working} done={done} />}
      <div class="actions">
        <Button kind="primary" busy={done !== null} onPress={() => void save()}>
          {messages.save.go}
        </Button>
      </div>
    </Screen>
  );
}
