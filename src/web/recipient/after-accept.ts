// What the page of a named recipient fetches beside after-press.ts: what is said of another browser, the wait, and the ends of what was
// not opened. A person who comes by a link fetches nothing of it. See docs/decisions/after-the-press.md.

import { adoptStyle } from '../ui/adopt-style.ts';
import { css } from './after-accept/after-accept.css';

export { followShare } from '../api/events.ts';
export { againText } from './after-accept/again.ts';
export { DeclinedScreen, ElsewhereScreen, EndedScreen } from './after-accept/end-screens.tsx';
export { AheadWords, Waiting } from './after-accept/waiting.tsx';

adoptStyle(css);
