// docs/policy.md says what the code does: its examples are good policies that mean what stands behind them, and every key has its row.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { explained } from '../../src/cli/policy.ts';
import { BOARD_PARTS, BOARD_ROLES, BOARD_SIGHT } from '../../src/core/policy/board-access.ts';
import type { Policy } from '../../src/core/policy/policy.ts';
import { KINDS, STANDINGS } from '../../src/core/share.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { policyJsonSchema } from '../../src/policy/schema.ts';
import { root } from '../architecture/read-imports.ts';

const page = readFileSync(join(root, 'docs/policy.md'), 'utf8');
const blocks = [...page.matchAll(/^```(yaml|console)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({ kind, text }));

function policyIn(text: string): Policy {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.policy;
}

/** What the command of a line prints under this policy. */
function run(policy: Policy, line: string): string {
  const option = (name: string): string | undefined => new RegExp(`--${name} (\\S+)`).exec(line)?.[1];
  const [as, to] = ['as', 'to'].map((name) => STANDINGS.find((one) => one === option(name)));
  if (as === undefined || to === undefined) throw new Error(line);
  return explained(policy, { as, to, kind: KINDS.find((one) => one === option('kind')) ?? null, using: option('using') ?? null });
}

/** The form with which all keys of an object in a JSON Schema are found. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, ...rest } = schema as { properties?: Record<string, unknown> };
  return [...Object.keys(properties), ...Object.values(properties).flatMap(keysOf), ...Object.values(rest).flatMap(keysOf)];
}

describe('docs/policy.md', () => {
  it('has five policies, and of each at least one explanation that is true', () => {
    let policy: Policy | null = null;
    const explanations: string[] = [];
    for (const { kind, text } of blocks) {
      if (kind === 'yaml') policy = policyIn(text);
      else {
        for (const part of text.split(/^\$ /m).filter((one) => one !== '')) {
          const [command = '', ...printed] = part.trimEnd().split('\n');
          if (policy === null) throw new Error('an explanation before any policy');
          expect(printed.join('\n'), command).toBe(run(policy, command));
          explanations.push(policy.version);
        }
      }
    }
    expect(new Set(explanations)).toEqual(new Set(['2026-11-30', 'contractors-3', 'inside-only-1', 'programs-2', 'board-1']));
  });

  it('has every key of the form', () => {
    const keys = new Set(keysOf(policyJsonSchema()));
    expect(keys.size).toBeGreaterThan(25);
    for (const key of keys) expect(page, key).toContain(`\`${key}\``);
  });

  it('has the JSON Schema beside it as the code makes it: `nt2 policy schema > docs/policy.schema.json`', () => {
    expect(JSON.parse(readFileSync(join(root, 'docs/policy.schema.json'), 'utf8'))).toEqual(policyJsonSchema());
  });

  it('has a table of what each role sees of the board, which is that of the code', () => {
    const rows = [...page.matchAll(/^\| (\w+)(?:: [^|]*)? \| (yes|no|labels) \| (yes|no|labels) \|$/gm)].map(([, part, admin, auditor]) => [
      part,
      { admin, auditor },
    ]);
    const wanted = BOARD_PARTS.map((part) => [part, Object.fromEntries(BOARD_ROLES.map((role) => [role, BOARD_SIGHT[role][part]]))]);
    expect(rows).toEqual(wanted);
  });

  it('has a JSON Schema that takes the policies here, and refuses with nt2 what it can say', () => {
    const isValid = new Ajv2020({ strict: false }).compile(policyJsonSchema());
    const policies = blocks.filter(({ kind }) => kind === 'yaml').map(({ text }) => text);
    expect(policies).toHaveLength(6);
    for (const text of policies) expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true);
    const head = 'policy: 1\nversion: "1"\n';
    for (const text of [
      'policy: 1\n',
      'policy: 2\nversion: "1"\n',
      `${head}foo: 1\n`,
      `${head}board: { admins: [ann] }\n`,
      `${head}board: { admins: [] }\n`,
      `${head}board: { labels: yes please }\n`,
      `${head}board: { accounts: [{ subject: a, role: owner, tenants: [slack:T1] }] }\n`,
      `${head}board: { accounts: [{ subject: a, role: admin }] }\n`,
      `${head}rules: [{ name: Guests, deny: true }]\n`,
      `${head}rules: [{ name: a, deny: false }]\n`,
      `${head}rules: [{ name: a, modes: [browser] }]\n`,
      `${head}rules: [{ name: a, modes: [] }]\n`,
      `${head}rules: [{ name: a, longest: 9y }]\n`,
      `${head}rules: [{ name: a, when: { at: [member] }, deny: true }]\n`,
      `${head}rules: [{ name: a, ticket: [OPS] }]\n`,
      `${head}templates: { Key: { title: Key, kind: note, modes: [sealed], expires: 1h } }\n`,
      `${head}templates: { key: { title: Key, kind: note, modes: [sealed] } }\n`,
    ]) {
      expect(isValid(parse(text)), text).toBe(false);
      expect(parsePolicy(text).ok, text).toBe(false);
    }
  });
});
