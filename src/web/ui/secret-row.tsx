// One value with its name: masked until it is revealed, and to be copied.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { findInvisible } from '../../core/text-safety.ts';
import type { Field } from '../../crypto/capsule/items.ts';
import { unseenText } from '../../fields/white-space.ts';
import { messages } from '../messages/after-press.ts';
import { Button } from './button.tsx';
import type { Copying } from './copying.tsx';

// The same for every value: a glance over the shoulder must not tell how long a secret is.
const MASK = '•'.repeat(12);

export interface RowTools {
  readonly copying: Copying;
  readonly hiddenPage: boolean;
  readonly onUsed: () => void;
}

/** `copies`: further ways to copy it, beside the first; `below`: what is offered under them. */
export function SecretRow({
  field,
  name,
  copies,
  below,
  copying,
  hiddenPage,
  onUsed,
}: { field: Field; name: string; copies?: ComponentChildren; below?: ComponentChildren } & RowTools) {
  const [revealed, setRevealed] = useState(false);
  useEffect(() => {
    // Masked again as soon as the page is out of sight: task switchers keep pictures.
    if (hiddenPage) setRevealed(false);
  }, [hiddenPage]);
  const open = revealed || !field.hidden || field.value === '';
  const hidden = findInvisible(field.value);
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
        <Button
          label={`${messages.opened.copy} ${name}`}
          onPress={() => void copying.copy(field.value, name).then((done) => done && onUsed())}
        >
          {messages.opened.copy}
        </Button>
        {copies}
      </div>
      {below}
      <p class="sr-only" role="status">
        {field.hidden ? (revealed ? messages.opened.revealed(name) : '') : ''}
      </p>
    </li>
  );
}
