// A file on its way: how far it is, how fast it goes, and when it will be there. What moves each second is not read out.

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { messages } from '../messages/transfer.ts';
import type { Moving } from './pace.ts';

export const Bar = ({ name, moving: { done, of } }: { name: string; moving: Moving }) => (
  <progress max={Math.max(1, of)} value={of === 0 ? 0 : done} aria-label={name} />
);

export const movingText = (moving: Moving): string => (moving.isStalled ? messages.stalled : messages.moving(moving));

/** Of a line whose buttons change with `kind`: where the one that had the focus is gone, its last one takes it. */
export function useLineFocus(kind: string): RefObject<HTMLDivElement> {
  const line = useRef<HTMLDivElement>(null) as RefObject<HTMLDivElement>;
  const before = useRef(kind);
  useLayoutEffect(() => {
    if (before.current !== kind && document.activeElement === document.body)
      line.current?.querySelector<HTMLElement>('button:last-of-type')?.focus({ preventScroll: true });
    before.current = kind;
  }, [kind]);
  return line;
}
