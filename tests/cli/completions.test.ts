// The completions, in the shells that complete by them.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { rowsForShells } from '../../src/cli/give/people.ts';
import { renderCompletion, SHELLS, type Shell } from '../../src/cli/help/completions.ts';
import { startNt2 } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'nt2-shells-'));
afterAll(() => rmSync(folder, { recursive: true }));

const BASH = `source "$1"; shift
for line in "$@"; do
  COMP_LINE=$line; COMP_POINT=\${#line}; COMP_WORDS=($line); [[ $line == *' ' ]] && COMP_WORDS+=(''); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); COMPREPLY=()
  $(complete -p nt2 | sed 's/.*-F \\([^ ]*\\).*/\\1/'); echo "\${COMPREPLY[*]}"
done`;

const FISH = `source $argv[1]; for line in $argv[2..]; echo (complete -C $line | string replace -r '\\t.*' ''); end`;

/** A zsh at a terminal of its own, in which Tab is pressed after each line; what stands there then is printed. */
const ZSH = `zmodload zsh/zpty
zpty z 'TERM=dumb zsh -f -i'
zpty -w z "PS1=; fpath=($1:h \\$fpath); autoload -Uz compinit; compinit -C -D; show() { print -r -- \\"<<\\$BUFFER>>\\"; BUFFER= }; zle -N show; bindkey '^X' show; print re''ady"
zpty -r z out '*ready*'
shift
for line in "$@"; do
  zpty -w -n z "$line"$'\\t\\x18'
  zpty -r z out '*<<*>>*'
  print -r -- "\${\${out##*<<}%%>>*}"
done
zpty -d z`;

const RUN: Readonly<Record<Shell, readonly string[]>> = {
  bash: ['--norc', '-c', BASH, 'bash'],
  zsh: ['-f', '-c', ZSH, 'zsh'],
  fish: ['--no-config', '-c', FISH],
};

/** For each line the words that fit, or by zsh the line as Tab left it. Null: this shell is not here. */
function complete(shell: Shell, lines: readonly string[]): readonly string[] | null {
  const file = join(folder, '_nt2');
  writeFileSync(file, renderCompletion(shell));
  const env = { HOME: folder, PATH: `${folder}:${process.env['PATH']}` };
  const done = spawnSync(shell, [...RUN[shell], file, ...lines], { encoding: 'utf8', cwd: folder, env, timeout: 60_000 });
  if (done.error && (done.error as NodeJS.ErrnoException).code === 'ENOENT') {
    console.log(`left out: completions by ${shell}: it is not installed (Debian: apt-get install ${shell})`);
    return null;
  }
  expect(done.stderr, shell).toBe('');
  return done.stdout.trimEnd().split(/\r?\n/);
}

/** A line that one word fits, and that word. */
const CASES = [
  ['nt2 tok', 'token'],
  ['nt2 --v', '--version'],
  ['nt2 token r', 'revoke'],
  ['nt2 log n', 'new-generation'],
  ['nt2 token create --au', '--auditor'],
  ['nt2 init --sto', '--store'],
  ['nt2 init --store sen', 'sentinel'],
  ['nt2 init --yes --slack n', 'none'],
  ['nt2 completion f', 'fish'],
  ['nt2 log tail --f', '--follow'],
  ['nt2 evidence export --format j', 'json'],
] as const;

describe('completions', () => {
  it.each(SHELLS)('%s finishes commands, second words, flags and their choices', (shell) => {
    const found = complete(
      shell,
      CASES.map(([line]) => line),
    );
    if (found === null) return;
    expect(found.map((line) => line.trim().split(' ').at(-1))).toEqual(CASES.map(([, word]) => word));
  });

  it.each(['bash', 'fish'] as const)('%s lists all that fits', (shell) => {
    const [second, choices, flags] = complete(shell, ['nt2 token ', 'nt2 init --store ', 'nt2 verify --']) ?? [];
    if (second === undefined) return;
    const sorted = (line = ''): string[] => line.split(' ').toSorted();
    expect(sorted(second)).toEqual(['create', 'list', 'revoke']);
    expect(sorted(choices)).toEqual(['redis', 'sentinel', 'sqlite']);
    expect(sorted(flags)).toEqual(['--help', '--json', '--key', '--quorum', '--signature', '--since', '--witness']);
  });
});

/** In the place of nt2, as it answers a shell. Nothing for anyone else, and for other arguments. */
const KNOWN = `#!/bin/sh
test "$1 $2 $3 $#" = 'people --quick -- 4' || { echo other; exit 64; }
case "$4" in
  ben|slack:@ben) printf 'slack:T1:U2\\tBen Example\\n' ;;
  slack:T1:U) printf 'slack:T1:U2\\tBen Example\\nslack:T1:U3\\tEve (ops)\\n' ;;
  away) echo 'The server did not answer.' >&2; exit 69 ;;
esac
`;

describe('K4: --to is completed by asking the server', () => {
  const nt2 = join(folder, 'nt2');
  afterEach(() => rmSync(nt2, { force: true }));

  it.each([
    // What readline puts in the place of its last word, which begins behind a colon.
    ['bash', ['slack:T1:U2', 'T1:U2', '(type more of one) Ben Example  slack:T1:U2 Eve (ops)  slack:T1:U3', '', '']],
    [
      'zsh',
      [
        'nt2 share --to slack:T1:U2',
        'nt2 share --to slack:T1:U2',
        'nt2 share --to slack:T1:U2',
        'nt2 share --to away',
        'nt2 share --to nobody',
      ],
    ],
    // To fish, what is found by a handle does not fit the word.
    ['fish', ['slack:T1:U2', '', 'slack:T1:U2 slack:T1:U3', '', '']],
  ] as const)('%s: by a part of the name, by a handle, several at once; without a server, and for nobody, nothing', (shell, expected) => {
    writeFileSync(nt2, KNOWN, { mode: 0o755 });
    const found = complete(
      shell,
      ['ben', 'slack:@ben', 'slack:T1:U', 'away', 'nobody'].map((typed) => `nt2 share --to ${typed}`),
    );
    if (found === null) return;
    const whole = [...found, ...Array.from({ length: 5 - found.length }, () => '')];
    expect(whole.map((line) => line.trim())).toEqual(expected);
  });

  it.each(SHELLS)('%s: without nt2 there is nothing, and no word of it', (shell) => {
    const found = complete(shell, ['nt2 request --to be']);
    if (found === null) return;
    expect(found.map((line) => line.trim())).toEqual([shell === 'zsh' ? 'nt2 request --to be' : '']);
  });

  it('a name of chat, or a server that lies, puts nothing into the line that a shell would obey', () => {
    const lies = [
      'slack:$(id)',
      'slack:`id`',
      'slack:a;id',
      'slack:a b',
      'slack:a\tb',
      'slack:a\nid',
      '--shell',
      "slack:'",
      'slack:a\u202e',
    ];
    expect(rowsForShells(lies.map((person) => ({ person, name: 'Ann' })))).toBe('');
    const name = 'Ann-Zoë $(id); `id` & | > < \\ " \' * ? [ ] # ~ ! { } \n \t \u001b[2J (ops)';
    const row = rowsForShells([
      { person: 'slack:T1:U2', name },
      { person: 'discord:1:2', name: 'Бен' },
    ]);
    expect(row.split('\n').map((line) => line.split('\t'))).toEqual([
      ['slack:T1:U2', expect.stringMatching(/^Ann-Zoë [id2J ops]+$/)],
      ['discord:1:2', 'Бен'],
    ]);
  });

  it('nt2 people --quick prints nothing where no server answers, and asks it once', async () => {
    const began = performance.now();
    const env = { HOME: folder, NT2_URL: 'http://127.0.0.1:9', NT2_TOKEN: 'nt2_x' };
    const { code, out } = await startNt2(['people', '--quick', '--', 'be'], { env, folder }).done;
    expect([code, out]).toEqual([69, '']);
    // Without --quick it would go on for the 30 s of a call.
    expect(performance.now() - began).toBeLessThan(25_000);
  });
});
