// The stories of docs/stories, run as they stand there: each is a page for people and a test in one. Indented lines are what a shell shows:
// `$ command`, what it prints (… stands for any text, alone for any lines), and `(exit 1)` where it fails.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { COMPILED } from '../cli/run.ts';
import { freePort } from '../support/redis.ts';

const root = join(import.meta.dirname, '../..');
const stories = join(root, 'docs/stories');
const folder = mkdtempSync(join(tmpdir(), 'nt2-stories-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Step {
  readonly command: string;
  readonly lines: readonly string[];
  readonly code: number;
}

function parseStory(text: string): Step[] {
  const shown = text
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .map((line) => line.slice(4));
  const starts = shown.flatMap((line, at) => (line.startsWith('$ ') ? [at] : []));
  return starts.map((at, n) => {
    const lines = shown.slice(at + 1, starts[n + 1]);
    const code = /^\(exit (\d+)\)$/.exec(lines.at(-1) ?? '')?.[1];
    return { command: shown[at]?.slice(2) ?? '', lines: code === undefined ? lines : lines.slice(0, -1), code: Number(code ?? 0) };
  });
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Whether a text is what the lines of a story say. */
function isShown(lines: readonly string[], printed: string): boolean {
  const pattern = lines.map((line) =>
    line === '…'
      ? '(?:.*\n)*?'
      : `${line
          .split('…')
          .map((part) => escaped(part))
          .join('.*')}\n`,
  );
  return new RegExp(`^${pattern.join('')}$`).test(printed.replaceAll(/^\n/gm, ''));
}

/** Writes a command of that name into the folder of commands. */
function command(name: string, file: string, first = ''): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' --disable-warning=ExperimentalWarning '${join(root, file)}' ${first} "$@"\n`);
  chmodSync(path, 0o755);
}
mkdirSync(join(folder, 'bin'));
command('nt2', 'src/cli/main.ts');
for (const who of ['program', 'browser']) command(who, 'tests/docs/story-people.ts', who);

const names = readdirSync(stories);
it('there are stories, and a line that was not printed is missed', () => {
  expect(names).toContain('first-hand-off.txt');
  expect(isShown(['a … c', '…', 'z'], 'a b c\nx\n\ny\nz\n')).toBe(true);
  for (const printed of ['a b c\n', 'a b c\nz\nmore\n', 'b c\nz\n']) expect(isShown(['a … c', '…', 'z'], printed), printed).toBe(false);
});

it.each(names)('the story %s goes as it is told', async (name) => {
  const steps = parseStory(readFileSync(join(stories, name), 'utf8'));
  expect(steps.length).toBeGreaterThan(3);
  const home = mkdtempSync(join(folder, 'home-'));
  const script = steps.map(({ command: line }) => `${line}\nprintf '\\036%s\\036' "$?"\n`).join('');
  const ran = spawnSync('sh', ['-c', `exec 2>&1; trap 'kill $! 2>/dev/null' EXIT\n${script}`], {
    cwd: home,
    env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, PORT: String(await freePort()), NODE_COMPILE_CACHE: COMPILED },
    encoding: 'utf8',
    timeout: 100_000,
  });
  const parts = ran.stdout.split('\u001E');
  for (const [n, { command: line, lines, code }] of steps.entries()) {
    const [printed = '', ended] = parts.slice(2 * n, 2 * n + 2);
    expect([line, printed, ended], printed).toEqual([line, isShown(lines, printed) ? printed : lines.join('\n'), String(code)]);
  }
});
