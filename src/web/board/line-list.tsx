// The rows of one list, with a way to those that follow, and the same as a file.

import { useState } from 'preact/hooks';
import { fetchBoard, fetchBoardFile } from '../api/board.ts';
import type { SeenFilter } from '../api/board-page.ts';
import { boardMessages as messages } from '../messages/board.ts';
import { Button } from '../ui/button.tsx';
import { BoardLine } from './board-line.tsx';
import { saveFile } from '../browser/save-file.ts';
import { usePages } from './use-pages.ts';

export interface ListProps {
  filter: SeenFilter;
  /** '' when all is well. */
  onAnswer: (code: string) => void;
  onSaved: () => void;
  /** Shows only what is between this person and others. */
  onPerson: (key: string) => void;
}

export function LineList({ filter, onAnswer, onSaved, onPerson }: ListProps) {
  const { page, busy, more } = usePages({
    key: JSON.stringify(filter),
    fetch: (before) => fetchBoard(filter, before),
    join: (shown, next) => ({ rows: [...shown.rows, ...next.rows], next: next.next }),
    onAnswer,
  });
  const [saving, setSaving] = useState(false);
  const save = async (format: 'csv' | 'json'): Promise<void> => {
    setSaving(true);
    const answer = await fetchBoardFile(filter, format);
    setSaving(false);
    if (!answer.ok) return onAnswer(answer.code);
    saveFile(answer.value, `nt2-board-${filter.state}.${format}`);
    onSaved();
  };
  const rows = page?.rows ?? [];
  return (
    <>
      {rows.length > 0 ? null : (
        <p class="help" aria-busy={busy}>
          {busy ? messages.busy : page?.next ? messages.noneYet : messages.none}
        </p>
      )}
      <ul>
        {rows.map((row) => (
          <BoardLine key={row.id} row={row} now={Date.now()} onPerson={onPerson} />
        ))}
      </ul>
      <div class="row-actions">
        {page?.next ? (
          <Button busy={busy} onPress={more}>
            {messages.more}
          </Button>
        ) : null}
        {(['csv', 'json'] as const).map((format) => (
          <Button key={format} busy={busy || saving} onPress={() => void save(format)}>
            {messages.files[format]}
          </Button>
        ))}
      </div>
    </>
  );
}
