// docs/asvs.md answers every requirement of ASVS 5.0.0 at levels 1 and 2, and what it names as its evidence is there.
// Titles of tests are checked by evidence.test.ts, links by links.test.ts, as on every page.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../architecture/read-imports.ts';
import { readPage } from './pages.ts';

/** The standard, section by section: the level of each requirement in its order. Those of level 3 are left out of the page. */
const LEVELS: Readonly<Record<string, string>> = {
  '1.1': '22',
  '1.2': '1111122223',
  '1.3': '112222222223',
  '1.4': '222',
  '1.5': '123',
  '2.1': '122',
  '2.2': '112',
  '2.3': '12223',
  '2.4': '23',
  '3.1': '3',
  '3.2': '113',
  '3.3': '12223',
  '3.4': '11222233',
  '3.5': '11122333',
  '3.6': '3',
  '3.7': '22333',
  '4.1': '12233',
  '4.2': '23333',
  '4.3': '22',
  '4.4': '1222',
  '5.1': '2',
  '5.2': '112333',
  '5.3': '113',
  '5.4': '222',
  '6.1': '122',
  '6.2': '111111112222',
  '6.3': '11223333',
  '6.4': '112233',
  '6.5': '22222333',
  '6.6': '2223',
  '6.7': '33',
  '6.8': '2222',
  '7.1': '222',
  '7.2': '1111',
  '7.3': '22',
  '7.4': '11222',
  '7.5': '223',
  '7.6': '22',
  '8.1': '1233',
  '8.2': '1123',
  '8.3': '133',
  '8.4': '23',
  '9.1': '111',
  '9.2': '1222',
  '10.1': '22',
  '10.2': '223',
  '10.3': '22223',
  '10.4': '1111122222233333',
  '10.5': '22222',
  '10.6': '22',
  '10.7': '222',
  '11.1': '2233',
  '11.2': '22233',
  '11.3': '11233',
  '11.4': '1222',
  '11.5': '23',
  '11.6': '23',
  '11.7': '33',
  '12.1': '12233',
  '12.2': '11',
  '12.3': '22223',
  '13.1': '2333',
  '13.2': '222223',
  '13.3': '2233',
  '13.4': '1222233',
  '14.1': '22',
  '14.2': '12223333',
  '14.3': '122',
  '15.1': '12233',
  '15.2': '12233',
  '15.3': '1222222',
  '15.4': '3333',
  '16.1': '2',
  '16.2': '22222',
  '16.3': '2222',
  '16.4': '222',
  '16.5': '2223',
  '17.1': '23',
  '17.2': '22223333',
  '17.3': '22',
};
const VERDICTS = ['met', 'n/a', 'operator', 'not met'];

const all = Object.entries(LEVELS).flatMap(([section, levels]) =>
  [...levels].map((level, n) => ({ id: `v5.0.0-${section}.${n + 1}`, level })),
);
const page = readPage('docs/asvs.md');
const rows = page.split('\n').flatMap((line) => {
  const [, id, level, gist, verdict, why] = /^\| (v\S+) \| (\d) \| (.+?) \| (.+?) \| (.+) \|$/.exec(line) ?? [];
  return id === undefined ? [] : [{ id, level, gist, verdict: verdict ?? '', why: why ?? '' }];
});
const of = (verdict: string) => rows.filter((row) => row.verdict === verdict);

describe('the standard', () => {
  test('is known whole: so many requirements at each level', () => {
    expect(['1', '2', '3'].map((level) => all.filter((one) => one.level === level).length)).toEqual([70, 183, 92]);
  });

  test('each requirement of levels 1 and 2 has its row, in order, with its level, and no other', () => {
    const wanted = all.filter(({ level }) => level !== '3');
    expect(rows.map(({ id, level }) => ({ id, level }))).toEqual(wanted);
    expect(page.match(/^\| v/gm)).toHaveLength(wanted.length);
  });

  test('each row has a verdict that there is, and more to say than that', () => {
    expect(rows.filter(({ verdict, why }) => !VERDICTS.includes(verdict) || why.length < 5)).toEqual([]);
  });

  test('what is met names a test, a source or a document; what is yours says where it stands', () => {
    expect(
      of('met')
        .filter(({ why }) => !/`(?:tests|src|docker)\/|\]\(/.test(why) && !/as \d|there are none/.test(why))
        .map(({ id }) => id),
    ).toEqual([]);
    expect(of('operator').filter(({ why }) => !why.includes('](operations.md#what-stays-yours)'))).toEqual([]);
  });

  test('every file that is named is there', () => {
    const named = [...page.matchAll(/`((?:tests|src|docs|docker)\/[^`]+|package-lock\.json)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(150);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('the summary counts what stands below it', () => {
    const counted = (rest: typeof rows): string =>
      VERDICTS.map((verdict) => rest.filter((row) => row.verdict === verdict).length).join(' | ');
    for (let chapter = 1; chapter <= 17; chapter += 1) {
      const own = rows.filter(({ id }) => id.startsWith(`v5.0.0-${chapter}.`));
      expect(page).toMatch(new RegExp(`^\\| V${chapter} [^|]+ \\| ${counted(own).replaceAll('|', '\\|')} \\|$`, 'm'));
    }
    expect(page).toContain(`| all | ${counted(rows)} |`);
  });
});
