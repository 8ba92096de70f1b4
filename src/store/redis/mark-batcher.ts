// Raises the marks of all commits whose answers came in one read of the socket by one write to the file. Each of them waits for that write.

import type { TenantTag } from '../../core/share.ts';
import type { Mark, Watermark } from '../watermark.ts';

/** Resolves when the mark is in the watermark. */
export type RaiseMark = (tag: TenantTag, mark: Mark) => Promise<void>;

export function createMarkBatcher(watermark: Pick<Watermark, 'raise'>): RaiseMark {
  let waiting: { readonly tag: TenantTag; readonly mark: Mark }[] = [];
  let raised: Promise<void> | null = null;

  function raiseAll(): void {
    const all = waiting;
    waiting = [];
    raised = null;
    const highest = new Map<TenantTag, Mark>();
    for (const { tag, mark } of all) {
      const last = highest.get(tag);
      // Lines cannot be ordered: each is raised where it came.
      if (last !== undefined && last.line !== mark.line) watermark.raise(tag, last);
      if (last?.line !== mark.line || mark.n > last.n) highest.set(tag, mark);
    }
    for (const [tag, mark] of highest) watermark.raise(tag, mark);
  }

  return (tag, mark) => {
    waiting.push({ tag, mark });
    // The answers of one read are all taken in before what they lead to runs.
    raised ??= Promise.resolve().then(raiseAll);
    return raised;
  };
}
