// The rows of the form: name, value, environment variable; add, remove, generate, and a pasted .env that becomes rows.

import { useRef, useState } from 'preact/hooks';
import { looksLikeEnv, parseEnv } from '../../lib/env-file.ts';
import type { Kind } from '../../api/view.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { keepOut } from '../../ui/secret-input.tsx';
import { say } from '../../words/sender.ts';
import { changeName, isBlank, newRow, rowOfEnv, type DraftRow, type Faults } from './draft.ts';
import { Generator } from './generator.tsx';

interface Change {
  readonly kind: Kind;
  readonly rows: readonly DraftRow[];
  readonly faults: Faults | null;
  readonly onChange: (rows: readonly DraftRow[]) => void;
}

export function FieldRows({ kind, rows, faults, onChange }: Change) {
  const [pasted, setPasted] = useState<{ count: number; before: readonly DraftRow[] } | null>(null);
  const [told, setTold] = useState('');
  const list = useRef<HTMLDivElement>(null);

  const paste = (row: DraftRow, text: string): boolean => {
    if (kind !== 'credential' || !looksLikeEnv(text)) return false;
    const { entries } = parseEnv(text);
    const before = rows.map((one) => (one === row ? { ...row, value: row.value + text } : one));
    const kept = rows.filter((one) => !(one === row ? isBlank(one) : isBlank(one) && one.name === ''));
    onChange([...kept, ...entries.map(rowOfEnv)]);
    setPasted({ count: entries.length, before });
    return true;
  };
  const add = (row: DraftRow): void => {
    onChange([...rows, row]);
    setTold(say.enter.added);
    setTimeout(() => list.current?.querySelector<HTMLElement>('.entry:last-of-type input, .entry:last-of-type textarea')?.focus());
  };
  const remove = (row: DraftRow, at: number): void => {
    onChange(rows.filter((one) => one !== row));
    setTold(say.enter.removed(row.name || say.enter.rowTitle(at + 1)));
    setTimeout(() => list.current?.querySelector<HTMLElement>('.all button')?.focus());
  };

  return (
    <div class="entries" ref={list}>
      <h2>{say.enter.rows[kind]}</h2>
      {kind === 'credential' ? <p class="help">{say.enter.pasteHint}</p> : null}
      {rows.map((row, at) => (
        <Entry
          key={row.key}
          row={row}
          at={at}
          kind={kind}
          fault={faults?.rows.get(row.key) ?? {}}
          onRow={(next) => onChange(rows.map((one) => (one === row ? next : one)))}
          onPasteText={(text) => paste(row, text)}
          onRemove={rows.length > 1 ? () => remove(row, at) : null}
        />
      ))}
      {pasted === null ? null : (
        <Notice tone="good">
          <p role="status">{say.enter.pasted(pasted.count)}</p>
          <Button
            kind="small"
            onPress={() => {
              onChange(pasted.before);
              setPasted(null);
            }}
          >
            {say.enter.undo}
          </Button>
        </Notice>
      )}
      <div class="all">
        {kind === 'note' ? null : <Button onPress={() => add(newRow())}>{say.enter.add}</Button>}
        {kind === 'note' || rows.some((row) => row.name === say.enter.noteName) ? null : (
          <Button onPress={() => add(newRow({ name: say.enter.noteName, ownEnv: true, hidden: false }))}>{say.enter.addNote}</Button>
        )}
      </div>
      <p class="sr-only" role="status">
        {told}
      </p>
    </div>
  );
}

function Entry({
  row,
  at,
  kind,
  fault,
  onRow,
  onPasteText,
  onRemove,
}: {
  row: DraftRow;
  at: number;
  kind: Kind;
  fault: { name?: string; value?: string; env?: string };
  onRow: (row: DraftRow) => void;
  onPasteText: (text: string) => boolean;
  onRemove: (() => void) | null;
}) {
  const [generating, setGenerating] = useState(false);
  const credential = kind === 'credential' && row.name !== say.enter.noteName;
  const id = (part: string): string => `row-${row.key}-${part}`;
  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (onPasteText(text)) event.preventDefault();
  };
  const described = (part: 'name' | 'value' | 'env'): object =>
    fault[part] ? { 'aria-invalid': true, 'aria-describedby': id(`${part}-error`) } : {};
  const complaint = (part: 'name' | 'value' | 'env') =>
    fault[part] ? (
      <p class="error" id={id(`${part}-error`)} role="alert">
        {fault[part]}
      </p>
    ) : null;
  return (
    <fieldset class="entry">
      <legend class="sr-only">{row.name || say.enter.rowTitle(at + 1)}</legend>
      {kind === 'note' ? null : (
        <div class="field">
          <label for={id('name')}>{say.enter.name}</label>
          <input
            {...keepOut}
            {...described('name')}
            id={id('name')}
            type="text"
            value={row.name}
            onPaste={onPaste}
            onInput={(event) => onRow(changeName(row, event.currentTarget.value, credential))}
          />
          {complaint('name')}
        </div>
      )}
      <div class="field">
        <label for={id('value')}>{say.enter.value}</label>
        <textarea
          {...keepOut}
          {...described('value')}
          id={id('value')}
          class="mono"
          rows={kind === 'note' || kind === 'document' ? 6 : Math.min(8, row.value.split('\n').length)}
          value={row.value}
          onPaste={onPaste}
          onInput={(event) => onRow({ ...row, value: event.currentTarget.value })}
        />
        {complaint('value')}
      </div>
      {credential ? (
        <div class="field">
          <label for={id('env')}>
            {say.enter.env} <span class="optional">{say.enter.envHelp}</span>
          </label>
          <input
            {...keepOut}
            {...described('env')}
            id={id('env')}
            type="text"
            class="mono"
            value={row.env}
            onPaste={onPaste}
            onInput={(event) => onRow({ ...row, env: event.currentTarget.value, ownEnv: true })}
          />
          {complaint('env')}
        </div>
      ) : null}
      <div class="entry-tools">
        {kind === 'note' ? null : (
          <label class="check">
            <input type="checkbox" checked={row.hidden} onChange={(event) => onRow({ ...row, hidden: event.currentTarget.checked })} />
            {say.enter.masked}
          </label>
        )}
        {credential ? (
          <Button kind="small" pressed={generating} onPress={() => setGenerating(!generating)}>
            {say.enter.generate}
          </Button>
        ) : null}
        {onRemove === null ? null : (
          <Button kind="small" label={say.enter.removeNamed(row.name || say.enter.rowTitle(at + 1))} onPress={onRemove}>
            {say.enter.remove}
          </Button>
        )}
      </div>
      {generating ? <Generator id={id('generator')} onPassword={(value) => onRow({ ...row, value, hidden: true })} /> : null}
    </fieldset>
  );
}
