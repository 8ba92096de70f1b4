// What the page of a person who asked for something fetches. See docs/decisions/after-the-press.md.

import { adoptStyle } from '../ui/adopt-style.ts';
import { css } from './asker/asker.css';

export { Asker } from './asker/asker.tsx';

adoptStyle(css);
