// Files in the sender's form, fetched once the form stands. Where the server takes none, nothing of it is.

import { adoptStyle } from '../ui/adopt-style.ts';
import { css } from './files/files.css';

export { FormFiles } from './files/attach.tsx';

adoptStyle(css);
