// `--from`: the output of a program is the secret, and nothing of it is in what nt2 says of a failure.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readLimited } from '../../../src/cli/give/read-limited.ts';
import { runFrom } from '../../../src/cli/give/run-from.ts';

const folder = mkdtempSync(join(tmpdir(), 'nt2-from-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What signs in at nt2. */
const OWN = { NT2_TOKEN: 'canary-token', NT2_MACHINE_KEY: 'canary-key', NT2_ID_TOKEN: 'canary-id' };

const run = (command: string, isShell = false): Promise<string> =>
  runFrom(command, { isShell, most: 100, env: { PATH: process.env['PATH'], ...OWN }, showErrors: false }).then(
    (bytes) => Buffer.from(bytes).toString(),
    (error: Error & { readonly exitCode?: number }) => `${error.exitCode ?? 64}: ${error.message}`,
  );

describe('--from', () => {
  it.each([
    ["printf '%s' 'whsec 1'", false, 'whsec 1'],
    ['printf d2g= | base64 -d', true, 'wh'],
    ['env | grep -c canary || true', true, '0\n'],
  ])('%s', async (command, isShell, out) => expect(await run(command, isShell)).toBe(out));

  it.each([
    ['echo canary; echo canary >&2; exit 42', true, /^42: The command of --from ended with exit code 42/],
    ['echo canary; kill -TERM $$', true, /^143: /],
    ['nt2-is-not-here canary', false, /^127: .* is not installed/],
    [`${folder} canary`, false, /^126: .* cannot be run/],
    ['echo canary | cat', false, /^64: .*--shell/],
    ["echo 'canary", false, /^64: .*not closed/],
    ['head -c 5000 /dev/zero', false, /^65: That is more/],
    ['yes canary', false, /^65: That is more/],
  ])('its failure is ours, and says nothing of what it printed: %s', async (command, isShell, says) => {
    const said = await run(command, isShell);
    expect(said).toMatch(says);
    expect(said).not.toContain('canary');
  });

  it('a file of arguments that the program gets as they are', async () => {
    writeFileSync(join(folder, 'args'), '#!/bin/sh\nfor a in "$@"; do printf "[%s]" "$a"; done\n', { mode: 0o755 });
    expect(await run(`${join(folder, 'args')} 'a b' "c" d\\ e`)).toBe('[a b][c][d e]');
  });
});

describe('K8: 100 MB of input', () => {
  it('are refused after the first chunk that is too many, and their writer is told', async () => {
    const seen = { chunks: 0, isClosed: false };
    async function* flood() {
      try {
        for (; seen.chunks < 1_600; seen.chunks += 1) yield Buffer.alloc(65_536);
      } finally {
        seen.isClosed = true;
      }
    }
    expect(await readLimited(flood(), 262_144)).toEqual({ kind: 'too_large' });
    expect(seen).toEqual({ chunks: 4, isClosed: true });
  });

  it('what fits exactly is taken', async () => {
    async function* parts() {
      yield Buffer.from('ab');
      yield Buffer.from('cd');
    }
    expect(await readLimited(parts(), 4)).toEqual({ kind: 'bytes', bytes: Buffer.from('abcd') });
    expect(await readLimited(parts(), 3)).toEqual({ kind: 'too_large' });
  });
});
