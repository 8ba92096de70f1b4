// The form. It is not a <form>: nothing navigates, and no browser offers to save what is typed.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { limits } from '../../../core/limits.ts';
import type { Items } from '../../../crypto/capsule/items.ts';
import type { Load, WordsList } from '../../browser/load.ts';
import { isLink, needsWords, type ShareView } from '../../api/view.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Screen } from '../../ui/screen.tsx';
import { say } from '../../words/sender.ts';
import { bytesUsed, faultsOf, firstRows, isBlank, itemsOf, kib, type DraftRow, type Faults } from './draft.ts';
import { Fault } from '../fault.tsx';
import { FieldRows } from './field-rows.tsx';
import type { Sealing } from '../use-seal.ts';
import { WordsBox, type ChosenWords } from './words-box.tsx';

export function Enter({
  view,
  to,
  notice,
  sealing,
  loadWordsList,
  onEnter,
}: {
  view: ShareView;
  to: string;
  notice: string | null;
  sealing: Sealing;
  loadWordsList: Load<WordsList>;
  onEnter: (items: Items, words: string | null) => void;
}) {
  const { kind, label } = view;
  const [rows, setRows] = useState<readonly DraftRow[]>(() => firstRows(kind, label));
  const [faults, setFaults] = useState<Faults | null>(null);
  const [words, setWords] = useState<ChosenWords>({ words: null, why: 'empty' });
  const [wordsFault, setWordsFault] = useState(false);
  const used = useMemo(() => bytesUsed(itemsOf(kind, label, rows)), [kind, label, rows]);
  const typed = rows.some((row) => !isBlank(row));

  useEffect(() => {
    if (!typed) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [typed]);

  const change = (next: readonly DraftRow[]): void => {
    setRows(next);
    if (faults !== null) setFaults(faultsOf(kind, label, next));
  };
  const seal = (): void => {
    if (sealing.busy) return;
    const found = faultsOf(kind, label, rows);
    const noWords = needsWords(view.mode) && words.words === null;
    setFaults(found);
    setWordsFault(noWords);
    if (found === null && !noWords) onEnter(itemsOf(kind, label, rows), needsWords(view.mode) ? words.words : null);
  };

  const link = isLink(view.mode);
  return (
    <Screen title={link ? say.enter.titleLink : say.enter.title(to)} lead={link ? say.enter.leadLink : say.enter.lead(to)}>
      <Facts view={view} role="sender" brief />
      {notice === null ? null : <Notice tone="warn">{notice}</Notice>}
      <FieldRows kind={kind} rows={rows} faults={faults} onChange={change} />
      <p class={used > limits.itemsBytes ? 'error room' : 'help room'}>
        {say.enter.room(typed ? kib(used) : kib(0), kib(limits.itemsBytes))}
      </p>
      {needsWords(view.mode) ? <WordsBox to={link ? say.whoever : to} load={loadWordsList} onWords={setWords} show={wordsFault} /> : null}
      {faults?.all ? (
        <Notice tone="warn" alert>
          {faults.all}
        </Notice>
      ) : null}
      {sealing.progress === null ? null : <Progress label={say.words.progress} done={sealing.progress} />}
      <Fault sealing={sealing} />
      <div class="actions">
        <Button kind="primary" busy={sealing.busy} onPress={seal}>
          {sealing.busy ? say.enter.sealing : say.enter.seal}
        </Button>
      </div>
    </Screen>
  );
}
