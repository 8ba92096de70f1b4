// The table of commands, and what is made from it: it names what there is, and each of its examples could be typed.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS, FAMILIES, COMMAND_GROUPS, valueOf } from '../../src/cli/help/commands.ts';
import { ACCOUNT } from '../../src/cli/help/account.ts';
import { MACHINES } from '../../src/cli/help/machines.ts';
import { OPEN } from '../../src/cli/help/opening.ts';
import { FOLLOW, GIVE } from '../../src/cli/help/sharing.ts';
import { root } from '../../scripts/node.mjs';
import { helpFor } from '../../src/cli/help/help.ts';
import { manualPage } from '../../src/cli/help/man.ts';
import { COMMAND_NAMES } from '../../src/cli/main.ts';
import { VERSION } from '../../src/cli/version.ts';
import { readSources } from '../architecture/read-imports.ts';

const ofPolicy = ['policy check', 'policy explain', 'policy schema'];
const ofMachines = ['machine add', 'machine bind', 'machine free', 'machine list', 'machine open', 'machine revoke'];
const ofRotations = ['calendar', 'done', 'list', 'owner', 'set', 'snooze'].map((act) => `rotation ${act}`);
const ofWitnesses = ['witness compare', 'witness init', 'witness serve'];
const answeredByMain = ['help', 'version'];

describe('the table of commands', () => {
  it('has the commands that nt2 runs, each once', () => {
    const runs = [
      ...COMMAND_NAMES.filter((name) => !['policy', 'machine', 'witness', 'rotation', 'offboard', 'pages', 'glass'].includes(name)),
      ...ofPolicy,
      ...ofMachines,
      ...ofRotations,
      ...['agree', 'ask', 'end', 'key', 'list', 'members', 'open', 'refuse', 'seal', 'show'].map((act) => `glass ${act}`),
      ...['list', 'report', 'show', 'start', 'tick'].map((act) => `offboard ${act}`),
      ...ofWitnesses,
      ...['key', 'list', 'sign', 'verify'].map((act) => `pages ${act}`),
      ...answeredByMain,
    ];
    expect(COMMANDS.map(({ name }) => name).toSorted()).toEqual(runs.toSorted());
    for (const [first] of FAMILIES) expect(COMMANDS.map(({ name }) => name)).not.toContain(first);
  });

  it('has the flags that the code of the commands reads, and no other', () => {
    const code = readSources('src/cli')
      // check.sh of an evidence pack has flags of its own.
      .filter(({ path }) => !path.startsWith('src/cli/help/') && !/src\/cli\/evidence\/(?:check-\w+-script|pack-readme)/.test(path))
      .map(({ text }) => text)
      .join('\n');
    const named = new Set([...code.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag));
    const told = new Set(COMMANDS.flatMap(({ flags = [] }) => flags.map(({ flag }) => flag)));
    const theirs = ['--help', '--version', '--rm', '--profile', '--env-file', '--global'];
    expect([...named].filter((flag) => !told.has(flag) && !theirs.includes(flag))).toEqual([]);
    const isRead = (flag: string): boolean => named.has(flag) || new RegExp(`\\b${flag.slice(2)}: (?:\\{ type:|text\\b)`).test(code);
    expect([...told].filter((flag) => !isRead(flag))).toEqual([]);
  });

  it('has each flag in a page, and in a test that types it', () => {
    const read = (folder: string, end: string): string =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith(end))
        .map((path) => readFileSync(join(root, folder, path), 'utf8'))
        .join('\n');
    const [pages, tests] = [read('docs', '.md') + readFileSync(join(root, 'README.md'), 'utf8'), read('tests', '.ts')];
    const own = ['terminal.md', 'machines.md'].map((page) => readFileSync(join(root, 'docs', page), 'utf8')).join('\n');
    const ofPeople = [GIVE, OPEN, FOLLOW, ACCOUNT, MACHINES].flatMap(({ commands }) => commands);
    const missing = COMMANDS.flatMap((command) =>
      (command.flags ?? []).flatMap(({ flag, short = flag, choices = [] }) => {
        const stands = (text: string, word = flag): boolean => new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(text);
        return [
          ...(stands(ofPeople.includes(command) ? own : pages) ? [] : [`${command.name} ${flag}: no page`]),
          ...(stands(tests) || stands(tests, `'${short}'`) ? [] : [`${command.name} ${flag}: no test`]),
          ...choices.filter((choice) => !stands(tests, choice)).map((choice) => `${command.name} ${flag} ${choice}: no test`),
        ];
      }),
    );
    expect(missing).toEqual([]);
  });

  it.each(COMMANDS)('gives an example of nt2 $name with flags that it has', ({ name, flags = [], example }) => {
    expect(example).toContain(`nt2 ${name === 'version' ? '--version' : name}`);
    const [, typed = ''] = example.split(/nt2 (?=[a-z-])/);
    const used = [...typed.matchAll(/(?<=\s)(-[a-z]\b|--[a-z]+)(?: (\S+))?/g)].filter(([, flag]) => flag !== '--version' && name !== 'man');
    for (const [, flag, value = ''] of used) {
      const known = flags.find((one) => one.flag === flag || one.short === flag);
      expect(known, `${name} ${flag}`).toBeDefined();
      if (known?.choices) expect(known.choices).toContain(value);
    }
  });

  it('is all in the help, in lines that a terminal holds', () => {
    const all = helpFor('', '');
    for (const { name, flags = [], example } of COMMANDS) {
      expect(all).toContain(`  nt2 ${name}`);
      const own = helpFor(...(name.split(' ') as [string, string]));
      expect(own).toContain(example);
      for (const flag of flags) expect(own).toContain(`${flag.flag} ${valueOf(flag)}`.trim());
    }
    expect(all.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });
});

describe('help', () => {
  it.each([
    ['token', '', ['token create', 'token list', 'token revoke']],
    ['token', 'create', ['token create']],
    ['token', 'cretae', ['token create', 'token list', 'token revoke']],
    ['export', '', ['evidence export']],
    ['log', 'begin-anew', ['log new-generation']],
    ['verify', 'receipt.txt', ['verify']],
    ['sk_live_canary_51', 'canary', []],
  ])('shows one command or a family, with an example of each: %s %s', (first, second, names) => {
    const shown = helpFor(first, second);
    const heads = COMMANDS.map(({ name }) => name).filter((name) => new RegExp(`^nt2 ${name}(?: [<[]|$)`, 'm').test(shown));
    expect([heads, shown.match(/For example:/g)?.length ?? 0]).toEqual([names, names.length]);
    expect(shown).not.toContain('canary');
  });
});

describe('the manual page', () => {
  const page = manualPage(VERSION);

  it('has every group and command, in plain ASCII', () => {
    for (const { title } of COMMAND_GROUPS) expect(page).toContain(`.SH "${title.toUpperCase()}"`);
    for (const { name } of COMMANDS) expect(page).toContain(`.SS "nt2 ${name.replaceAll('-', '\\-')}`);
    expect(page).toMatch(/^[\n -~]*$/);
  });

  it('is set by groff without a warning, and shows what the table says', () => {
    const set = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-P-cbou'], { input: page, encoding: 'utf8' });
    if (set.error) return console.log('left out: the manual page by groff: groff is not installed (Debian: apt-get install groff)');
    expect([set.status, set.stderr]).toEqual([0, '']);
    expect(set.stdout).toContain('--store sqlite|redis|sentinel');
    expect(set.stdout).toContain('nt2 init --url https://nt2.example.com --store sqlite');
    expect(set.stdout).toContain('--to <age1…>');
    expect(set.stdout).toMatch(/78 +Settings or a store that nt2 cannot use\./);
  });
});
