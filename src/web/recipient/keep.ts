// What puts into this browser's vault what was opened, fetched when a person asks for it.

import { adoptStyle } from '../ui/adopt-style.ts';
import { css } from './keep/keep.css';

export { KeepIt } from './keep/keep-it.tsx';

adoptStyle(css);
