// What a recipient's page fetches after it is there: cryptography, and the screens that follow a press. Whatever is added here costs
// nobody who reads; whatever the page needs before a press belongs into the page. See docs/decisions/after-the-press.md.

import { adoptStyle } from '../ui/adopt-style.ts';
import { css } from './after-press/after-press.css';

export { acceptBody } from '../crypto/here.ts';
export { forgetOpeningKey, openingKey } from '../crypto/opening-key.ts';
export { parseLinkKey } from '../../client/crypto/claim.ts';
export { openLinkCover } from '../../client/crypto/cover.ts';
export { createOpener } from './after-press/opener.ts';
export { CopyIt } from './after-press/copy-it.tsx';
export { SecretScreen } from './after-press/secret-screen.tsx';
export { OpeningEnd } from './after-press/end-screens.tsx';

adoptStyle(css);
