// What was in the file: rows as a recipient sees them, under the same rules of forgetting, and files to save.

import { useLayoutEffect, useState } from 'preact/hooks';
import { escapeInvisible } from '../../core/text-safety.ts';
import type { ContentFile, ShareFileContent } from '../../crypto/share-file/content.ts';
import { holdPage } from '../browser/address.ts';
import { metaOf } from '../browser/page-meta.ts';
import { messages as shown } from '../messages/after-press.ts';
import { messages, sizeText } from '../messages/file.ts';
import { Rows } from '../recipient/after-press/rows.tsx';
import { inMinutes, timesFor } from '../recipient/after-press/times.ts';
import { useForget } from '../recipient/after-press/use-forget.ts';
import { Button } from '../ui/button.tsx';
import { ClipboardBar, useCopying } from '../ui/copying.tsx';
import { formatAt } from '../ui/format-time.ts';
import { Screen } from '../ui/screen.tsx';
import { saveBytes } from '../vault/save-bytes.ts';

export function ShownShareFile({ content, onCleared }: { content: ShareFileContent; onCleared: () => void }) {
  const copying = useCopying();
  const [limits] = useState(() => timesFor(metaOf('clear-hidden-minutes')));
  // The file is there to be opened again, so what is out of sight is cleared as if it had been copied.
  const forget = useForget({ on: true, used: true, times: limits, forget: onCleared });
  useLayoutEffect(() => holdPage(), []);
  const { label, note, sender, savedAt, items, files } = content;
  const withRows = items.filter(({ fields }) => fields.length > 0);
  return (
    <Screen
      title={messages.opened.title(escapeInvisible(label))}
      lead={`${sender === null ? '' : `${messages.opened.from(escapeInvisible(sender))} `}${messages.opened.savedAt(formatAt(savedAt, Date.now()))}`}
    >
      {note ? <blockquote dir="auto">{escapeInvisible(note)}</blockquote> : null}
      <p class="help">{messages.opened.forgets(inMinutes(limits))}</p>
      {withRows.length === 0 ? null : <Rows items={withRows} copying={copying} hiddenPage={forget.hidden} onUsed={() => {}} />}
      {files.length === 0 ? null : <Files files={files} />}
      <ClipboardBar copying={copying} />
      <p class="sr-only" role="status">
        {forget.spokenSeconds === null ? '' : shown.opened.idle(forget.spokenSeconds)}
      </p>
      {forget.secondsLeft === null ? null : (
        <div class="notice warn">
          <p aria-hidden="true">{shown.opened.idle(forget.secondsLeft)}</p>
          <Button kind="small" onPress={forget.stay}>
            {shown.opened.keep}
          </Button>
        </div>
      )}
      <div class="actions">
        <Button kind="primary" onPress={onCleared}>
          {shown.opened.done}
        </Button>
        <p class="help">{messages.opened.doneHelp}</p>
      </div>
    </Screen>
  );
}

function Files({ files }: { files: readonly ContentFile[] }) {
  return (
    <section>
      <h2>{messages.opened.files}</h2>
      <p class="help">{messages.opened.filesHelp}</p>
      <ul class="files">
        {files.map(({ name, bytes }, at) => (
          <li key={at}>
            <span dir="auto">
              {escapeInvisible(name)} <span class="help">{sizeText(bytes.length)}</span>
            </span>
            <Button
              kind="small"
              label={messages.opened.saveNamed(escapeInvisible(name))}
              // As bytes of no kind, whatever the file says of itself: a browser that showed it would run what lies in it.
              onPress={() => saveBytes(bytes, name)}
            >
              {messages.opened.saveFile}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
