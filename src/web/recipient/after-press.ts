// What a recipient's page fetches after it is there: cryptography, and the screens that follow a press. Whatever is added here costs
// nobody who reads; whatever the page needs before a press belongs into the page. See docs/decisions/after-the-press.md.

export { acceptBody } from '../crypto/accept.ts';
export { forgetOpeningKey, openingKey } from '../crypto/opening-key.ts';
export { parseLinkKey } from '../crypto/claim.ts';
export { openLinkCover } from '../crypto/cover.ts';
export { createOpener } from './after-press/opener.ts';
export { SecretScreen } from './after-press/secret-screen.tsx';
export { OpeningEnd } from './after-press/end-screens.tsx';
