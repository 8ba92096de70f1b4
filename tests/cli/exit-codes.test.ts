// Exit codes by refusal: every code of the server and of the client has one, and each that is used is explained in help and manual.

import { describe, expect, it } from 'vitest';
import { EXIT, exitCodeOf } from '../../src/cli/exit-codes.ts';
import { EXIT_CODES } from '../../src/cli/help/commands.ts';
import { EXIT_CONFIG } from '../../src/config/exit-code.ts';
import { PROBLEM_CODES, statusOf } from '../../src/server/http/problem.ts';

describe('exit codes', () => {
  it('each that a command ends with is explained', () => {
    expect(new Set<number>(Object.values(EXIT))).toEqual(new Set(EXIT_CODES.map(([code]) => code)));
    expect(new Set(Object.values(EXIT)).size).toBe(EXIT_CODES.length);
    expect(EXIT.config).toBe(EXIT_CONFIG);
  });

  it.each(PROBLEM_CODES)('a refusal ends with a code that is explained, and says later only where later helps: %s', (code) => {
    const exit = exitCodeOf(code);
    expect(EXIT_CODES.map(([known]) => known)).toContain(exit);
    expect([EXIT.done, EXIT.interrupted]).not.toContain(exit);
    if ([429, 503].includes(statusOf(code))) expect(exit).toBe(EXIT.later);
    if (statusOf(code) === 401 && !code.startsWith('proof.') && code !== 'ack.mismatch') expect(exit).toBe(EXIT.noPermission);
  });

  it.each([
    ['share.gone', EXIT.refused],
    ['policy.expiry', EXIT.refused],
    ['person.blocked', EXIT.refused],
    ['person.refused', EXIT.noPerson],
    ['input.too_large', EXIT.input],
    ['auth.scope', EXIT.noPermission],
    ['network', EXIT.away],
    ['deadline', EXIT.away],
    ['aborted', EXIT.interrupted],
    ['a.code.of.tomorrow', EXIT.refused],
    ['toString', EXIT.refused],
  ])('%s ends with %i', (code, exit) => expect(exitCodeOf(code)).toBe(exit));
});
