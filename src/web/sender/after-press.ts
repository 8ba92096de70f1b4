// The cryptography of the sender's page, fetched while they type: what the browser keeps of a share, the comparison, and the seal.
// See docs/decisions/after-the-press.md.

export { rememberCompared, deviceTrust } from '../crypto/compared-devices.ts';
export { encryptItems, newLink, sealBody, wasSealedHere } from '../crypto/seal.ts';
export { prekeyHash } from '../../crypto/keys/prekey.ts';
export { takeAhead, verifySubject } from '../crypto/taken-prekey.ts';
export { passphraseKeys } from '../crypto/passphrase-keys.ts';
