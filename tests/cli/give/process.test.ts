// `nt2 share` and `nt2 open` as processes of their own: a pipe, a terminal, and what others on the machine can see of them meanwhile.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../src/app/server.ts';
import { createClient } from '../../../src/client/client.ts';
import { PYTHON } from '../../support/python.ts';
import { serveIn } from '../../support/served.ts';
import { COMPILED } from '../run.ts';

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts');
const CANARY = 'whsec_canary_93';
let folder: string;
let app: RunningServer;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-give-'));
  const served = await serveIn(folder, 'terminal');
  app = served.app;
  env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    NODE_COMPILE_CACHE: COMPILED,
    NT2_URL: app.url,
    NT2_TOKEN: served.token,
  };
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const command = ['--disable-warning=ExperimentalWarning', MAIN, 'share', '--link'];
const open = async (link: string) => (await createClient({ url: app.url }).open(link)).items[0]?.fields.map(({ value }) => value);

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(program: string, args: readonly string[], stdin: string): Promise<Ran> {
  const child = spawn(program, args, { env, cwd: folder, stdio: 'pipe' });
  let [out, err] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (err += part.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

/** At a terminal of its own: types after the question, and prints what the terminal showed, the exit code, and whether it echoes as before. */
const AT_TERMINAL = `
import os, pty, sys, termios, select
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
before = termios.tcgetattr(fd)
shown, typed = b"", False
while True:
    try:
        part = os.read(fd, 4096)
    except OSError:
        break
    if not part:
        break
    shown += part
    if not typed and b"\\x1b[?2004h" in shown:
        while termios.tcgetattr(fd)[3] & termios.ECHO:
            select.select([], [], [], 0.005)
        os.write(fd, sys.argv[1].encode())
        typed = True
    # Once it has answered: the terminal is looked at before the process is gone.
    if b"?2004l" in shown:
        after = termios.tcgetattr(fd)
_, status = os.waitpid(pid, 0)
print(os.waitstatus_to_exitcode(status), bool(before[3] & termios.ECHO), bool(after[3] & termios.ECHO), bool(after[3] & termios.ICANON))
sys.stdout.write(shown.decode())
`;

describe('nt2 share as a process', () => {
  it('takes a pipe, and neither its arguments nor any environment have the secret', async () => {
    const look = `for p in /proc/[0-9]*; do tr '\\0' '\\n' 2>/dev/null < $p/environ; tr '\\0' ' ' 2>/dev/null < $p/cmdline; done; printf %s "$1"`;
    const seen = join(folder, 'seen');
    // The command of --from looks at all processes while nt2 waits for it; the secret comes to it by a file.
    writeFileSync(join(folder, 'secret'), CANARY);
    const inner = `sh -c ${quote(`{ ${look.replace('printf %s "$1"', 'true')}; } > ${seen}; cat ${join(folder, 'secret')}`)}`;
    const [piped, from] = await Promise.all([
      run(process.execPath, command, `${CANARY}\n`),
      run(process.execPath, [...command, '--from', inner], ''),
    ]);
    expect([piped.code, piped.err]).toEqual([0, expect.stringMatching(/^Opens once[^\n]*\n$/)]);
    expect(await open(piped.out)).toEqual([CANARY]);
    expect([from.code, await open(from.out)]).toEqual([0, [CANARY]]);
    const processes = readFileSync(seen, 'utf8');
    expect(processes).toContain('src/cli/main.ts share --link');
    expect(processes).not.toContain(CANARY);
    // Its own environment has it, as the person set it; the command that it runs does not.
    const own = /^NT2_TOKEN=/gm;
    expect(processes.match(own)?.length ?? 0).toBeLessThanOrEqual(2);
  });

  it('K8: refuses 100 MB at the first part that is too many, with its exit code, and takes no more of them', async () => {
    const child = spawn(process.execPath, command, { env, cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    const part = Buffer.alloc(65_536, 'x');
    let written = 0;
    child.stdin.on('error', () => undefined);
    const write = (): void => {
      while (written < 1_600 * part.length) {
        written += part.length;
        if (!child.stdin.write(part)) return void child.stdin.once('drain', write);
      }
      child.stdin.end();
    };
    write();
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect([code, said]).toEqual([65, 'That is more than nt2 takes: 256 KiB. Nothing was sent.\n']);
    // What it has read, and what a pipe and this end of it hold besides.
    expect(written).toBeLessThan(1_000_000);
  });

  it('what is typed is not shown, and the terminal is as before', async () => {
    const typed = await run(PYTHON, ['-c', AT_TERMINAL, `${CANARY}\r`, process.execPath, ...command], '');
    if (typed.err.includes('ENOENT')) return console.log('left out: a prompt at a terminal: python3 is not installed');
    const [first = '', ...rest] = typed.out.split('\n');
    expect(first).toBe('0 True True True');
    const shown = rest.join('\n');
    expect(shown).not.toContain(CANARY);
    expect(await open(/http\S+#\S+/.exec(shown)?.[0] ?? '')).toEqual([CANARY]);
  });

  it('Ctrl-C sends nothing, ends with 130, and leaves the terminal as before', async () => {
    const typed = await run(PYTHON, ['-c', AT_TERMINAL, `${CANARY}\u0003`, process.execPath, ...command], '');
    expect(typed.out.split('\n')[0]).toBe('130 True True True');
    expect(typed.out).toContain('Nothing was sent.');
    expect(typed.out).not.toContain(CANARY);
  });
});

describe('nt2 open as a process', () => {
  it('K9: of all processes on the machine, the command alone has the secret in its environment; no arguments and no other one have it', async () => {
    const { url } = await createClient({ url: app.url, token: env['NT2_TOKEN'] ?? '' }).share(CANARY, { label: 'Key' });
    writeFileSync(join(folder, 'link'), url);
    // The command looks at each process, itself among them, by the file system and by ps.
    const look = `own=$$; test -n "$SECRET"; ps axeww > ps
      for p in /proc/[0-9]*; do echo "== \${p#/proc/}"; tr '\\0' ' ' 2>/dev/null < $p/environ; echo; tr '\\0' ' ' 2>/dev/null < $p/cmdline; echo; done > seen
      echo "own $own"`;
    const main = ['--disable-warning=ExperimentalWarning', MAIN];
    const { code, out, err } = await run(
      process.execPath,
      [...main, 'open', '--yes', '--link-file', 'link', '--exec', '--', 'sh', '-c', look],
      '',
    );
    expect([code, err.includes(CANARY), out]).toEqual([0, false, expect.stringMatching(/^own \d+\n$/)]);
    const own = out.slice(4).trim();
    const processes = readFileSync(join(folder, 'seen'), 'utf8').split(/^== /m).slice(1);
    const holding = processes.filter((one) => one.includes(CANARY));
    expect(holding.map((one) => one.split('\n')[0])).toEqual([own]);
    const [, , args = ''] = holding[0]?.split('\n') ?? [];
    expect([processes.length > 3, args.startsWith('sh -c'), args.includes(CANARY)]).toEqual([true, true, false]);
    expect(processes.some((one) => one.includes('src/cli/main.ts open --yes'))).toBe(true);
    // ps is the command's own child, and has what it has.
    const listed = readFileSync(join(folder, 'ps'), 'utf8')
      .split('\n')
      .filter((line) => line.includes(CANARY));
    for (const line of listed) expect(line.trim().startsWith(`${own} `) || / ps axeww /.test(line), line.slice(0, 40)).toBe(true);
    expect(listed.length).toBeGreaterThan(0);
  });
});

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
