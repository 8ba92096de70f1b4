// What needs the list of 2048 words: a file of its own, loaded only where a code is compared or words are made.

export { codeWords, generateWords, wordsStrength } from '../crypto/words/wordlist.ts';
