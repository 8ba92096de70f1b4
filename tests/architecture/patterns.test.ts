// Every pattern in src on hostile text: nobody may stop the server, or someone's page, with what they type (P3).

import { describe, expect, it } from 'vitest';
import { SECRET_SHAPES } from '../../src/core/secret-shapes.ts';
import { complaintOf, LONGER, type Pattern } from './growth.ts';
import { readNodes, readSources, type SourceFile } from './read-imports.ts';

const ladder = process.env['NT2_CAMPAIGN'] === '1' ? LONGER : undefined;

/** Files that put a pattern together at run time, and what they make. */
const MADE: Readonly<Record<string, readonly Omit<Pattern, 'at'>[]>> = {
  'src/scan/find.ts': [{ source: SECRET_SHAPES.map(({ form }) => `(?:${form.source})`).join('|'), flags: 'g' }],
  'src/crypto/tlog/sshsig.ts': [{ source: '.{1,70}', flags: 'g' }],
  'src/server/pages/serve.ts': [{ source: String.raw`\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))`, flags: '' }],
  'src/server/server.ts': [
    { source: String.raw`^/api/shares/[^/]+/receipt\.sig$`, flags: '' },
    { source: '^/log/[^/]+/tile/.*$', flags: '' },
  ],
  'src/store/redis/connection/fault.ts': [{ source: String.raw`^run_id:(.*?)\r?$`, flags: 'm' }],
};

/** The patterns that are written out in a file, and how many it puts together. */
function patternsOf(file: SourceFile): { readonly written: readonly Pattern[]; readonly made: number } {
  const written: Pattern[] = [];
  let made = 0;
  for (const node of readNodes(file)) {
    const regex = node['regex'] as { pattern: string; flags: string } | undefined;
    const callee = node['callee'] as { name?: string } | undefined;
    if (node.type === 'Literal' && regex) {
      const line = file.text.slice(0, Number(node['start'])).split('\n').length;
      written.push({ at: `${file.path}:${line}`, source: regex.pattern, flags: regex.flags });
    }
    if ((node.type === 'NewExpression' || node.type === 'CallExpression') && callee?.name === 'RegExp') made += 1;
  }
  return { written, made };
}

const files = readSources('src').map((file) => ({ path: file.path, ...patternsOf(file) }));

describe('every pattern in src', () => {
  it(
    'P3: takes time that grows with the text and no faster, on repeats of every kind of character and of its own parts',
    {
      timeout: 600_000,
    },
    () => {
      const made = Object.entries(MADE).flatMap(([at, all]) => all.map((one) => ({ at, ...one })));
      const all = new Map([...files.flatMap(({ written }) => written), ...made].map((one) => [`/${one.source}/${one.flags}`, one]));
      expect(all.size).toBeGreaterThan(250);
      expect([...all.values()].flatMap((pattern) => complaintOf(pattern, ladder) ?? [])).toEqual([]);
    },
  );

  it('P3: is written out, so that the test above sees it, or stands in its table', () => {
    const makers = files.filter(({ made }) => made > 0);
    expect(Object.fromEntries(makers.map(({ path, made }) => [path, made]))).toEqual(
      Object.fromEntries(Object.keys(MADE).map((path) => [path, 1])),
    );
  });

  it.each([
    // The command grammar of 2026-11-28: a third power.
    ['su', String.raw`^(["'“”]+)(.*?)["'“”]+$`],
    ['g', String.raw`\s*\n\s*`],
    ['', String.raw`sentinel .* because NOAUTH`],
    ['u', String.raw`^key: "(?:[a-f]*[e-z]*)*"$`],
    ['', String.raw`(?:a+)+b`],
    ['', String.raw`(?:x|xy|y)+z`],
    ['i', String.raw`<!--[^]*?-->`],
  ])('P3: would be found if it were a square or worse: /%s %s/', { timeout: 120_000 }, (flags, source) => {
    expect(complaintOf({ at: 'planted', source, flags })).toMatch(/characters/);
  });

  it.each([
    ['u', String.raw`^\s*([a-z]+)=(.*)$`],
    ['g', String.raw`\s+`],
    ['', '^(?:ab?)+$'],
    ['', String.raw`"[^"\n]{0,300}"`],
  ])('P3: is not complained of where it only looks like it: /%s %s/', { timeout: 120_000 }, (flags, source) => {
    expect(complaintOf({ at: 'planted', source, flags })).toBeNull();
  });
});
