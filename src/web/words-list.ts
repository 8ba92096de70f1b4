// What needs the list of 2048 words: a file of its own, loaded only where a code is compared, words are made, or told ones were typed with more than small letters.

export { safetyWords, generatePassphrase, tidyOwnPassphrase, spellingsOfTold, passphraseStrength } from '../crypto/passphrase/wordlist.ts';
