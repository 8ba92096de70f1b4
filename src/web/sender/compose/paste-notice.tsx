// What has become of a pasted .env file: how many variables, what was filled in, what was not understood; and the ways back.

import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { messages } from '../../messages/sender.ts';
import type { Partly, Spread } from './paste.ts';

export function PasteNotice({
  told,
  onUndo,
  onAsWritten,
  onSpread,
}: {
  told: Spread | Partly;
  onUndo: () => void;
  onAsWritten: () => void;
  onSpread: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  // The field that took the paste may be gone, and its focus with it, and there can be many rows: the focus moves to this notice.
  useEffect(() => {
    if (told.kind === 'rows') box.current?.focus();
  }, [told]);
  return (
    <div ref={box} tabIndex={-1} class="pasted">
      {told.kind === 'rows' ? (
        <Notice tone={isPlain(told) ? 'good' : 'warn'}>
          <div role="status">
            {sentences(told).map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
          <div class="all">
            {told.isLiteral || filledIn(told).length === 0 ? null : (
              <Button kind="small" onPress={onAsWritten}>
                {messages.paste.asWritten}
              </Button>
            )}
            <Button kind="small" onPress={onUndo}>
              {messages.paste.undo}
            </Button>
          </div>
        </Notice>
      ) : (
        <Notice tone="warn">
          <p role="status">{messages.paste.partly(told.file.strange.map(({ line }) => line))}</p>
          <Button kind="small" onPress={onSpread}>
            {messages.paste.spread}
          </Button>
        </Notice>
      )}
    </div>
  );
}

const entries = (told: Spread) => [...told.made.values()];
const filledIn = (told: Spread) => entries(told).filter(({ filled }) => filled.length > 0);

const isPlain = (told: Spread): boolean =>
  told.strange.length === 0 && entries(told).every(({ left, isDoubtful }) => left.length === 0 && !isDoubtful);

function sentences(told: Spread): string[] {
  const left = entries(told).filter((entry) => entry.left.length > 0);
  const doubtful = entries(told).filter((entry) => entry.isDoubtful);
  const filled = filledIn(told);
  return [
    messages.paste.rows(told.made.size),
    ...(told.strange.length > 0 ? [messages.paste.stayed(told.strange.map(({ line }) => line))] : []),
    ...(filled.length === 0
      ? []
      : told.isLiteral
        ? [messages.paste.literal]
        : filled.map((entry) => messages.paste.filled(entry.name, entry.filled))),
    ...left.map((entry) => messages.paste.left(entry.name, entry.left)),
    ...(doubtful.length > 0 ? [messages.paste.doubtful(doubtful.map(({ name }) => name))] : []),
  ];
}
