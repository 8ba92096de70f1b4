// A command with a secret in its environment: signals, exit codes and the terminal are the command's, and the secret is nowhere else.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findUnsafe } from '../../../src/cli/open/env-guard.ts';
import { commandFault, runWithSecret, unfitVariable } from '../../../src/cli/open/run-with-secret.ts';

const CANARY = 'canary-7Qm2-run-with-secret';
const secret = [{ name: 'KEY', value: CANARY }];
const module = join(import.meta.dirname, '../../../src/cli/open/run-with-secret.ts');

/** A process as `nt2 open --exec` is one: its own environment has nothing, its child's has the secret, which it reads from standard input. */
function start(command: string, args: readonly string[], wrap: readonly string[] = []) {
  const program = `
    import { runWithSecret } from ${JSON.stringify(module)};
    const value = Buffer.from('${Buffer.from(CANARY).toString('base64')}', 'base64').toString();
    const run = await runWithSecret({ command: ${JSON.stringify(command)}, args: ${JSON.stringify(args)}, env: process.env,
      secret: [{ name: 'KEY', value }], withStdin: true });
    process.exitCode = run.kind === 'started' ? (await run.ended).exitCode : run.exitCode;`;
  const [first, ...rest] = [...wrap, process.execPath, '--input-type=module', '-e', program] as const;
  return spawn(first ?? '', rest, { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1' } });
}

/** Waits for a word without closing the pipe. */
function until(child: ReturnType<typeof start>, word: string): Promise<string> {
  let said = '';
  return new Promise((resolve) => {
    child.stdout.on('data', (bytes) => (said += bytes).includes(word) && resolve(said));
    child.on('close', () => resolve(said));
  });
}

describe('a command with a secret', () => {
  it('has it in its environment; in the process list and in what the other process is made of it is nowhere', async () => {
    const child = start('sh', ['-c', 'echo "$PPID $$ ready"; read -r line; test -n "$KEY"']);
    const [nt2 = '', own = ''] = (await until(child, 'ready')).split(' ');
    const of = (pid: string, file: string): string => readFileSync(`/proc/${pid}/${file}`, 'utf8');
    expect(of(own, 'environ')).toContain(`KEY=${CANARY}`);
    expect([of(nt2, 'environ'), of(nt2, 'cmdline'), of(own, 'cmdline')].join()).not.toContain(CANARY);
    child.stdin.end('go\n');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it.each([
    ['exit 7', 7],
    ['kill -KILL $$', 137],
    ['kill -TERM $$', 143],
  ])('%s: its exit code is %d', async (script, code) => {
    expect((await once(start('sh', ['-c', script]), 'exit'))[0]).toBe(code);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR1', 'SIGUSR2'] as const)(
    '%s is handed on, and what the command makes of it counts',
    async (name) => {
      const child = start('sh', ['-c', `trap 'echo got; exit 9' ${name.slice(3)}; echo ready; while :; do sleep 0.02; done`]);
      await until(child, 'ready');
      child.kill(name);
      expect((await once(child, 'exit'))[0]).toBe(9);
    },
  );

  it('has the terminal: it sees one, and Ctrl+C reaches it once', async () => {
    // Python's pty is a terminal of its own for what it starts, and types into it what comes in.
    const type = `import pty,sys;sys.exit(pty.spawn(sys.argv[1:]) >> 8)`;
    const script = `n=0; trap 'n=$((n+1))' INT; test -t 0 && test -t 1 && echo terminal; echo ready; while [ $n = 0 ]; do sleep 0.02; done; sleep 0.2; echo "$n times"`;
    const child = start('bash', ['-c', script], ['python3', '-c', type]);
    const finished = until(child, 'times');
    await until(child, 'ready');
    child.stdin.write('\u0003');
    const said = await finished;
    expect(said).toContain('terminal');
    expect(said).toContain('1 times');
    expect(said).not.toContain(CANARY);
  });

  it('with pipes: gives out what it printed, ends it when asked to, and has nothing to read', async () => {
    const printed: string[] = [];
    const stop = new AbortController();
    const run = await runWithSecret({
      command: 'sh',
      args: ['-c', 'cat; echo "out $KEY"; echo err >&2; sleep 30 & wait'],
      env: { PATH: process.env['PATH'] },
      secret,
      withStdin: false,
      signal: stop.signal,
      onOutput: (stream, bytes) => {
        printed.push(`${stream}: ${bytes.toString().trim()}`);
        if (printed.length === 2) stop.abort();
      },
    });
    expect(run.kind === 'started' && (await run.ended)).toEqual({ exitCode: 143, signal: 'SIGTERM' });
    expect(printed.toSorted()).toEqual(['stderr: err', `stdout: out ${CANARY}`]);
  });

  it('is looked for before a secret is opened for it, and says nothing of the environment when it does not start', async () => {
    const { env } = process;
    expect([commandFault('sh', env), commandFault('/bin/sh', env)]).toEqual([null, null]);
    expect(commandFault('no-such-command', env)).toEqual({ exitCode: 127, detail: 'There is no such command here.' });
    expect(commandFault(module, env)).toMatchObject({ exitCode: 126 });
    const run = await runWithSecret({ command: '/no/such', args: [CANARY], env: {}, secret, withStdin: false });
    expect(run).toEqual({ kind: 'failed', exitCode: 127, detail: 'The command did not start (ENOENT).' });
  });

  it('gets no value that an environment cannot hold; the sentence names the variable alone', async () => {
    for (const value of [`${CANARY}\0x`, CANARY.padEnd(131_072, 'x')]) {
      const sentence = unfitVariable([{ name: 'KEY', value }]);
      expect(sentence).toMatch(/^KEY /);
      expect(sentence).not.toContain(CANARY);
      const run = await runWithSecret({ command: 'true', args: [], env: {}, secret: [{ name: 'KEY', value }], withStdin: false });
      expect(run).toMatchObject({ kind: 'failed', exitCode: 126 });
    }
    expect(unfitVariable(secret)).toBe(null);
  });
});

describe('a name that a sender chose', () => {
  const named = (name: string) => [{ name, value: 'x' }];

  it.each([
    'LD_PRELOAD',
    'PATH',
    'path',
    'NODE_OPTIONS',
    'BASH_ENV',
    'PYTHONSTARTUP',
    'GIT_SSH_COMMAND',
    'https_proxy',
    'DYLD_INSERT_LIBRARIES',
    'NT2_TOKEN',
    'npm_config_script_shell',
    'SSLKEYLOGFILE',
    'PIP_INDEX_URL',
    'XDG_CONFIG_HOME',
    'KUBECONFIG',
    'AWS_ENDPOINT_URL',
  ])('%s, which programs obey, is refused unless the person allows it', (name) => {
    expect(findUnsafe(named(name), { env: {}, allowed: [] })).toEqual({ name, kind: 'obeyed' });
    expect(findUnsafe(named(name), { env: null, allowed: [] })).toEqual({ name, kind: 'obeyed' });
    expect(findUnsafe(named(name), { env: {}, allowed: [name] })).toBe(null);
  });

  it('that is set here already is refused as well, and any other is given', () => {
    const env = { DATABASE_URL: 'mine' };
    expect(findUnsafe(named('DATABASE_URL'), { env, allowed: [] })).toEqual({ name: 'DATABASE_URL', kind: 'set' });
    expect(findUnsafe(named('DATABASE_URL'), { env, allowed: ['DATABASE_URL'] })).toBe(null);
    for (const name of [
      'STRIPE_KEY',
      'DB_PASSWORD',
      'AWS_SECRET_ACCESS_KEY',
      'GITHUB_TOKEN',
      'OLD_PATH',
      'NODE_AUTH_TOKEN',
      'PGPASSWORD',
      'ANSIBLE_VAULT_PASSWORD',
    ])
      expect(findUnsafe(named(name), { env, allowed: [] })).toBe(null);
  });
});
