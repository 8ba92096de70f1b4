// `nt2 token`: what a token may do and for whom it stands, in this process.

import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/output.ts';
import { signOut } from '../../src/cli/sessions.ts';
import { createToken, listTokens, revokeToken } from '../../src/cli/tokens.ts';
import type { Config } from '../../src/config/settings.ts';
import { newInstallation } from './installation.ts';
import { said } from './said.ts';

describe('nt2 token', () => {
  let folder: string;
  let config: Config;
  beforeAll(() => {
    ({ folder, config } = newInstallation());
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ANN = ['--as', 'slack:T1:U1'];

  it.each([
    [],
    ['ann', 'more'],
    ['ann', '--scope', 'write'],
    ['ann', '--scope', ''],
    ['ann', '--scope', 'read', '--auditor'],
    ['ann', '--as', 'local:local:root'],
    ['ann', '--as', 'U1'],
    ['ann', '--days', '0'],
    ['ann', '--days', 'x'],
    ['ann', '--secret', 'x'],
    // What reaches beyond one person is the operator's.
    ['ann', ...ANN, '--scope', 'audit'],
    ['ann', ...ANN, '--scope', 'read,admin'],
    ['ann', ...ANN, '--auditor'],
  ])('does not understand %j %j %j %j %j', (...args: string[]) => {
    const typed = args.filter((arg) => arg !== undefined);
    expect(() => createToken(config, typed)).toThrow(UsageError);
  });

  it('makes one for a person of chat, for some scopes and some days, and ends it by its id, its name, or with all of that person', async () => {
    const made = await said(() => createToken(config, ['ann', ...ANN, '--scope', 'read', '--days', '30']));
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^nt2_[a-z2-7]{38}\n$/)]);
    const { out } = await said(() => listTokens(config, []));
    expect(out).toMatch(/^ann +read  slack:T1:U1  made \S+  never used  until \S+  [a-z2-7]{16}\n$/);
    const id = /\S+$/.exec(out.trim())?.[0] ?? '';
    expect((await said(() => revokeToken(config, [id]))).code).toBe(0);
    expect((await said(() => revokeToken(config, [id]))).code).toBe(1);
    await said(() => createToken(config, ['ann', ...ANN]));
    await said(() => createToken(config, ['ci']));
    await said(() => signOut(config, ['slack:T1:U1']));
    expect((await said(() => listTokens(config, []))).out).toMatch(/^ci +create,read  local:local:ci [^\n]+\n$/);
  });
});
