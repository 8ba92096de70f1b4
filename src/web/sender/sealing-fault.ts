// What went wrong while sealing, as a screen says it: what only a person who seals can meet, and what anyone can.

import { messages } from '../messages/sealing.ts';
import { errorScreen, type ErrorText } from '../ui/error-screens.ts';

export function sealingFault(code: string): ErrorText {
  if (code === 'acceptance') return { pair: messages.badAcceptance, again: false };
  if (code === 'file.unfit') return { pair: messages.unfit, again: false };
  const full = messages.full[code as keyof typeof messages.full];
  return full === undefined ? errorScreen(code) : { pair: full, again: true };
}
