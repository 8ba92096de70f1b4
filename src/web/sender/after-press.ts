// What a sender fetches while they type: the cryptography, and the screens that follow the press. A link is sealed only when the screen
// that shows it is here. See docs/decisions/after-the-press.md.

import { adoptStyle } from '../ui/adopt-style.ts';
import { css } from './after-press.css';

export * from './crypto.ts';
export { Decline } from './decline.tsx';
export { Compare } from './compare.tsx';
export { Meanwhile } from './meanwhile.tsx';
export { HandoverScreen } from './status/one-time-details.tsx';
export { WhenAccepted } from './when-accepted.tsx';
export { WaitForAccept } from './wait.tsx';

adoptStyle(css);
