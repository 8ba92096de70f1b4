// What stands in the protocol pages is what the code reads, writes and answers.

import { beforeAll, describe, expect, test } from 'vitest';
import { parseEvent, formatEvent } from '../../src/crypto/events/event.ts';
import { parseItems } from '../../src/crypto/capsule/items.ts';
import { parseLink } from '../../src/crypto/keys/link.ts';
import { parseNote } from '../../src/crypto/note/note.ts';
import { parseParties } from '../../src/crypto/events/parties.ts';
import { passphraseStrength } from '../../src/crypto/passphrase/wordlist.ts';
import { pageHeaders } from '../../src/server/http/headers.ts';
import { statusOf, type ProblemCode } from '../../src/server/http/problem.ts';
import type { Mode, Status } from '../../src/core/share.ts';
import {
  actions,
  aheadActions,
  outcome,
  requestActions,
  requestAhead,
  requestAheadActions,
  requestIn,
  shareAhead,
  shareIn,
  type ActionName,
} from '../core/fixtures.ts';
import type { ShareCommand } from '../../src/core/lifecycle/command.ts';
import { exampleSource, namedBlocks, type Source } from './fill.ts';
import { pagePaths, readPage } from './pages.ts';

const blocks = pagePaths().flatMap((path) => namedBlocks(readPage(path)).map((block) => ({ path, ...block })));

describe('examples in the pages', () => {
  let source: Source;
  beforeAll(async () => {
    source = await exampleSource();
  });

  test('there are some on every page of the protocol', () => {
    const pages = new Set(blocks.map(({ path }) => path));
    for (const name of ['modes', 'prekeys', 'capsule', 'events', 'life', 'log', 'receipt', 'http'])
      expect(pages).toContain(`docs/protocol/${name}.md`);
  });

  test.each(blocks)('$path: $name is what the code makes (to write it anew: node tests/docs/fill.ts)', ({ name, text }) => {
    expect(source(name)).toBe(text);
  });

  test.each(blocks.filter(({ kind }) => kind === 'event'))('$path: $name reads as an event, and as nothing else', ({ text }) => {
    const event = parseEvent(text);
    expect(event && formatEvent(event)).toBe(text);
  });

  test.each(blocks.filter(({ kind }) => kind === 'note'))('$path: $name reads as a signed note', ({ text }) => {
    expect(parseNote(text)?.signatures).toHaveLength(1);
  });

  test('words, link, items and parties read as what they are', () => {
    const of = (name: string): string => blocks.find((block) => block.name === name)?.text.trimEnd() ?? '';
    expect(passphraseStrength(of('words.words')).ok).toBe(true);
    expect(of('code.words').split(' ')).toHaveLength(6);
    expect(parseLink(of('link.url')).ok).toBe(true);
    expect(parseItems(JSON.parse(of('items')))).not.toBeNull();
    expect(parseParties(of('parties.opening'))).not.toBeNull();
  });
});

describe('tables in the pages', () => {
  /** Cells of the rows below a heading row. */
  function table(markdown: string): string[][] {
    const rows = markdown.match(/^\|.*\|$/gm) ?? [];
    return rows.map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  }

  test.each([
    ['sealed', ['sealed', 'sealed+words']],
    ['words', ['words']],
    ['link', ['link', 'link+words']],
    ['request', ['request']],
  ] as const)('the life of a %s share is told as it is decided', (name, modes) => {
    const part =
      readPage('docs/protocol/life.md')
        .split(`<!-- table ${name} -->`)[1]
        ?.split(/<!--|^## /m)[0] ?? '';
    const [head = [], , ...rows] = table(part);
    expect(rows.length).toBeGreaterThan(3);
    for (const mode of modes as readonly (Mode | 'request')[]) {
      const told = rows.map(([status = '']) => {
        const isRequest = mode === 'request';
        const share = isRequest ? requestIn(status as Status) : shareIn(mode, status as Status);
        const all = isRequest ? requestActions() : actions(mode);
        return head.slice(1).map((action) => outcome(share!, all[action as ActionName]).answer);
      });
      const written = rows.map(([, ...cells]) =>
        cells.map((cell) => (cell === '=' ? 'same' : cell.startsWith('*') ? cell.slice(2, -2) : `share.${cell}`)),
      );
      expect(written).toEqual(told);
    }
  });

  type Ahead = Parameters<typeof requestAhead>[0];
  test.each([
    ['prekey', (status: Ahead) => shareAhead('sealed', status), aheadActions('sealed')],
    ['prekey', (status: Ahead) => shareAhead('sealed+words', status), aheadActions('sealed+words')],
    ['request prekey', requestAhead, requestAheadActions()],
  ] as const)('the life of a share that is sealed to a prekey is told as it is decided (%s)', (name, shareAt, all) => {
    const part =
      readPage('docs/protocol/life.md')
        .split(`<!-- table ${name} -->`)[1]
        ?.split(/<!--|^## /m)[0] ?? '';
    const [head = [], , ...rows] = table(part);
    expect(rows.map(([status]) => status)).toEqual(['offered', 'sealed', 'ready', 'claimed', 'ended']);
    for (const [status, ...cells] of rows) {
      const share = shareAt(status as Ahead);
      const written = cells.map((cell) =>
        cell === '=' ? 'same' : cell.startsWith('*') ? cell.slice(2, -2) : cell.includes('.') ? cell : `share.${cell}`,
      );
      expect(written).toEqual(head.slice(1).map((action) => outcome(share, (all as Record<string, ShareCommand>)[action]!).answer));
    }
  });

  test('every code of the web door stands under its status', () => {
    const part = readPage('docs/protocol/http.md').split('## Codes')[1]?.split('## ')[0] ?? '';
    const written = table(part)
      .slice(2)
      .flatMap(([status, codes = '']) =>
        [...codes.matchAll(/`([a-z]+\.[a-z_]+)`/g)].map(([, code = '']) => [code, Number(status)] as const),
      );
    const codes = [...readPage('src/server/http/problem.ts').matchAll(/^ {2}'([a-z]+\.[a-z_]+)': \[/gm)].map(([, code]) => code);
    expect(new Set(written.map(([code]) => code))).toEqual(new Set(codes));
    expect(written).toHaveLength(codes.length);
    for (const [code, status] of written) expect(statusOf(code as ProblemCode), code).toBe(status);
  });

  test('the policy of the pages is quoted to the letter', () => {
    const squeezed = readPage('docs/protocol/http.md').replaceAll(/\s+/g, ' ');
    expect(squeezed).toContain(pageHeaders['Content-Security-Policy']);
  });
});
