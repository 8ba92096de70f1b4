// The one chunk with all cryptography. Pages load it with import() only, while the person reads, so that reading does not wait for it.

export { acceptBody } from './accept.ts';
export { acceptedHere, forgetAcceptKey, thisDevice } from './keys.ts';
export { rememberCompared, standing, type Standing } from './known.ts';
export { forgetClaimSecret, keptClaimSecret } from './claim-secret.ts';
export { claimBody, deliverBody, brokenBody, readKey, type LinkKey } from './claim.ts';
export { openClaim, OpenError, type Opened } from './open.ts';
export { checkAcceptance, lockItems, newLink, sealBody, sealedHere, type Locked } from './seal.ts';
export { forgetPending, keepPending, readPending, type Pending } from './pending.ts';
export { isPlain } from '../../crypto/words/words-text.ts';
export { wordsKey } from './words-key.ts';
export type { WordsKey } from '../../crypto/words/words.ts';
export type { Items, Item, Field } from '../../crypto/capsule/items.ts';
