// What is said of a file on its way, in either direction.

import { leftText, bytesText } from './amount.ts';

const en = {
  moving: ({ done, of, pace }: { done: number; of: number; pace: { readonly perSecond: number; readonly leftMs: number } | null }) =>
    pace === null
      ? `${bytesText(done)} of ${bytesText(of)}`
      : `${bytesText(done)} of ${bytesText(of)}, ${bytesText(Math.round(pace.perSecond))} a second, ${leftText(pace.leftMs)}`,
  stalled: 'No connection. It goes on by itself.',
  cancel: 'Cancel',
  cancelOf: (name: string) => `Cancel: ${name}`,
  again: 'Try again',
  againOf: (name: string) => `Try again: ${name}`,
} as const;

export const messages = en;
