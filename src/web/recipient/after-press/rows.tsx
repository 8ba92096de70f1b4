// The rows of what was handed over: masked until revealed one by one, each with its copy buttons.

import { useEffect, useState } from 'preact/hooks';
import { findInvisible, escapeInvisible } from '../../../core/text-safety.ts';
import type { Field, Item } from '../../../crypto/capsule/items.ts';
import { Button } from '../../ui/button.tsx';
import type { Copying } from '../../ui/copying.tsx';
import { messages } from '../../messages/after-press.ts';
import { unseenText } from '../../../fields/white-space.ts';
import { commonText, EnvCopy, Formats } from './env-copy.tsx';
import { envEntry, linesOf, rowName } from './whole-text.ts';

// The same for every value: a glance over the shoulder must not tell how long a secret is.
const MASK = '•'.repeat(12);

interface Tools {
  readonly copying: Copying;
  readonly hiddenPage: boolean;
  readonly onUsed: () => void;
}

export function Rows({ items, ...tools }: { items: readonly Item[] } & Tools) {
  const fields = items.flatMap((item) => item.fields);
  const lines = fields.map(envEntry).filter((entry) => entry !== null);
  const copyAll = (text: string, what: string): void => void tools.copying.copy(text, what).then((done) => done && tools.onUsed());
  const file = { entries: lines, of: null, label: items[0]?.label ?? '', onCopy: copyAll, onSaved: tools.onUsed };
  return (
    <>
      {items.map((item, at) => (
        <ul class="rows" key={at} aria-label={escapeInvisible(item.label) || undefined}>
          {item.fields.map((field, row) => (
            <Row key={row} field={field} name={rowName(field, row)} label={item.label} isOnly={fields.length === 1} {...tools} />
          ))}
        </ul>
      ))}
      {fields.length > 1 ? (
        <div class="all">
          {lines.length > 0 ? <EnvCopy {...file} /> : null}
          {lines.length < fields.length ? (
            <Button onPress={() => copyAll(linesOf(fields), messages.opened.all)}>{messages.opened.copyAll}</Button>
          ) : null}
        </div>
      ) : null}
      {fields.length > 1 && lines.length > 0 ? <Formats {...file} /> : null}
    </>
  );
}

function Row({
  field,
  name,
  label,
  isOnly,
  copying,
  hiddenPage,
  onUsed,
}: { field: Field; name: string; label: string; isOnly: boolean } & Tools) {
  const [revealed, setRevealed] = useState(false);
  useEffect(() => {
    // Masked again as soon as the page is out of sight: task switchers keep pictures.
    if (hiddenPage) setRevealed(false);
  }, [hiddenPage]);
  const open = revealed || !field.hidden || field.value === '';
  const entry = envEntry(field);
  const hidden = findInvisible(field.value);
  const copy = (text: string, what: string): void => void copying.copy(text, what).then((done) => done && onUsed());
  const line = entry === null ? null : { entries: [entry], of: entry.name, label, onCopy: copy, onSaved: onUsed };
  return (
    <li class="row">
      <div class="row-head">
        <span class="row-name" dir="auto">
          {name}
        </span>
        {field.env === undefined || field.env === field.name ? null : (
          <code class="row-env" translate={false}>
            {field.env}
          </code>
        )}
      </div>
      <div class={open ? 'value' : 'value masked'}>
        {open ? (
          <pre tabIndex={0} aria-label={name} translate={false}>
            {field.value || messages.opened.empty}
          </pre>
        ) : (
          <span aria-label={messages.opened.masked} role="img">
            {MASK}
          </span>
        )}
      </div>
      {hidden === null ? null : <p class="help">{unseenText(hidden)}</p>}
      <div class="row-actions">
        {field.hidden && field.value !== '' ? (
          <Button
            label={`${revealed ? messages.opened.hide : messages.opened.reveal} ${name}`}
            onPress={() => {
              onUsed();
              setRevealed(!revealed);
            }}
          >
            {revealed ? messages.opened.hide : messages.opened.reveal}
          </Button>
        ) : null}
        <Button label={`${messages.opened.copy} ${name}`} onPress={() => copy(field.value, name)}>
          {messages.opened.copy}
        </Button>
        {line === null ? null : <EnvCopy {...line} />}
      </div>
      {line !== null && (isOnly || commonText(line) === null) ? <Formats {...line} /> : null}
      <p class="sr-only" role="status">
        {field.hidden ? (revealed ? messages.opened.revealed(name) : '') : ''}
      </p>
    </li>
  );
}
