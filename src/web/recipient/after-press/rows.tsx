// The rows of what was handed over: masked until revealed one by one, each with its copy buttons.

import { escapeInvisible } from '../../../core/text-safety.ts';
import type { Field, Item } from '../../../crypto/capsule/items.ts';
import { Button } from '../../ui/button.tsx';
import { SecretRow, type RowTools } from '../../ui/secret-row.tsx';
import { messages } from '../../messages/after-press.ts';
import { commonText, EnvCopy, Formats } from './env-copy.tsx';
import { envEntry, linesOf, rowName } from './whole-text.ts';

export function Rows({ items, ...tools }: { items: readonly Item[] } & RowTools) {
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

function Row({ field, name, label, isOnly, ...tools }: { field: Field; name: string; label: string; isOnly: boolean } & RowTools) {
  const entry = envEntry(field);
  const copy = (text: string, what: string): void => void tools.copying.copy(text, what).then((done) => done && tools.onUsed());
  const line = entry === null ? null : { entries: [entry], of: entry.name, label, onCopy: copy, onSaved: tools.onUsed };
  return (
    <SecretRow
      field={field}
      name={name}
      copies={line === null ? null : <EnvCopy {...line} />}
      below={line !== null && (isOnly || commonText(line) === null) ? <Formats {...line} /> : null}
      {...tools}
    />
  );
}
