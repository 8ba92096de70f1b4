// The one chunk with all cryptography. Pages load it with import() only, while the person reads, so that reading does not wait for it.

export { acceptBody } from './accept.ts';
export { acceptedKey, forgetRecipientKey, getDeviceSigner } from './keys.ts';
export { rememberCompared, deviceTrust } from './compared-devices.ts';
export type { DeviceTrust } from './device-trust.ts';
export { forgetClaimSecret, loadClaimSecret } from './claim-secret.ts';
export { claimBody, deliverBody, brokenBody, parseLinkKey, type LinkKey } from './claim.ts';
export { openClaim, OpenError, type OpenedShare } from './open.ts';
export { verifyAcceptance, encryptItems, newLink, sealBody, wasSealedHere, type EncryptedPayload } from './seal.ts';
export { forgetPending, savePending, loadPending, type PendingSecret } from './pending.ts';
export { isPlain } from '../../crypto/passphrase/normalize.ts';
export { passphraseKeys } from './passphrase-keys.ts';
export type { PassphraseKeys } from '../../crypto/passphrase/passphrase.ts';
export type { Items, Item, Field } from '../../crypto/capsule/items.ts';
