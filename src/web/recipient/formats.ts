// The formats in which variables are copied and saved, fetched when a person chooses one.

import { adoptStyle } from '../ui/adopt-style.ts';
import { css } from './formats/formats.css';

export { FormatChoice } from './formats/format-choice.tsx';

adoptStyle(css);
