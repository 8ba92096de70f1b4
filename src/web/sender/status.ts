// Where a sealed share stands: all that a sender needs who comes back, so it is fetched alone. See docs/decisions/after-the-press.md.

import { adoptStyle } from '../ui/adopt-style.ts';
import { css } from './status/status.css';

export { StatusScreen } from './status/status.tsx';

adoptStyle(css);
