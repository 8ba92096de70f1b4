// The cryptography of the sender's page: what the browser keeps of a share, the comparison, and the seal.

export { rememberCompared, deviceTrust } from '../crypto/compared-devices.ts';
export { dropWhenAccepted, takeWhenAccepted } from '../crypto/when-accepted-kept.ts';
export { encryptItems, newLink, sealBody, wasSealedBy } from '../../client/crypto/seal.ts';
export { signingHere } from '../crypto/here.ts';
export { prekeyHash } from '../../crypto/keys/prekey.ts';
export { takeAhead, verifySubject } from '../crypto/taken-prekey.ts';
export { passphraseKeys } from '../crypto/passphrase-keys.ts';
