// What needs the list of 2048 words: a file of its own, loaded only where a code is compared, words are made, or told ones were typed with more than small letters.

export { codeWords, generateWords, ownWords, toldWords, wordsStrength } from '../crypto/words/wordlist.ts';
