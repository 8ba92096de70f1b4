// Files beside the rows of the form: a button, drag and drop anywhere, and paste; below it how far each is. What is dropped or pasted as text
// stays the browser's business.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { escapeInvisible } from '../../../core/text-safety.ts';
import { FILE_LIMITS } from '../../../crypto/file/sizes.ts';
import { Bar, movingText, useLineFocus } from '../../files/transfer-line.tsx';
import { bytesText } from '../../messages/amount.ts';
import { messages } from '../../messages/attach.ts';
import { messages as transfer } from '../../messages/transfer.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { AttachProps } from '../attached.ts';
import type { FileDrawer } from './drawer.ts';
import { openFileDrawer } from './kept.ts';
import { senderConnection } from './sender-connection.ts';
import { createUploads, type FormFile, type Uploads } from './uploads.ts';

/** The form waits for this browser's drawer: until then nothing can be added, and there is no button. */
export function FormFiles(props: AttachProps) {
  const { view } = props;
  const [drawer, setDrawer] = useState<FileDrawer | null>(null);
  useEffect(() => {
    void openFileDrawer(view.id, view.expiresAt).then(setDrawer);
  }, [view.id]);
  return drawer === null ? null : <Attaching {...props} drawer={drawer} />;
}

function Attaching({ view, most, held, onHeld, onFiles, drawer }: AttachProps & { drawer: FileDrawer }) {
  const [entries, setEntries] = useState<readonly FormFile[]>([]);
  const [told, setTold] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const box = useRef<HTMLElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const uploads = useMemo<Uploads>(() => {
    const made = createUploads({
      share: view.id,
      connection: () => senderConnection(view.id),
      drawer,
      most,
      clock: Date.now,
      onChange: () => setEntries([...made.entries()]),
    });
    return made;
  }, [drawer]);
  useEffect(() => {
    setEntries([...uploads.entries()]);
    return uploads.close;
  }, [uploads]);

  const states = entries.map(({ status }) => status.kind).join();
  const before = useRef<ReadonlyMap<number, string>>(new Map());
  useEffect(() => {
    const isDone = entries.every(({ status }) => status.kind === 'there');
    const isStuck = entries.some(({ status }) => status.kind === 'failed' || status.kind === 'lost');
    onFiles({
      list: entries.flatMap(({ status }) => (status.kind === 'there' ? [status.file] : [])),
      some: entries.length > 0,
      state: isDone ? 'there' : isStuck ? 'stuck' : 'moving',
    });
    for (const { key, name, status } of entries)
      if (before.current.get(key) === 'moving' && (status.kind === 'there' || status.kind === 'failed'))
        setTold(messages.told[status.kind](escapeInvisible(name)));
    before.current = new Map(entries.map(({ key, status }) => [key, status.kind]));
  }, [states]);

  const add = (files: readonly File[], hasFolder = false): void => {
    const over = uploads.add(files);
    setRefused(hasFolder ? messages.folder : over > 0 ? messages.tooMany(FILE_LIMITS.files) : null);
    if (files.length > over) setTold(messages.told.added(files.length - over));
    onHeld(false);
  };
  useDropped(box, add);

  const toAdd = (): void => box.current?.querySelector<HTMLElement>('.add-file button')?.focus();
  const remove = ({ key, name }: FormFile): void => {
    uploads.remove(key);
    setTold(messages.told.removed(escapeInvisible(name)));
    // The button that was pressed is gone with its line.
    toAdd();
  };
  const choose = (): void => input.current?.click();
  const isStuck = entries.some(({ status }) => status.kind === 'failed' || status.kind === 'lost');
  return (
    <section class="files" ref={box} aria-labelledby="files-title">
      <h2 id="files-title">{messages.title}</h2>
      <p class="help">{messages.lead(most)}</p>
      {entries.length === 0 ? null : (
        <ul class="file-list">
          {entries.map((entry) => (
            <li key={entry.key}>
              <FileEntry
                entry={entry}
                most={most}
                onRemove={() => remove(entry)}
                onRetry={() => uploads.retry(entry.key)}
                onChoose={choose}
              />
            </li>
          ))}
        </ul>
      )}
      {refused === null ? null : (
        <p class="error" role="alert">
          {refused}
        </p>
      )}
      <div class="all add-file">
        <Button onPress={choose}>{messages.add}</Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            add([...(currentTarget.files ?? [])]);
            currentTarget.value = '';
          }}
        />
      </div>
      {held ? (
        <Notice tone={isStuck ? 'warn' : 'info'} alert={isStuck}>
          <p role="status">{isStuck ? messages.heldBy : messages.held}</p>
          <Button
            kind="small"
            onPress={() => {
              onHeld(false);
              toAdd();
            }}
          >
            {messages.notYet}
          </Button>
        </Notice>
      ) : null}
      <p class="sr-only" role="status">
        {told}
      </p>
    </section>
  );
}

interface EntryProps {
  readonly entry: FormFile;
  readonly most: number;
  readonly onRemove: () => void;
  readonly onRetry: () => void;
  readonly onChoose: () => void;
}

function FileEntry({ entry: { name: raw, bytes, status }, most, onRemove, onRetry, onChoose }: EntryProps) {
  const name = escapeInvisible(raw);
  const line = useLineFocus(status.kind);
  const isMoving = status.kind === 'moving';
  const isLarge = status.kind === 'failed' && status.code === 'input.too_large';
  return (
    <>
      <p class="file-name" dir="auto">
        {name}
      </p>
      {isMoving ? <Bar name={name} moving={status} /> : null}
      <div class="file-line" ref={line}>
        <p class={status.kind === 'failed' ? 'error' : 'help'}>{lineOf(status, bytes, most)}</p>
        {status.kind === 'failed' && !isLarge ? (
          <Button kind="small" label={transfer.againOf(name)} onPress={onRetry}>
            {transfer.again}
          </Button>
        ) : null}
        {status.kind === 'lost' ? (
          <Button kind="small" label={messages.chooseOf(name)} onPress={onChoose}>
            {messages.choose}
          </Button>
        ) : null}
        <Button key="end" kind="small" label={isMoving ? transfer.cancelOf(name) : messages.removeOf(name)} onPress={onRemove}>
          {isMoving ? transfer.cancel : messages.remove}
        </Button>
      </div>
    </>
  );
}

function lineOf(status: FormFile['status'], bytes: number, most: number): string {
  const { faults } = messages;
  switch (status.kind) {
    case 'moving':
      return movingText(status);
    case 'queued':
      return `${bytesText(bytes)}. ${messages.queued}`;
    case 'there':
      return messages.there(bytes);
    case 'lost':
      return status.done === 0 ? messages.away : messages.lost(Math.floor((100 * status.done) / Math.max(1, bytes)));
    case 'failed': {
      const said = Object.hasOwn(faults, status.code) ? faults[status.code as keyof typeof faults] : faults.other;
      return typeof said === 'string' ? said : said(most);
    }
  }
}

type Add = (files: readonly File[], hasFolder?: boolean) => void;

/** Anywhere on the page: a browser that is given a file beside the form would leave the page and show it. */
function useDropped(box: { readonly current: HTMLElement | null }, add: Add): void {
  const now = useRef(add);
  now.current = add;
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const mark = (isOver: boolean): void => void box.current?.classList.toggle('dropping', isOver);
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
      mark(true);
    };
    document.addEventListener('dragenter', over, { signal });
    document.addEventListener('dragover', over, { signal });
    document.addEventListener('dragleave', (event) => event.relatedTarget === null && mark(false), { signal });
    document.addEventListener(
      'drop',
      (event) => {
        mark(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file');
        const folders = items.filter((item) => item.webkitGetAsEntry()?.isDirectory);
        const files = items.filter((item) => !folders.includes(item)).map((item) => item.getAsFile());
        now.current(
          files.filter((file) => file !== null),
          folders.length > 0,
        );
      },
      { signal },
    );
    document.addEventListener(
      'paste',
      (event) => {
        const { files, types } = event.clipboardData ?? {};
        // What an office program copies is a picture too; the person means the text.
        if (!files?.length || types?.includes('text/plain')) return;
        event.preventDefault();
        now.current([...files]);
      },
      { signal },
    );
    return () => stop.abort();
  }, []);
}
