// The cryptography of the sender's page: what the browser keeps of a share, the comparison, and the seal.

export { rememberCompared, deviceTrust } from '../crypto/compared-devices.ts';
export { dropWhenAccepted, takeWhenAccepted } from '../crypto/when-accepted-kept.ts';
export { encryptItems, newLink } from '../../client/crypto/seal.ts';
export { sealHere, wasSealedHere } from './seal-here.ts';
export { prekeyHash } from '../../crypto/keys/prekey.ts';
export { takeAhead, verifySubject } from '../crypto/taken-prekey.ts';
export { passphraseKeys } from '../crypto/passphrase-keys.ts';
