// One receipt on the screen and on paper: the verdict first, then what happened, what it rests on, and what it cannot say.

import { useEffect, useState } from 'preact/hooks';
import type { ReceiptReport } from '../../crypto/receipt/report.ts';
import type { ReceiptFile } from '../../client/calls/receipts.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Screen } from '../ui/screen.tsx';
import { formatFull } from '../ui/format-time.ts';
import { messages } from '../messages/receipt.ts';
import { checkReceipt, NO_INPUT, type CheckedReceipt, type KeySource, type TrustedInput } from './check.ts';
import { ReceiptFiles } from './files.tsx';
import { LogDetails, ShareFacts } from './log-details.tsx';
import type { Names } from './names.ts';
import { TrustedKey } from './trusted-key.tsx';
import { Events } from './events.tsx';

export function ReceiptScreen({
  file,
  names,
  again,
  fromDisk = false,
}: {
  file: ReceiptFile;
  names: Names;
  again: () => void;
  fromDisk?: boolean;
}) {
  const [own, setOwn] = useState<TrustedInput>(NO_INPUT);
  const [checked, setChecked] = useState<CheckedReceipt | null>(null);
  useEffect(() => {
    let over = false;
    setChecked(null);
    void checkReceipt(file.text, own).then(
      (done) => void (over || setChecked(done)),
      () => void (over || setChecked({ kind: 'unchecked', reason: 'network' })),
    );
    return () => {
      over = true;
    };
  }, [file, own]);
  return (
    <Screen title={checked === null ? messages.checking : titleOf(checked)} busy={checked === null}>
      {/* There before it is filled, so that a screen reader says the verdict. */}
      <div class={`verdict ${checked === null ? '' : toneOf(checked)}`} role="status">
        {checked === null ? null : <Verdict checked={checked} own={own} />}
      </div>
      {checked === null ? null : <Rest {...{ checked, own, setOwn, file, names, again, fromDisk }} />}
    </Screen>
  );
}

function Rest({
  checked,
  own,
  setOwn,
  file,
  names,
  again,
  fromDisk,
}: {
  checked: CheckedReceipt;
  own: TrustedInput;
  setOwn: (own: TrustedInput) => void;
  file: ReceiptFile;
  names: Names;
  again: () => void;
  fromDisk: boolean;
}) {
  const story = checked.kind === 'checked' && checked.result.ok ? checked.result.story : null;
  return (
    <>
      <div class="actions no-print">
        {story === null ? null : (
          <>
            <ReceiptFiles file={file} share={story.share} />
            <Button onPress={() => window.print()}>{messages.print}</Button>
          </>
        )}
        <Button onPress={again}>{fromDisk ? messages.disk.another : messages.again}</Button>
      </div>
      {story === null ? null : <Body story={story} names={names} file={file} />}
      <TrustedKey
        own={own}
        onOwn={setOwn}
        open={checked.kind === 'unchecked' && checked.reason !== 'form' && checked.reason !== 'network'}
      />
    </>
  );
}

const toneOf = (checked: CheckedReceipt): string => (checked.kind === 'unchecked' ? 'unsure' : checked.result.ok ? '' : 'bad');

function titleOf(checked: CheckedReceipt): string {
  if (checked.kind === 'unchecked') return messages.verdict.unchecked;
  return checked.result.ok ? messages.verdict.holds : messages.verdict.fails;
}

function Verdict({ checked, own }: { checked: CheckedReceipt; own: TrustedInput }) {
  if (checked.kind === 'unchecked') return <Notice tone="warn">{messages.unchecked[checked.reason]}</Notice>;
  const { result, by } = checked;
  if (result.ok) {
    return (
      <Notice tone="good">
        <p>
          <strong>{messages.verdict.summary(result.story.events.length)}</strong>
        </p>
        <p>{keySentence(by)}</p>
        {own.older.trim() === '' ? null : <p>{messages.verdict.consistent}</p>}
      </Notice>
    );
  }
  const { code, event } = result;
  return (
    <Notice tone="warn">
      <p>
        <strong>
          {event === undefined ? '' : `${messages.verdict.event(event + 1)} `}
          {messages.faults[code]}
        </strong>
      </p>
      <p>
        {messages.verdict.doubt} <code>{code}</code>
      </p>
    </Notice>
  );
}

const keySentence = (by: KeySource): string => (by === 'own' ? messages.verdict.ownKey : messages.verdict.serverKey);

function Body({ story, names, file: { waiting } }: { story: ReceiptReport; names: Names; file: ReceiptFile }) {
  return (
    <>
      {waiting.length > 0 ? <Notice tone="info">{messages.waiting(waiting.map(messages.waitingEvent).join(', '))}</Notice> : null}
      <ShareFacts story={story} names={names} />
      <h2>{messages.happened}</h2>
      <Events story={story} />
      <h2>{messages.notProven.title}</h2>
      <ul class="plain-list not-proven">
        {messages.notProven.list.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <LogDetails story={story} />
      <p class="print-only">{messages.printed(location.href, formatFull(Date.now()))}</p>
    </>
  );
}
