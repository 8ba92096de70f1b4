// What `nt2 open --format` writes, read back by what people give it to: shells, Node, YAML, HashiCorp's own parser. Docker and the runner of
// GitHub Actions are not on this machine; their rules stand here as in their sources.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { FORMATS, formatVariables, isCommon, secretName, type Format } from '../../src/env-file/formats.ts';
import type { EnvEntry } from '../../src/env-file/names.ts';

// Its types would bring those of browsers into every file.
const { parse: parseHcl } = createRequire(import.meta.url)('@cdktf/hcl2json') as {
  parse(name: string, text: string): Promise<unknown>;
};
const MARK = 'end-4f1c';
const write = (format: Format, entries: readonly EnvEntry[]) => formatVariables(format, entries, { title: 'nt2', mark: MARK });
const textOf = (format: Format, entries: readonly EnvEntry[]): string => {
  const written = write(format, entries);
  if (!written.ok) throw new Error(`${format} has no ${written.name}`);
  return written.text;
};

const VALUES = [
  'plain', '', ' x ', 'a b', "it's", `it's $5 "now"`, '$HOME', '${HOME}', '$${x}', '%{if}', '%%{x', '${', '$(id)', '`id`', '\\n', '\\', 'C:\\dir\\', '\\u0041', "'\\''",
  'a\nb', '\n', 'x\n', '-----BEGIN KEY-----\nAB+/c=\n-----END KEY-----\n', 'a\tb', 'a\r\nb', 'a\rb', '#x', 'a #b', 'a=b', '=', '鍵🔑', 'é', '\u0001', '\u007f', '<<', `A<<${MARK}`, 'yes', 'null', '0123', ': x', '- x',
]; // prettier-ignore
const entries = VALUES.map((value, at): EnvEntry => ({ name: `V${at}`, value }));
const all = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
const without = (out: (value: string) => boolean): readonly EnvEntry[] => entries.filter(({ value }) => !out(value));
const objectOf = (list: readonly EnvEntry[]): object => Object.fromEntries(list.map(({ name, value }) => [name, value]));

/** cli/opts/file.go of Docker: white space before a line goes, a # begins a comment, lines end as bufio.ScanLines ends them. */
function readAsDocker(text: string): object {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, '').replace(/^[ \t]+/, ''));
  return Object.fromEntries(lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/=([^]*)/).slice(0, 2)));
}

/** FileCommandManager.cs of the runner: NAME=value, or NAME<<end and lines until one is the end. */
function readAsRunner(text: string): object {
  const lines = text.split('\n');
  const found: Record<string, string> = {};
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === '') continue;
    const [equals, here] = [line.indexOf('='), line.indexOf('<<')];
    if (equals >= 0 && (here < 0 || equals < here)) found[line.slice(0, equals)] = line.slice(equals + 1);
    else {
      const [name = '', end = ''] = line.split('<<');
      found[name] = lines.splice(0, lines.indexOf(end)).join('\n');
      lines.shift();
    }
  }
  return found;
}

describe('what nt2 open writes', () => {
  it.each(['sh', 'bash', 'zsh'])('for a shell: %s exports every value', (shell) => {
    if (spawnSync(shell, ['-c', 'true']).error)
      return console.log(`left out: ${shell} is not installed (Debian: apt-get install ${shell})`);
    const print = `${process.execPath} -e 'process.stdout.write(JSON.stringify(process.env))'`;
    const done = spawnSync(shell, [], { input: `${textOf('shell', entries)}\n${print}\n`, encoding: 'utf8', env: {} });
    expect(JSON.parse(done.stdout)).toMatchObject(all);
  });

  it('as JSON, each value as it is, whatever its name', () => {
    expect(JSON.parse(textOf('json', entries))).toEqual(all);
    expect(textOf('json', [{ name: '__proto__', value: 'x' }])).toBe('{\n  "__proto__": "x"\n}\n');
  });

  it('for Kubernetes: a Secret with every value', () => {
    const { data, ...rest } = parseYaml(textOf('k8s', entries)) as { data: Record<string, string> };
    expect(rest).toEqual({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'nt2' }, type: 'Opaque' });
    expect(Object.fromEntries(Object.entries(data).map(([name, text]) => [name, Buffer.from(text, 'base64').toString()]))).toEqual(all);
  });

  it('for Terraform: HashiCorp’s parser reads what there is, without a template; what it would compose anew has no line', async () => {
    const parsed = (await parseHcl('x.tfvars', textOf('terraform', entries))) as Record<string, string>;
    // hcl2json writes templates again as they were: an escaped one stays escaped.
    const plain = Object.fromEntries(Object.entries(parsed).map(([name, text]) => [name, text.replace(/([$%])\1(?=\{)/g, '$1')]));
    expect(plain).toEqual(all);
    expect(write('terraform', [{ name: 'A', value: 'e\u0301' }])).toEqual({ ok: false, name: 'A' });
  });

  it('for docker run --env-file: each value that one line can carry, and no file without one', () => {
    const held = without((value) => /\n|\r$/.test(value));
    expect(readAsDocker(textOf('docker', held))).toEqual(objectOf(held));
    for (const value of ['a\nb', 'x\r', 'x'.repeat(65_536)])
      expect(write('docker', [{ name: 'OK', value: '1' }, { name: 'A', value }])).toEqual({ ok: false, name: 'A' }); // prettier-ignore
  });

  it('for $GITHUB_ENV: every value, between marks that no value can forge', () => {
    expect(readAsRunner(textOf('github', entries))).toEqual(all);
    expect(write('github', [{ name: 'A', value: `x\n${MARK}\nPATH=/evil` }])).toEqual({ ok: false, name: 'A' });
  });

  it('for dotenv and Node, and for python-dotenv, what they can read', () => {
    const held = without((value) => !write('dotenv', [{ name: 'A', value }]).ok);
    expect(held.length).toBeGreaterThan(VALUES.length - 4);
    expect({ ...parseEnv(textOf('dotenv', held)) }).toEqual(objectOf(held));
    expect(write('python-dotenv', entries).ok).toBe(true);
    expect([isCommon([{ name: 'A', value: 'x' }]), isCommon([{ name: 'A', value: `it's $5` }])]).toEqual([true, false]);
  });

  it('in each format: nothing of another variable’s making', () => {
    const evil = [{ name: 'A', value: `'"\`;\nB=1\nexport C=1\n\${D}` }];
    for (const format of FORMATS) {
      const written = write(format, evil);
      if (written.ok) expect(written.text, format).not.toMatch(/^B\s*=\s*"/m);
    }
    expect(readAsRunner(textOf('github', evil))).toEqual(objectOf(evil));
  });
});

it('a Secret is named after its share', () => {
  expect(['Stripe webhook key', 'Schlüssel (neu)', '鍵', '-'.repeat(80), 'x'.repeat(80)].map(secretName)).toEqual([
    'stripe-webhook-key',
    'schlussel-neu',
    'nt2',
    'nt2',
    'x'.repeat(63),
  ]);
});
