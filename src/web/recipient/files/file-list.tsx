// The files of an opened share: their names stand here only now, and nothing of them is fetched before a press. A picture is shown by one more
// press, as a value is. When the page forgets the secret, it ends what is on its way and has the server delete the files.

import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { confirmFiles } from '../../../client/calls/files.ts';
import { escapeInvisible } from '../../../core/text-safety.ts';
import type { AttachedFile } from '../../../crypto/capsule/attached-files.ts';
import { here } from '../../api/api.ts';
import { serverNow } from '../../api/use-share.ts';
import { saveFile } from '../../browser/save-file.ts';
import { Bar, movingText, useLineFocus } from '../../files/transfer-line.tsx';
import { useLeaveGuard } from '../../lib/use-leave-guard.ts';
import { messages } from '../../messages/save-files.ts';
import { messages as transfer } from '../../messages/transfer.ts';
import { Button } from '../../ui/button.tsx';
import { formatAt } from '../../ui/format-time.ts';
import type { ShownStep } from '../step.ts';
import { createDownloads, type FileState } from './downloads.ts';
import { decodePicture, Picture } from './picture.tsx';
import { PICTURE_LIMITS, pictureKind } from './picture-kind.ts';
import { savedName } from './saved-name.ts';

export interface FileListProps {
  readonly view: Pick<ShareView, 'id'>;
  readonly files: readonly AttachedFile[];
  readonly step: Pick<ShownStep, 'secret' | 'claimed'>;
  /** `hidden`: the page is out of sight. `stay`: something of them moves, so it is in use. */
  readonly forget: { readonly hidden: boolean; stay(): void };
  readonly onUsed: () => void;
}

export function FileList({ view: { id: share }, files, step: { secret, claimed }, forget, onUsed }: FileListProps) {
  const until = claimed.files?.until ?? 0;
  const [states, setStates] = useState<ReadonlyMap<string, FileState>>(new Map());
  const [told, setTold] = useState('');
  const downloads = useMemo(() => {
    const made = createDownloads({
      connection: here,
      lease: { share, secret },
      clock: Date.now,
      onChange: () => setStates(new Map(made.states())),
    });
    return made;
  }, []);
  useEffect(() => {
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      downloads.close();
      // Their keys are gone with this page, so no one can read them any more.
      void confirmFiles({ ...here, fetch: (url, init) => fetch(url, { ...init, keepalive: true }) }, { share, secret });
    };
    window.addEventListener('pagehide', end);
    return () => {
      window.removeEventListener('pagehide', end);
      end();
    };
  }, []);
  useEffect(forget.stay, [states]);
  useLeaveGuard(files.some(({ id }) => states.get(id)?.kind !== 'saved'));

  const save = async (file: AttachedFile): Promise<void> => {
    onUsed();
    const blob = await downloads.fetch(file);
    const name = escapeInvisible(file.name);
    if (blob === null) return void (downloads.states().get(file.id)?.kind === 'failed' && setTold(messages.told.failed(name)));
    saveFile(blob, savedName(file.name));
    downloads.saved(file);
    setTold(messages.told.saved(name));
  };
  const saveAll = async (): Promise<void> => {
    const left = files.filter(({ id }) => states.get(id)?.kind !== 'saved');
    for (const file of left.length === 0 ? files : left) await save(file);
  };
  const isMoving = [...states.values()].some(({ kind }) => kind === 'moving' || kind === 'queued');
  return (
    <section class="files" aria-labelledby="files-title">
      <h2 id="files-title">{messages.title}</h2>
      <p class="help">{messages.until(formatAt(until, serverNow()).replace(/^at /, ''), files.length)}</p>
      <ul class="file-list">
        {files.map((file) => (
          <li key={file.id}>
            <FileRow
              file={file}
              state={states.get(file.id) ?? { kind: 'waiting' }}
              hiddenPage={forget.hidden}
              onSave={() => void save(file)}
              onCancel={() => downloads.cancel(file)}
              onFetch={() => downloads.fetch(file)}
            />
          </li>
        ))}
      </ul>
      {files.length > 1 ? (
        <div class="all">
          <Button busy={isMoving} onPress={() => void saveAll()}>
            {messages.saveAll}
          </Button>
        </div>
      ) : null}
      <p class="help">{messages.warning}</p>
      <p class="sr-only" role="status">
        {told}
      </p>
    </section>
  );
}

interface FileRowProps {
  readonly file: AttachedFile;
  readonly state: FileState;
  readonly hiddenPage: boolean;
  readonly onSave: () => void;
  readonly onCancel: () => void;
  readonly onFetch: () => Promise<Blob | null>;
}

/** What its sender's system takes for a picture is offered to be shown; its first bytes say whether it is one. */
const mayBePicture = ({ type, bytes }: AttachedFile): boolean =>
  /^image\/(?:png|jpeg|gif|webp)$/.test(type) && bytes <= PICTURE_LIMITS.bytes;

type Shown = 'no' | 'none' | ImageBitmap;

function FileRow({ file, state, hiddenPage, onSave, onCancel, onFetch }: FileRowProps) {
  const name = escapeInvisible(file.name);
  const [shown, setShown] = useState<Shown>('no');
  const show = (next: Shown): void =>
    setShown((before) => {
      if (typeof before === 'object') before.close();
      return next;
    });
  // As a value is masked again: task switchers keep pictures.
  useEffect(() => {
    if (hiddenPage) show('no');
  }, [hiddenPage]);
  useEffect(() => () => show('no'), []);
  const look = async (): Promise<void> => {
    const blob = await onFetch();
    if (blob === null) return;
    const kind = pictureKind(new Uint8Array(await blob.slice(0, 262_144).arrayBuffer()));
    const bitmap = kind === null ? null : await decodePicture(blob.slice(0, blob.size, kind.type), kind);
    if (document.visibilityState === 'visible') show(bitmap ?? 'none');
    else bitmap?.close();
  };
  const line = useLineFocus(state.kind);
  const isGoing = state.kind === 'moving' || state.kind === 'queued';
  const isShown = typeof shown === 'object';
  return (
    <>
      <p class="file-name" dir="auto">
        {name}
      </p>
      {state.kind === 'moving' ? <Bar name={name} moving={state} /> : null}
      <div class="file-line" ref={line}>
        <p class={state.kind === 'failed' ? 'error' : 'help'}>{lineOf(state, file.bytes)}</p>
        {isGoing ? (
          <Button kind="small" label={transfer.cancelOf(name)} onPress={onCancel}>
            {transfer.cancel}
          </Button>
        ) : null}
        {mayBePicture(file) ? (
          <Button
            key="picture"
            kind="small"
            busy={isGoing}
            label={isShown ? messages.hideOf(name) : messages.showOf(name)}
            onPress={() => (isShown ? show('no') : void look())}
          >
            {isShown ? messages.hide : messages.show}
          </Button>
        ) : null}
        <Button
          key="save"
          kind="small"
          busy={isGoing}
          label={state.kind === 'failed' ? transfer.againOf(name) : messages.saveOf(name)}
          onPress={onSave}
        >
          {state.kind === 'failed' ? transfer.again : messages.save}
        </Button>
      </div>
      {shown === 'none' ? (
        <p class="help" role="status">
          {messages.noPicture}
        </p>
      ) : null}
      {isShown ? <Picture bitmap={shown} label={messages.pictureOf(name)} /> : null}
    </>
  );
}

function lineOf(state: FileState, bytes: number): string {
  const { faults } = messages;
  switch (state.kind) {
    case 'moving':
      return movingText(state);
    case 'waiting':
      return messages.size(bytes);
    case 'queued':
      return messages.queued(bytes);
    case 'saved':
      return messages.saved(bytes);
    case 'failed':
      return Object.hasOwn(faults, state.code) ? faults[state.code as keyof typeof faults] : faults.other;
  }
}
