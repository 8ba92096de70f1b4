// The form. It is not a <form>: nothing navigates, and no browser offers to save what is typed.

import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { limits } from '../../../core/limits.ts';
import type { Items } from '../../../crypto/capsule/items.ts';
import type { Passphrase } from '../../crypto/pending.ts';
import type { Load, WordsList } from '../../load.ts';
import { isLink, needsPassphrase } from '../../../crypto/share-terms.ts';
import { useLeaveGuard } from '../../lib/use-leave-guard.ts';
import type { ShareView } from '../../api/view.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Screen } from '../../ui/screen.tsx';
import { messages } from '../../messages/sender.ts';
import { askedRows, bytesUsed, faultsOf, firstRows, isBlank, itemsOf, kib, type DraftRow, type Faults } from './draft.ts';
import { Decline } from './decline.tsx';
import { FieldRows } from './field-rows.tsx';
import type { Sealing } from '../use-seal.ts';
import { PassphraseBox, type ChosenPassphrase } from './passphrase-box.tsx';

type Enter = (items: Items, passphrase: Passphrase | null) => void;

export function Compose({
  view,
  to,
  notice,
  sealing,
  error,
  loadWordsList,
  besides = null,
  onDecline,
  onEnter,
}: {
  view: ShareView;
  to: string;
  notice: string | null;
  sealing: Pick<Sealing, 'busy' | 'progress'>;
  /** What went wrong with the last press. */
  error: ComponentChildren;
  loadWordsList: Load<WordsList>;
  /** Another way to send what is typed, shown below; it is given what checks the form first. */
  besides?: ((submit: (enter: Enter) => void) => ComponentChildren) | null;
  /** Of a request; null where there is nobody to say no to. */
  onDecline: ((reason: string) => void) | null;
  onEnter: Enter;
}) {
  const { kind, label } = view;
  const [rows, setRows] = useState<readonly DraftRow[]>(() =>
    view.asked ? askedRows(label, view.asked.fields) : firstRows(kind, label, view.fields),
  );
  const [faults, setFaults] = useState<Faults | null>(null);
  const [words, setWords] = useState<ChosenPassphrase>({ words: null, why: 'empty', isKnown: false });
  const [wordsFault, setWordsFault] = useState(false);
  const byLink = view.asked?.of === 'link';
  const most = byLink ? limits.answerBytes : limits.itemsBytes;
  const used = useMemo(() => bytesUsed(itemsOf(kind, label, rows)), [kind, label, rows]);
  const typed = rows.some((row) => !isBlank(row));

  useLeaveGuard(typed);

  const change = (next: readonly DraftRow[]): void => {
    setRows(next);
    if (faults !== null) setFaults(faultsOf(kind, label, next, most));
  };
  const submit = (enter: Enter): void => {
    if (sealing.busy) return;
    const found = faultsOf(kind, label, rows, most);
    const { words: text, isKnown } = words;
    const passphrase = needsPassphrase(view.mode) && text !== null ? { words: text, isKnown } : null;
    const noWords = needsPassphrase(view.mode) && passphrase === null;
    setFaults(found);
    setWordsFault(noWords);
    if (found === null && !noWords) enter(itemsOf(kind, label, rows), passphrase);
  };

  const link = isLink(view.mode);
  return (
    <Screen
      title={view.asked ? messages.enter.titleAsked(to) : link ? messages.enter.titleLink : messages.enter.title(to)}
      lead={link ? messages.enter.leadLink : byLink ? messages.enter.leadOutside(to) : messages.enter.lead(to)}
    >
      {view.asked || view.fields.length > 0 ? <p class="help">{messages.enter.askedHelp}</p> : null}
      <Facts view={view} role="sender" brief={!view.asked} />
      {notice === null ? null : <Notice tone="warn">{notice}</Notice>}
      <FieldRows kind={kind} rows={rows} faults={faults} isFixed={view.asked !== null} onChange={change} />
      <p class={used > most ? 'error room' : 'help room'}>{messages.enter.room(typed ? kib(used) : kib(0), kib(most))}</p>
      {needsPassphrase(view.mode) ? (
        <PassphraseBox
          to={link ? messages.somebody : to}
          isSecondLock={view.mode !== 'words'}
          load={loadWordsList}
          onWords={setWords}
          show={wordsFault}
        />
      ) : null}
      {faults?.all ? (
        <Notice tone="warn" alert>
          {faults.all}
        </Notice>
      ) : null}
      {sealing.progress === null ? null : <Progress label={messages.words.progress} done={sealing.progress} />}
      {error}
      <div class="actions">
        <Button kind="primary" busy={sealing.busy} onPress={() => submit(onEnter)}>
          {sealing.busy ? messages.enter.sealing : messages.enter.seal}
        </Button>
        {onDecline === null ? null : <Decline to={to} busy={sealing.busy} onDecline={onDecline} />}
      </div>
      {besides?.(submit)}
    </Screen>
  );
}
