// Everything that needs the list of 2048 words (BIP 39, English, as @scure/bip39 ships it): words to hand over, their strength, words to compare.
// A file of its own because the list is the largest text in the pages: a page that only opens a secret does without it.

import { wordlist } from '@scure/bip39/wordlists/english.js';
import { encodeBase64, toBytes, randomBytes, sha256, encodeUtf8 } from '../bytes.ts';
import { spellings, tidyPassphrase } from './normalize.ts';

const BITS = 11;
/** What typed words must reach before a capsule may rest on them. */
const ENOUGH_BITS = 40;

export interface Strength {
  /** A cautious estimate: bits left to guess for an attacker who knows how people choose. */
  readonly bits: number;
  readonly ok: boolean;
  /** Present when not ok. */
  readonly reason?: 'empty' | 'short' | 'repeated' | 'common';
}

/** Words drawn at random, 11 bits each: five make 55 bits. */
export function generatePassphrase(count = 5): string {
  return wordsOf(randomBytes(Math.ceil((count * BITS) / 8)), count).join(' ');
}

/**
 * Six words that stand for the accepting browser: first 66 bits of SHA-256("nt2/v1/code\n" id "\n" b64(device key) "\n" recipient "\n").
 * @param recipient the recipient key as `age1…`.
 * @throws RangeError when `device` is not base64 of 32 bytes.
 */
export function safetyWords({
  share,
  device,
  recipient,
}: {
  readonly share: string;
  readonly device: string;
  readonly recipient: string;
}): string[] {
  return wordsOf(sha256(encodeUtf8(`nt2/v1/code\n${share}\n${encodeBase64(toBytes(device, 32))}\n${recipient}\n`)), 6);
}

/** Six words for the key of a machine: first 66 bits of SHA-256("nt2/v1/machine-code\n" b64(device key) "\n"). @throws RangeError when it is none */
export const machineWords = (device: string): string[] =>
  wordsOf(sha256(encodeUtf8(`nt2/v1/machine-code\n${encodeBase64(toBytes(device, 32))}\n`)), 6);

const LISTED: ReadonlySet<string> = new Set(wordlist);
const isListed = (word: string): boolean => LISTED.has(word);

/** A sender's own words, as they are sealed and told. */
export const tidyOwnPassphrase = (typed: string): string => tidyPassphrase(typed, isListed);
/** What may be meant by words that a person was told, the likeliest first. */
export const spellingsOfTold = (typed: string): string[] => spellings(typed, isListed);

/** How hard typed words are to guess. Below 40 bits `ok` is false, and `why` says what is wrong with them. */
export function passphraseStrength(typed: string): Strength {
  const words = tidyOwnPassphrase(typed).toLowerCase();
  if (words === '') return { bits: 0, ok: false, reason: 'empty' };
  const tokens = words.split(' ');
  const distinct = [...new Set(tokens)];
  const sum = (list: readonly string[], of: (token: string) => number): number => list.reduce((bits, token) => bits + of(token), 0);
  const bits = COMMON.has(words) ? 0 : Math.floor(sum(distinct, cautiousBits));
  if (bits >= ENOUGH_BITS) return { bits, ok: true };
  if (COMMON.has(words) || sum(distinct, tokenBits) >= ENOUGH_BITS) return { bits, ok: false, reason: 'common' };
  return { bits, ok: false, reason: sum(tokens, tokenBits) >= ENOUGH_BITS ? 'repeated' : 'short' };
}

function wordsOf(bytes: Uint8Array, count: number): string[] {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  const top = bytes.length * 8 - BITS;
  return Array.from({ length: count }, (_, i) => wordlist[Number((bits >> BigInt(top - i * BITS)) & 2_047n)] as string);
}

// What everybody tries first. Whole sayings and single words; a longer list would cost the page more than it tells.
const COMMON = new Set([
  'correct horse battery staple',
  'the quick brown fox jumps over the lazy dog',
  'abandon ability able about above',
  'to be or not to be that is the question',
  ...'password passwort passw0rd p@ssw0rd p@ssword secret letmein welcome admin administrator qwerty qwertyuiop qwertz asdf asdfgh zxcvbn iloveyou'.split(
    ' ',
  ),
  ...'monkey dragon football baseball sunshine princess changeme default login test testing hunter2 trustno1 abc123 qwerty123 password1'.split(
    ' ',
  ),
]);

// Digits and signs that people write for letters: P4ssw0rd is no better than password.
const LEET: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i' };

/** What everybody tries counts nothing; but the list has some of these words, and five drawn words must pass with two of them. */
function cautiousBits(token: string): number {
  if (!COMMON.has(token) && !COMMON.has(plainWord(token))) return tokenBits(token);
  return isListed(token) ? 7 : 0;
}

function tokenBits(token: string): number {
  const word = plainWord(token);
  if (isListed(word)) return BITS + (word === token ? 0 : 1);
  const plain = runsBits(token);
  const [outer = '', before = '', core = ''] = /^(\P{L}*)((?:\P{L}*\p{L}+)*)/u.exec(token) ?? [];
  const after = token.slice(outer.length);
  const letters = plainWord(core);
  // One disguised word with something around it: the word, a bit for each disguise, and what is around.
  if (letters === core || !/^\p{L}{4,}$/u.test(letters)) return plain;
  const disguises = [...core].filter((character) => character in LEET).length;
  return Math.min(plain, runBits(letters) + disguises + runsBits(before) + runsBits(after));
}

function plainWord(token: string): string {
  return token.replace(/[013457@$!]/g, (character) => LEET[character] ?? character);
}

function runsBits(token: string): number {
  const runs = token.match(/\p{L}+|\p{N}+|[^\p{L}\p{N}]+/gu) ?? [];
  return runs.reduce((bits, run) => bits + runBits(run), 0);
}

function runBits(run: string): number {
  const characters = [...run];
  const varied = new Set(characters).size;
  if (/^\p{L}/u.test(run)) {
    // A word of a language, or a piece of one: the first letters decide, the rest follows from them.
    if (varied <= 2 && characters.length > 2) return 5;
    return Math.min(4.7 * characters.length, BITS + 1.5 * Math.max(0, characters.length - 8));
  }
  if (/^\p{N}/u.test(run)) {
    if (/^(?:19|20)\d\d$/.test(run)) return 6;
    return varied <= 2 || '01234567890'.includes(run) || '09876543210'.includes(run) ? 3.3 : 3.3 * characters.length;
  }
  return 3 + varied;
}
