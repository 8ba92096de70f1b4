// One row of the form: name, value, environment variable, and what is said of them. Nothing that is typed is changed without a press.

import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { Kind } from '../../../crypto/share-terms.ts';
import type { Hint } from '../../../fields/hint.ts';
import { Button } from '../../ui/button.tsx';
import { keepOut } from '../../ui/secret-input.tsx';
import { messages } from '../../messages/sender.ts';
import { changeEnv, changeName, isEmptyOnPurpose, type DraftRow } from './draft.ts';
import { Generator } from './generator.tsx';
import type { FieldPart, Paste } from './paste.ts';

export function SecretForm({
  row,
  at,
  kind,
  fault,
  hints,
  isFixed,
  onRow,
  onPasteText,
  onRemove,
}: {
  row: DraftRow;
  at: number;
  kind: Kind;
  fault: { name?: string; value?: string; env?: string };
  hints: readonly Hint[];
  /** A request has given it its name. */
  isFixed: boolean;
  onRow: (row: DraftRow) => void;
  /** Answers whether the page has taken the text, so that the browser does not. */
  onPasteText: (where: Omit<Paste, 'row'>) => boolean;
  onRemove: (() => void) | null;
}) {
  const [generating, setGenerating] = useState(false);
  const [typing, setTyping] = useState(false);
  const [namesVariable, setNamesVariable] = useState(false);
  // A note is one text, unless a template has named its parts.
  const [isNameless] = useState(kind === 'note' && row.name === messages.enter.noteName);
  const credential = kind === 'credential' && row.name !== messages.enter.noteName;
  const id = (part: string): string => `row-${row.key}-${part}`;
  // What follows from the name is not asked for twice.
  const hasVariable =
    credential && (namesVariable || fault.env !== undefined || (row.ownEnv && row.env !== '' && row.env !== row.name.trim()));
  const nameVariable = (): void => {
    setNamesVariable(true);
    setTimeout(() => document.getElementById(id('env'))?.focus());
  };
  const pasteInto =
    (part: FieldPart) =>
    (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement, ClipboardEvent>): void => {
      const { selectionStart, selectionEnd } = event.currentTarget;
      const from = selectionStart ?? row[part].length;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      setTyping(false);
      if (onPasteText({ part, from, to: selectionEnd ?? from, text })) event.preventDefault();
    };
  // While a person types, a space is always the last character for a moment.
  const said = typing ? [] : hints;
  const notes = [
    fault.value === undefined ? '' : id('value-error'),
    said.length > 0 ? id('hints') : '',
    isEmptyOnPurpose(row) ? id('none') : '',
  ];
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
      <legend class="sr-only">{row.name || messages.enter.rowTitle(at + 1)}</legend>
      {isNameless ? null : (
        <div class="field of-name">
          {isFixed ? (
            <>
              <span class="label">{messages.enter.name}</span>
              <p class="asked-name">{row.name}</p>
            </>
          ) : (
            <>
              <label for={id('name')}>{messages.enter.name}</label>
              <input
                {...keepOut}
                {...described('name')}
                id={id('name')}
                type="text"
                value={row.name}
                onPaste={pasteInto('name')}
                onInput={(event) => onRow(changeName(row, event.currentTarget.value, credential))}
              />
            </>
          )}
          {complaint('name')}
        </div>
      )}
      <div class="field">
        <label for={id('value')}>{messages.enter.value}</label>
        <textarea
          {...keepOut}
          {...described('value')}
          id={id('value')}
          class="mono"
          rows={kind === 'note' || kind === 'document' ? 6 : Math.min(8, row.value.split('\n').length)}
          aria-describedby={notes.filter(Boolean).join(' ') || undefined}
          value={row.value}
          onPaste={pasteInto('value')}
          onInput={(event) => {
            setTyping(event.inputType !== 'insertFromPaste');
            onRow({ ...row, value: event.currentTarget.value });
          }}
          onBlur={() => setTyping(false)}
        />
        {complaint('value')}
        {isEmptyOnPurpose(row) ? (
          <p class="help" id={id('none')}>
            {messages.enter.emptyValue}
          </p>
        ) : null}
        <div id={id('hints')}>
          {said.map(({ check, tone, text, fix }) => (
            <p class={tone === 'warn' ? 'unseen' : 'help'} key={check}>
              {text}{' '}
              {fix ? (
                <Button
                  kind="small"
                  label={`${fix.label}: ${row.name || messages.enter.rowTitle(at + 1)}`}
                  onPress={() => {
                    onRow({ ...row, value: fix.value });
                    document.getElementById(id('value'))?.focus();
                  }}
                >
                  {fix.label}
                </Button>
              ) : null}
            </p>
          ))}
        </div>
      </div>
      {hasVariable && !isFixed ? (
        <div class="field">
          <label for={id('env')}>
            {messages.enter.env} <span class="optional">{messages.enter.envHelp}</span>
          </label>
          <input
            {...keepOut}
            {...described('env')}
            id={id('env')}
            type="text"
            class="mono"
            value={row.env}
            onPaste={pasteInto('env')}
            onInput={(event) => onRow(changeEnv(row, event.currentTarget.value))}
          />
          {complaint('env')}
        </div>
      ) : null}
      <div class="entry-tools">
        {kind === 'note' ? null : (
          <label class="check">
            <input type="checkbox" checked={row.hidden} onChange={(event) => onRow({ ...row, hidden: event.currentTarget.checked })} />
            {messages.enter.masked}
          </label>
        )}
        {credential && !hasVariable && !isFixed ? (
          <Button
            kind="small"
            label={
              row.env === '' ? messages.enter.variableNamed(row.name || messages.enter.rowTitle(at + 1)) : messages.enter.variable(row.env)
            }
            onPress={nameVariable}
          >
            {row.env === row.name.trim() && row.env !== '' ? messages.enter.itsVariable : messages.enter.variable(row.env)}
          </Button>
        ) : null}
        {credential && (generating || row.value === '' || onRemove === null) ? (
          <Button kind="small" pressed={generating} onPress={() => setGenerating(!generating)}>
            {messages.enter.generate}
          </Button>
        ) : null}
        {onRemove === null ? null : (
          <Button kind="small" label={messages.enter.removeNamed(row.name || messages.enter.rowTitle(at + 1))} onPress={onRemove}>
            {messages.enter.remove}
          </Button>
        )}
      </div>
      {generating ? <Generator id={id('generator')} onPassword={(value) => onRow({ ...row, value, hidden: true })} /> : null}
    </fieldset>
  );
}
