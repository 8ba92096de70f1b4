// `nt2 policy` on a file, as an operator calls it before a reload: its words and its exit codes. What it explains: tests/docs/policy.test.ts.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/output.ts';
import { policy } from '../../src/cli/policy.ts';
import { policyJsonSchema } from '../../src/policy/schema.ts';
import { said } from './said.ts';

const folder = mkdtempSync(join(tmpdir(), 'nt2-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(text: string): string {
  const path = join(folder, 'policy.yaml');
  writeFileSync(path, text);
  return path;
}
const nt2 = (...args: string[]) => said(() => policy(args));

describe('J1: nt2 policy', () => {
  it('check: a good file ends with 0 and says what it has', async () => {
    const good = fileOf('policy: 1\nversion: one\nrules: [{ name: no-notes, deny: true, when: { kind: [note] } }]\n');
    expect(await nt2('check', good)).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^The policy is good: .*one.*\.\n$/) });
  });

  it('check: every fault of a file at once, each with line and column, and 78', async () => {
    const bad = fileOf('policy: 1\nversoin: one\nrules:\n  - name: X\n    longest: 9y\n');
    const { code, out, err } = await nt2('check', bad);
    expect([code, out]).toEqual([78, '']);
    const places = err.split('\n').flatMap((line) => /\b(\d+:\d+)\b/.exec(line)?.[1] ?? []);
    expect(places).toEqual(expect.arrayContaining(['2:1', '4:11', '5:14']));
    expect(err).toContain('versoin');
  });

  it('check: a file that is not there is said to be, and ends with 78', async () => {
    const { code, err } = await nt2('check', join(folder, 'none.yaml'));
    expect([code, err]).toEqual([78, expect.stringContaining('none.yaml')]);
  });

  it('explain: which rule stands against it, for two people, in one file', async () => {
    const file = fileOf('policy: 1\nversion: one\nrules: [{ name: no-notes, deny: true, when: { kind: [note] } }]\n');
    const { code, out } = await nt2('explain', '--as', 'member', '--to', 'guest', '--kind', 'note', '--file', file);
    expect(code).toBe(0);
    expect(out).toMatch(/^As member, to guest, under one:\n {2}note +no: rule no-notes: /);
  });

  it('explain: what a template lets these two do, and one that there is not', async () => {
    const file = fileOf('policy: 1\nversion: one\ntemplates: { keys: { title: Keys, kind: credential, modes: [sealed], expires: 24h } }\n');
    const explain = (using: string) => nt2('explain', '--as', 'member', '--to', 'guest', '--using', using, '--file', file);
    expect(await explain('keys')).toMatchObject({ code: 0, out: expect.stringMatching(/^As member, to guest, using keys, under one:\n/) });
    expect((await explain('other')).out).toContain('There’s no template of that name');
  });

  it('schema: the one that is published', async () => {
    const { code, out } = await nt2('schema');
    expect([code, JSON.parse(out)]).toEqual([0, policyJsonSchema()]);
  });

  it.each([[], ['chek'], ['schema', 'x'], ['check', 'a', 'b'], ['explain'], ['explain', '--as', 'boss', '--to', 'guest']])(
    'does not understand %j %j %j',
    async (...args) => {
      await expect((async () => policy(args.filter((arg) => arg !== undefined)))()).rejects.toThrow(UsageError);
    },
  );
});
