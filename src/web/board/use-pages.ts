// What one question to the board brings, page by page. A newer question overtakes the answer to an older one.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from '../../client/wire/answer.ts';

export interface BoardPages<T> {
  /** Null: nothing yet, or nothing that may still be seen. */
  readonly page: T | null;
  readonly busy: boolean;
  more(): void;
}

interface Question<T> {
  /** Another text is another question. */
  readonly key: string;
  readonly fetch: (before: string | null) => Promise<Answer<T>>;
  readonly join: (shown: T, next: T) => T;
  /** `code`: '' when all is well. */
  readonly onAnswer: (code: string) => void;
}

export function usePages<T extends { readonly next: string | null }>({ key, fetch, join, onAnswer }: Question<T>): BoardPages<T> {
  const [page, setPage] = useState<T | null>(null);
  const [busy, setBusy] = useState(true);
  const question = useRef(0);

  const ask = async (shown: T | null): Promise<void> => {
    question.current += 1;
    const mine = question.current;
    setBusy(true);
    const answer = await fetch(shown === null ? null : shown.next);
    if (mine !== question.current) return;
    setBusy(false);
    // What a role no longer sees is not left on the screen.
    if (!answer.ok) setPage(answer.code === 'board.none' ? null : shown);
    else setPage(shown === null ? answer.value : join(shown, answer.value));
    onAnswer(answer.ok ? '' : answer.code);
  };
  useEffect(() => {
    setPage(null);
    void ask(null);
  }, [key]);
  return { page, busy, more: () => void ask(page) };
}
