// The form. It is not a <form>: nothing navigates, and no browser offers to save what is typed.

import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { limits } from '../../../core/limits.ts';
import type { Items } from '../../../crypto/capsule/items.ts';
import type { Passphrase } from '../../crypto/pending.ts';
import type { Load, WordsList } from '../../load.ts';
import { isLink, needsPassphrase } from '../../../crypto/share-terms.ts';
import { useLeaveGuard } from '../../lib/use-leave-guard.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Screen } from '../../ui/screen.tsx';
import { messages as sending } from '../../messages/sealing.ts';
import { messages } from '../../messages/sender.ts';
import { askedRows, bytesUsed, faultsOf, firstRows, isBlank, itemsOf, kib, type DraftRow, type Faults } from './draft.ts';
import { FieldRows } from './field-rows.tsx';
import { NO_FILES, type AttachProps } from '../attached.ts';
import type { Sealing } from '../use-seal.ts';
import { PassphraseBox, type ChosenPassphrase } from './passphrase-box.tsx';

export type Enter = (items: Items, passphrase: Passphrase | null) => void;

/** Checks the form, and hands over what stands in it. */
export type Submit = (enter: Enter) => void;

/** As long as a person may pause between two words. */
const READY_MS = 1_000;

export function Compose({
  view,
  to,
  notice,
  sealing,
  error,
  loadWordsList,
  attach = null,
  said = null,
  isCalm = false,
  foot = null,
  besides = null,
  onReady = null,
  onEdit,
  decline = null,
  onEnter,
}: {
  view: ShareView;
  to: string;
  notice: string | null;
  sealing: Pick<Sealing, 'busy' | 'progress'>;
  /** What went wrong with the last press. */
  error: ComponentChildren;
  loadWordsList: Load<WordsList>;
  /** Files beside the rows; null: there are none here. */
  attach?: ((form: Pick<AttachProps, 'held' | 'onHeld' | 'onFiles'>) => ComponentChildren) | null;
  /** How it stands with the recipient meanwhile. */
  said?: ComponentChildren;
  /** There is a better way than *Send*, which is said above it. */
  isCalm?: boolean;
  /** In the place of *Send*. */
  foot?: ((submit: Submit) => ComponentChildren) | null;
  /** Another way to send what is typed, shown below *Send*. */
  besides?: ((submit: Submit) => ComponentChildren) | null;
  /** What could be sent has stood there for a moment. */
  onReady?: (() => void) | null;
  onEdit?: () => void;
  /** Of a request: beside *Send*. */
  decline?: ComponentChildren;
  onEnter: Enter;
}) {
  const { kind, label } = view;
  const [rows, setRows] = useState<readonly DraftRow[]>(() =>
    view.asked ? askedRows(label, view.asked.fields) : firstRows(kind, label, view.fields),
  );
  const [faults, setFaults] = useState<Faults | null>(null);
  const [words, setWords] = useState<ChosenPassphrase>({ words: null, why: 'empty', isKnown: false });
  const [wordsFault, setWordsFault] = useState(false);
  const [attached, setAttached] = useState(NO_FILES);
  /** What was pressed while files are on their way. */
  const [held, setHeld] = useState<{ readonly enter: Enter } | null>(null);
  const byLink = view.asked?.of === 'link';
  const most = byLink ? limits.answerBytes : limits.itemsBytes;
  const used = useMemo(() => bytesUsed(itemsOf(kind, label, rows, attached.list)), [kind, label, rows, attached]);
  const typed = attached.some || rows.some((row) => !isBlank(row));

  useLeaveGuard(typed);
  useEffect(() => {
    if (onReady === null) return undefined;
    const timer = setTimeout(() => faultsOf(kind, label, rows, most, attached) === null && onReady(), READY_MS);
    return () => clearTimeout(timer);
  }, [rows, attached]);
  useEffect(() => {
    if (held === null || attached.state !== 'there') return;
    setHeld(null);
    submit(held.enter);
  }, [attached]);

  const change = (next: readonly DraftRow[]): void => {
    setRows(next);
    setHeld(null);
    onEdit?.();
    if (faults !== null) setFaults(faultsOf(kind, label, next, most, attached));
  };
  const submit: Submit = (enter) => {
    if (sealing.busy) return;
    const found = faultsOf(kind, label, rows, most, attached);
    const { words: text, isKnown } = words;
    const passphrase = needsPassphrase(view.mode) && text !== null ? { words: text, isKnown } : null;
    const noWords = needsPassphrase(view.mode) && passphrase === null;
    setFaults(found);
    setWordsFault(noWords);
    if (found !== null || noWords) return;
    if (attached.state === 'there') enter(itemsOf(kind, label, rows, attached.list), passphrase);
    else setHeld({ enter });
  };

  const link = isLink(view.mode);
  return (
    <Screen
      title={view.asked ? messages.enter.titleAsked(to) : link ? messages.enter.titleLink : messages.enter.title(to)}
      lead={
        link
          ? messages.enter.leadLink
          : byLink
            ? messages.enter.leadOutside(to)
            : `${messages.enter.lead(to)}${view.isUntold ? ` ${messages.enter.untold(to)}` : ''}`
      }
    >
      {view.asked || view.fields.length > 0 ? <p class="help">{messages.enter.askedHelp}</p> : null}
      <Facts view={view} role="sender" brief={!view.asked} />
      {notice === null ? null : <Notice tone="warn">{notice}</Notice>}
      <FieldRows kind={kind} rows={rows} faults={faults} isFixed={view.asked !== null} onChange={change} />
      <p class={used > most ? 'error room' : 'help room'}>{messages.enter.room(typed ? kib(used) : kib(0), kib(most))}</p>
      {attach?.({ held: held !== null, onHeld: () => setHeld(null), onFiles: setAttached })}
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
      {sealing.progress === null ? null : <Progress label={sending.words.progress} done={sealing.progress} />}
      {error}
      {said}
      {foot?.(submit)}
      {foot === null || decline ? (
        <div class="actions">
          {foot === null ? (
            <Button kind={isCalm ? 'quiet' : 'primary'} busy={sealing.busy} onPress={() => submit(onEnter)}>
              {sealing.busy ? sending.enter.sealing : sending.enter.seal}
            </Button>
          ) : null}
          {decline}
        </div>
      ) : null}
      {foot === null ? besides?.(submit) : null}
    </Screen>
  );
}
