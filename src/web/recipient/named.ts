// What only a named recipient needs: their acceptance, their wait, and the ends of what was not opened. A person who comes by a link
// fetches nothing of it. See docs/decisions/after-the-press.md.

import { adoptStyle } from '../ui/adopt-style.ts';
import { css } from './named/named.css';

export { Recipient } from './named/app.tsx';

adoptStyle(css);
