// `nt2 open` at a terminal of its own, against a server on a port: what is pasted is not shown, the person is asked, and a command has the
// terminal afterwards.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningServer } from '../../../src/app/server.ts';
import { createClient, type Client } from '../../../src/client/client.ts';
import { PYTHON } from '../../support/python.ts';
import { serveIn } from '../../support/served.ts';
import { COMPILED } from '../run.ts';

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts');
const CANARY = 'whsec_terminal_canary_5x';
let folder: string;
let app: RunningServer;
let sender: Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-open-'));
  const served = await serveIn(folder, 'terminal');
  app = served.app;
  sender = createClient({ url: app.url, token: served.token });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Types each answer after its question, as (question, answer) pairs; prints the exit code, then what the terminal showed. */
const AT_TERMINAL = `
import os, pty, sys, json
script = json.loads(sys.stdin.read())
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
shown, seen = b"", 0
while True:
    try:
        part = os.read(fd, 4096)
    except OSError:
        break
    if not part:
        break
    shown += part
    if script and script[0][0].encode() in shown[seen:]:
        seen = len(shown)
        os.write(fd, script.pop(0)[1].encode())
_, status = os.waitpid(pid, 0)
print(os.waitstatus_to_exitcode(status))
sys.stdout.write(shown.decode())
`;

async function atTerminal(
  args: readonly string[],
  script: readonly (readonly [string, string])[],
): Promise<{ code: number; shown: string }> {
  const env = { PATH: process.env['PATH'], HOME: folder, TERM: 'xterm', NODE_COMPILE_CACHE: COMPILED };
  const nt2 = [process.execPath, '--disable-warning=ExperimentalWarning', MAIN, 'open', ...args];
  const child = spawn(PYTHON, ['-c', AT_TERMINAL, ...nt2], { env, cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stdin.end(JSON.stringify(script));
  await new Promise((resolve) => child.on('close', resolve));
  const end = out.indexOf('\n');
  return { code: Number(out.slice(0, end)), shown: out.slice(end + 1) };
}

const link = async (): Promise<string> => (await sender.share(CANARY, { label: 'Stripe key' })).url;
const CLEARED = '\u001b[2J\u001b[3J\u001b[H';

it('asks for the link without showing it, asks before it opens, and clears the terminal after Enter', async () => {
  const url = await link();
  const { code, shown } = await atTerminal(['--clear'], [
    ['The link', `${url}\r`],
    ['Open it now? [y/N]', 'y\r'],
    ['Enter clears', '\r'],
  ]); // prettier-ignore
  expect(code).toBe(0);
  expect(shown).not.toContain(url.split('#')[1]);
  expect(shown).toMatch(/Stripe key\r\n {2}From terminal: a credential, at 127\.0\.0\.1:\d+\./);
  expect(shown.indexOf(CANARY)).toBeGreaterThan(shown.indexOf('Open it now?'));
  expect(shown.trimEnd().endsWith(CLEARED)).toBe(true);
});

it('opens nothing for another answer than yes; then a command has the terminal, and what is typed there', async () => {
  const url = await link();
  const no = await atTerminal([], [['The link', `${url}\r`], ['Open it now? [y/N]', '\r']]); // prettier-ignore
  expect([no.code, no.shown.includes('it still waits')]).toEqual([1, true]);
  expect(no.shown).not.toContain(CANARY);
  const read = `test -t 0 && test -n "$STRIPE_KEY" && echo 'type now' && read -r line && echo "read $line"; exit 4`;
  const run = await atTerminal(['--exec', '--', 'sh', '-c', read], [
    ['The link', `${url}\r`],
    ['Open it now? [y/N]', 'y\r'],
    ['type now', 'hello\r'],
  ]); // prettier-ignore
  expect([run.code, run.shown.includes('read hello')]).toEqual([4, true]);
  expect(run.shown).not.toContain(CANARY);
});
