// The rows of the form: add, remove, and a pasted .env that becomes rows.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Kind } from '../../../crypto/share-terms.ts';
import type { FieldSet } from '../../../fields/sets.ts';
import { Button } from '../../ui/button.tsx';
import { messages } from '../../messages/sender.ts';
import { isBlank, newRow, type DraftRow, type Faults } from './draft.ts';
import { SecretForm } from './entry.tsx';
import { OtherFields } from './other-fields.tsx';
import { PasteNotice } from './paste-notice.tsx';
import { asWritten, parsePaste, spreadRest, undo, type Partly, type Paste, type Spread } from './paste.ts';
import { useHints } from './use-hints.ts';

interface Change {
  readonly kind: Kind;
  readonly rows: readonly DraftRow[];
  readonly faults: Faults | null;
  /** The rows are those that a request names: their values alone can be changed. */
  readonly isFixed: boolean;
  readonly onChange: (rows: readonly DraftRow[]) => void;
}

export function FieldRows({ kind, rows, faults, isFixed, onChange }: Change) {
  const [pasted, setPasted] = useState<Spread | Partly | null>(null);
  const [told, setTold] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const found = useHints(kind, rows);

  // The one thing to do here is to put a value in. After the heading has had the focus, which says where one is.
  useEffect(() => list.current?.querySelector('textarea')?.focus({ preventScroll: true }), []);

  const follow = (next: { told: Spread | Partly; rows: readonly DraftRow[] } | null): void => {
    setPasted(next?.told ?? null);
    if (next !== null && next.rows !== rows) onChange(next.rows);
  };
  /** Whether it became rows; otherwise the browser goes on and pastes. */
  const paste = (what: Paste): boolean => {
    const next = kind === 'credential' && !isFixed ? parsePaste(what, rows) : null;
    if (next !== null || pasted?.kind === 'partly') follow(next);
    return next?.told.kind === 'rows';
  };
  const putBack = (spread: Spread): void => {
    onChange(undo(spread, rows));
    setPasted(null);
    setTimeout(() => document.getElementById(`row-${spread.asOne.key}-value`)?.focus());
  };
  // The notice of a text that is no longer there would be about nothing.
  const isThere = pasted?.kind === 'rows' || rows.some((row) => row.key === pasted?.key && row.value.includes(pasted.text));
  const add = (row: DraftRow): void => {
    onChange([...rows, row]);
    setTold(messages.enter.added);
    setTimeout(() => list.current?.querySelector<HTMLElement>('.entry:last-of-type input, .entry:last-of-type textarea')?.focus());
  };
  const remove = (row: DraftRow, at: number): void => {
    onChange(rows.filter((one) => one !== row));
    setTold(messages.enter.removed(row.name || messages.enter.rowTitle(at + 1)));
    setTimeout(() => list.current?.querySelector<HTMLElement>('.all button')?.focus());
  };

  /** In the place of rows with nothing in them. */
  const addSet = ({ fields }: FieldSet): void => {
    const made = fields.map(({ env = '', ...field }) => newRow({ ...field, env, ownEnv: true }));
    onChange([...rows.filter((row) => !isBlank(row)), ...made]);
    setTold(messages.enter.addedMany(made.length));
    setTimeout(() => document.getElementById(`row-${made[0]?.key}-value`)?.focus());
  };

  const hasRows = kind !== 'note' && !isFixed;
  return (
    <div class={rows.length > 1 && kind !== 'note' ? 'entries many' : 'entries'} ref={list}>
      <h2>{messages.enter.rows[kind]}</h2>
      {kind === 'credential' && !isFixed ? <p class="help">{messages.enter.pasteHint}</p> : null}
      {pasted === null || !isThere ? null : (
        <PasteNotice
          told={pasted}
          onUndo={() => pasted.kind === 'rows' && putBack(pasted)}
          onAsWritten={() => pasted.kind === 'rows' && follow(asWritten(pasted, rows))}
          onSpread={() => pasted.kind === 'partly' && follow(spreadRest(pasted, rows))}
        />
      )}
      {rows.map((row, at) => (
        <SecretForm
          key={row.key}
          row={row}
          at={at}
          kind={kind}
          fault={faults?.rows.get(row.key) ?? {}}
          hints={found.get(row.key)?.of === row.value ? (found.get(row.key)?.hints ?? []) : []}
          onRow={(next) => onChange(rows.map((one) => (one === row ? next : one)))}
          onPasteText={(where) => paste({ row, ...where })}
          isFixed={isFixed}
          onRemove={rows.length > 1 && !isFixed ? () => remove(row, at) : null}
        />
      ))}
      <div class="all">
        {hasRows ? <Button onPress={() => add(newRow())}>{messages.enter.add}</Button> : null}
        {hasRows ? <OtherFields kind={kind} onSet={addSet} /> : null}
        {!hasRows || rows.some((row) => row.name === messages.enter.noteName) ? null : (
          <Button onPress={() => add(newRow({ name: messages.enter.noteName, ownEnv: true, hidden: false }))}>
            {messages.enter.addNote}
          </Button>
        )}
      </div>
      <p class="sr-only" role="status">
        {told}
      </p>
    </div>
  );
}
