// The six words that two people read to each other.

import { messages } from '../messages/safety-words.ts';

export function SafetyWords({ words }: { words: readonly string[] | null }) {
  return (
    <ol class="code-words" aria-label={words ? messages.label(words.join(', ')) : undefined} aria-busy={words === null}>
      {(words ?? ['', '', '', '', '', '']).map((word, at) => (
        <li key={at}>
          <span class="number" aria-hidden="true">
            {at + 1}
          </span>
          <span class="word" lang="en" translate={false}>
            {word || '\u00a0'}
          </span>
        </li>
      ))}
    </ol>
  );
}
