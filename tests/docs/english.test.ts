// The English of CONTRIBUTING.md, as far as a test can hold it: people are *they*, a sentence has an actor, and no page says one thing twice.

import { describe, expect, test } from 'vitest';
import { pagePaths, readPage } from './pages.ts';
import { allComments, pageLines, type Text } from './texts.ts';

const PRONOUNS = /\b(?:he|his|him|himself|whoever|somebody)\b/i;

/** Pages that name the words themselves, or what is gone. */
const ABOUT_WORDS = ['CONTRIBUTING.md', 'docs/decisions/field-names.md', 'docs/decisions/house-redrawn.md'];

/** Without what is quoted: titles of tests and lines of code are not this page's own words. */
const ownWords = (text: string): string => text.replaceAll(/“[^”]*”|`[^`]*`/g, '');

function unnatural({ path, line, text }: Text): string[] {
  const word = PRONOUNS.exec(ownWords(text))?.[0];
  return word === undefined ? [] : [`${path}:${line} ${word}`];
}

/** List items and paragraphs that stand in one page twice; rows of tables and blocks of code may. */
function repeated(page: string): string[] {
  const lines = page.replaceAll(/^(`{3,})[^\n`]*\n[\s\S]*?^\1 *$/gm, '').split('\n');
  const sentences = lines.filter((line) => line.length > 60 && !line.startsWith('|'));
  return sentences.filter((line, at) => sentences.indexOf(line) !== at);
}

const planted = (text: string): Text => ({ path: 'docs/planted.md', line: 1, text });

describe('the English of comments and pages', () => {
  test('a person who is “he” or “whoever” is found, and what is quoted is left', () => {
    expect(['Whoever asks', 'what he gets', 'Somebody’s key'].flatMap((text) => unnatural(planted(text)))).toHaveLength(3);
    expect(['They ask', 'the theme of history', '“whoever asks” is a title', '`his`'].flatMap((text) => unnatural(planted(text)))).toEqual(
      [],
    );
  });

  test('people are they: in the comments of src', () => {
    const comments = allComments().filter(({ path }) => path.startsWith('src/'));
    expect(comments.length).toBeGreaterThan(1000);
    expect(comments.flatMap(unnatural)).toEqual([]);
  });

  test('people are they: in every page', () => {
    expect(
      pageLines()
        .filter(({ path }) => !ABOUT_WORDS.includes(path))
        .flatMap(unnatural),
    ).toEqual([]);
  });

  test('a sentence that a merge has doubled is found', () => {
    const line = '- The log has no witnesses. People who compare checkpoints find two versions.';
    expect(repeated(`${line}\n\n${line}\n| a row |\n| a row |\n`)).toEqual([line]);
    expect(repeated(`\`\`\`\n${line}\n${line}\n\`\`\`\n`)).toEqual([]);
  });

  test.each(pagePaths())('%s says nothing twice', (path) => {
    expect(repeated(readPage(path))).toEqual([]);
  });
});
