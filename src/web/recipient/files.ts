// The files of an opened share, fetched with the press that opens one.

import { adoptStyle } from '../ui/adopt-style.ts';
import { css } from './files/files.css';

export { FileList } from './files/file-list.tsx';

adoptStyle(css);
