// What `nt2 open --format` and the page's choice of formats write, read back by what people give it to: shells, dotenv, Node, Python, the
// docker command, YAML, HashiCorp's own parser. Compose and the runner of GitHub Actions are read by the rules in their sources (rules.ts).

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { FILE_NAMES, FORMATS, formatsFor, formatVariables, isCommon, secretName, type Format } from '../../src/env-file/formats.ts';
import type { EnvEntry } from '../../src/env-file/names.ts';
import { pythonMissing } from '../support/python.ts';
import { dockerMissing, readWithDocker, readWithDotenv, readWithNode, readWithNodeItself, readWithPython } from './readers.ts';
import { readAsCompose, readAsDocker, readAsRunner } from './rules.ts';

// Its types would bring those of browsers into every file.
const { parse: parseHcl } = createRequire(import.meta.url)('@cdktf/hcl2json') as {
  parse(name: string, text: string): Promise<unknown>;
};
const MARK = 'end-4f1c';
const ZERO = { name: 'A', value: 'a\0b' };
const write = (format: Format, entries: readonly EnvEntry[]) => formatVariables(format, entries, { title: 'nt2', mark: MARK });
const textOf = (format: Format, entries: readonly EnvEntry[]): string => {
  const written = write(format, entries);
  if (!written.ok) throw new Error(`${format} has no ${written.name}`);
  return written.text;
};

const VALUES = [
  'plain', '', ' x ', 'a b', "it's", `it's $5 "now"`, '$HOME', '${HOME}', '$${x}', '%{if}', '%%{x', '${', '$(id)', '`id`', '\\n', '\\', 'C:\\dir\\', '\\u0041', "'\\''",
  'a\nb', '\n', 'x\n', '-----BEGIN KEY-----\nAB+/c=\n-----END KEY-----\n', 'a\tb', 'a\r\nb', 'a\rb', '#x', 'a #b', 'a=b', '=', '鍵🔑', 'é', '\u0001', '\u007f', '<<', `A<<${MARK}`, 'yes', 'null', '0123', ': x', '- x',
  "it's $5 \\", 'x\r', '"\\', '\\"', '$$', '\u0085', '\u2028', '\ufeffx', '\u00a0x\u00a0', ' #', '&a *b !c |d >e @f %g', '\\0134', '\\x41', 'x'.repeat(65_000), `it's ${'"$`'.repeat(900)}`,
]; // prettier-ignore
const entries = VALUES.map((value, at): EnvEntry => ({ name: `V${at}`, value }));
const all = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
const without = (out: (value: string) => boolean): readonly EnvEntry[] => entries.filter(({ value }) => !out(value));
const objectOf = (list: readonly EnvEntry[]): object => Object.fromEntries(list.map(({ name, value }) => [name, value]));

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

  const noDocker = dockerMissing === null ? '' : ` (${dockerMissing}: by its rules)`;
  it(`for docker run --env-file: each value that one line can carry, and no file without one${noDocker}`, async () => {
    const held = without((value) => /\n|\r$/.test(value));
    const text = textOf('docker', held);
    expect(readAsDocker(text)).toEqual(objectOf(held));
    if (dockerMissing === null) expect(await readWithDocker(text)).toEqual(objectOf(held));
    else console.log(`left out: reading back with docker: ${dockerMissing}`);
    for (const value of ['a\nb', 'x\r', 'x'.repeat(65_536)])
      expect(write('docker', [{ name: 'OK', value: '1' }, { name: 'A', value }])).toEqual({ ok: false, name: 'A' }); // prettier-ignore
  });

  it('for Compose: every value, by the rules of its older and its newer releases', () => {
    expect(readAsCompose(textOf('compose', entries), false)).toEqual(all);
    expect(readAsCompose(textOf('compose', entries), true)).toEqual(all);
    // What is called common is read by Compose too.
    const common = entries.filter((entry) => isCommon([entry]));
    expect(common.length).toBeGreaterThan(20);
    expect(readAsCompose(textOf('dotenv', common), true)).toEqual(objectOf(common));
  });

  it('as YAML: every value, by the rules of 1.2 and of 1.1, also under a name that 1.1 takes for yes or no', () => {
    for (const version of ['1.2', '1.1'] as const) {
      expect(parseYaml(textOf('yaml', entries), { version })).toEqual(all);
      expect(parseYaml(textOf('yaml', [{ name: 'NO', value: '1' }, { name: 'null', value: '~' }]), { version })).toEqual({ NO: '1', null: '~' }); // prettier-ignore
    }
  });

  it('for $GITHUB_ENV: every value, between marks that no value can forge; on Windows too', () => {
    const held = without((value) => value.endsWith('\r'));
    for (const isWindows of [false, true]) expect(readAsRunner(textOf('github', held), isWindows)).toEqual(objectOf(held));
    expect(write('github', [{ name: 'A', value: 'x\r' }])).toEqual({ ok: false, name: 'A' });
    expect(write('github', [{ name: 'A', value: `x\n${MARK}\nPATH=/evil` }])).toEqual({ ok: false, name: 'A' });
  });

  it('for dotenv, for Node and for python-dotenv, what they can read', () => {
    const dotenv = without((value) => !write('dotenv', [{ name: 'A', value }]).ok);
    const node = without((value) => !write('node', [{ name: 'A', value }]).ok);
    // A carriage return: dotenv alone has an escape for it.
    expect(dotenv.map(({ value }) => value)).toEqual(expect.arrayContaining(['a\r\nb', 'a\rb', 'x\r']));
    expect(node.map(({ value }) => value)).not.toContain('a\rb');
    expect([VALUES.length - dotenv.length, dotenv.length - node.length]).toEqual([1, 3]);
    expect(readWithDotenv([textOf('dotenv', dotenv)])).toEqual([objectOf(dotenv)]);
    expect(readWithNode([textOf('node', node)])).toEqual([objectOf(node)]);
    const short = node.filter(({ value }) => value.length < 60_000);
    const named = short.map(({ name }) => name);
    expect(readWithNodeItself(textOf('node', short), named)).toEqual(objectOf(short));
    expect(write('python-dotenv', entries).ok).toBe(true);
    if (pythonMissing === null) expect(readWithPython([textOf('python-dotenv', entries)])).toEqual([all]);
    expect([isCommon([{ name: 'A', value: 'x' }]), isCommon([{ name: 'A', value: `it's $5` }])]).toEqual([true, false]);
  });

  it('with a zero byte: nothing that is for an environment, and JSON, YAML, Secret and Terraform as it is', async () => {
    expect(formatsFor([ZERO], { title: 'nt2', mark: MARK })).toEqual(['json', 'yaml', 'k8s', 'terraform']);
    expect(JSON.parse(textOf('json', [ZERO]))).toEqual({ A: 'a\0b' });
    expect(parseYaml(textOf('yaml', [ZERO]))).toEqual({ A: 'a\0b' });
    expect(await parseHcl('x.tfvars', textOf('terraform', [ZERO]))).toEqual({ A: 'a\0b' });
  });

  it('a file of each format has a name without a dot before it', () => {
    for (const format of FORMATS) expect(FILE_NAMES[format]).toMatch(/^[a-z]+\.[a-z]+$/);
  });

  it('in each format: nothing of another variable’s making', () => {
    const evil = [{ name: 'A', value: `'"\`;\nB=1\nexport C=1\n\${D}` }];
    for (const format of FORMATS) {
      const written = write(format, evil);
      if (written.ok) expect(written.text, format).not.toMatch(/^B\s*=\s*"/m);
    }
    expect(readAsRunner(textOf('github', evil), true)).toEqual(objectOf(evil));
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
