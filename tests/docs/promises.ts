// Words that promise, and why they may stand: "not yet", "later" and "next" age in silence, so each names what it is about.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Text } from './texts.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const NEGATION = String.raw`\b(?:no|not|nobody|nothing|never|none|cannot|has|have)\b`;
const VERSIONS = String.raw`\b(?:later|coming|future) (?:version|release|issue|stage|phase|milestone|build)s?\b`;
const ALWAYS = String.raw`${VERSIONS}|\b(?:built|decided|written|removed) (?:later|next)\b|\b(?:TODO|FIXME|XXX|HACK)\b`;
/** In a document, any "not … yet". */
const IN_PAGES = new RegExp(
  String.raw`${NEGATION}[^.;:|]{0,60}?\byet\b|\b(?:comes?|follows?|added|changed) (?:later|next)\b|\bnext (?:version|release|issue|phase|milestone)\b|${ALWAYS}`,
  'gi',
);
/** In a comment "not … yet" mostly tells of a run: a share that nobody has opened yet. Of the project it speaks with these verbs. */
const OF_THE_PROJECT = '(?:built|supported|implemented|possible|handled|tested|reviewed|promised|measured|done|needed)';
const IN_COMMENTS = new RegExp(
  String.raw`${NEGATION}[^.;:|]{0,30}?\b${OF_THE_PROJECT}\b[^.;:|]{0,15}?\byet\b|\bnot there yet\b|${ALWAYS}`,
  'gi',
);

export interface Reason {
  /** Part of the text that stands in the page. */
  readonly words: string;
  readonly why: string;
  /** What would make the words untrue: a path that must not exist. */
  readonly until?: string;
}

const STATE = 'the state of a share, a link, an event or an answer, not of the project';
const REVIEW = 'true until somebody outside has reviewed it: the owner would know';

/** By page or file. The test fails for words without a row, for a row without its words, and for a row whose `until` has come. */
const REASONS: Readonly<Record<string, readonly Reason[]>> = {
  'README.md': [
    { words: 'not there yet', why: 'the heading of what is missing, whose lines follow' },
    { words: 'nothing has been run against them yet', why: 'no test has an account of a platform' },
  ],
  'CHANGELOG.md': [
    { words: 'not used yet', why: STATE },
    { words: 'No independent review yet', why: REVIEW },
  ],
  'SECURITY.md': [
    { words: 'No promise of times is made yet', why: 'times need people who keep them' },
    { words: 'no independent review yet', why: REVIEW },
  ],
  'docs/operations.md': [
    { words: 'not sealed yet', why: STATE },
    { words: 'no checkpoint covers yet', why: STATE },
    { words: 'come later', why: STATE },
    { words: 'not used yet', why: STATE },
  ],
  'docs/protocol/http.md': [
    { words: 'no checkpoint covers yet', why: STATE },
    { words: 'has no checkpoint yet', why: STATE },
  ],
  'docs/storage.md': [{ words: 'not yet', why: STATE }],
  'docs/decisions/field-names.md': [{ words: 'not yet', why: 'what a type holds' }],
  'docs/asvs.md': [{ words: 'no promise of times is made yet', why: 'as SECURITY.md says' }],
};

/** Every promise in the texts, as `path:line words`. */
export function promisesIn(texts: readonly Text[], pattern: RegExp): (Text & { readonly words: string })[] {
  return texts.flatMap((text) => {
    const flat = text.text.replace(/\s*\n[\s*#/]*/g, ' ');
    return [...flat.matchAll(pattern)].map(([words]) => ({ ...text, words }));
  });
}

export const pagePromises = (texts: readonly Text[]): ReturnType<typeof promisesIn> => promisesIn(texts, IN_PAGES);
export const commentPromises = (texts: readonly Text[]): ReturnType<typeof promisesIn> => promisesIn(texts, IN_COMMENTS);

const isAt = (reason: Reason, words: string): boolean => words.toLowerCase().includes(reason.words.toLowerCase());

/** Promises that no reason covers. */
export function unreasoned(found: ReturnType<typeof promisesIn>): string[] {
  return found
    .filter(({ path, words }) => !REASONS[path]?.some((reason) => isAt(reason, words)))
    .map(({ path, line, words }) => `${path}:${line} ${words}`);
}

/** Reasons for words that are gone, and reasons that have run out. */
export function outdated(found: ReturnType<typeof promisesIn>): string[] {
  return Object.entries(REASONS).flatMap(([path, reasons]) =>
    reasons
      .filter(
        (reason) =>
          !found.some((one) => one.path === path && isAt(reason, one.words)) ||
          (reason.until !== undefined && existsSync(join(root, reason.until))),
      )
      .map(({ words }) => `${path}: ${words}`),
  );
}
