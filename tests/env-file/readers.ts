// The programs that read a .env file in earnest: a POSIX shell, dotenv, Node itself, python-dotenv and the docker command. Most read many
// files in one go.

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'dotenv';
import { PYTHON } from '../support/python.ts';

/** Stands behind what one file held; no value holds it. */
const MARK = '<<the next file>>';

export type Variables = Readonly<Record<string, string>>;

export const readWithDotenv = (texts: readonly string[]): Variables[] => texts.map((text) => parse(text));

export const readWithNode = (texts: readonly string[]): Variables[] => texts.map((text) => ({ ...parseEnv(text) }) as Variables);

/** Sources each file in a shell of its own and prints what the names then stand for. */
export function readWithShell(texts: readonly string[], names: readonly (readonly string[])[]): Variables[] {
  return inFiles(texts, (files) => {
    const script = files
      .map((file, at) => `(. '${file}'; printf '%s\\0' ${(names[at] ?? []).map((name) => `"$${name}"`).join(' ')}; printf '%s' '${MARK}')`)
      .join('\n');
    const printed = execFileSync('/bin/sh', [], { input: script, encoding: 'utf8' }).split(MARK).slice(0, -1);
    return printed.map((file, at) => {
      const values = file.split('\0');
      return Object.fromEntries((names[at] ?? []).map((name, n) => [name, values[n] ?? '']));
    });
  });
}

export function readWithPython(texts: readonly string[]): Variables[] {
  const script = 'import sys,json,dotenv\nprint(json.dumps([dotenv.dotenv_values(f) for f in sys.stdin.read().split("\\n") if f]))';
  return inFiles(texts, (files) => {
    const env = { PATH: process.env['PATH'], PYTHONUTF8: '1' };
    return JSON.parse(
      execFileSync(PYTHON, ['-c', script], { input: files.join('\n'), encoding: 'utf8', env, stdio: ['pipe', 'pipe', 'ignore'] }),
    ) as Variables[];
  });
}

/** What `node --env-file` puts into the environment. One process for each call. */
export function readWithNodeItself(text: string, names: readonly string[]): Variables {
  const print = 'process.stdout.write(JSON.stringify(process.env))';
  return inFiles([text], ([file]) => {
    const all = JSON.parse(execFileSync(process.execPath, [`--env-file=${file}`, '-e', print], { encoding: 'utf8', env: {} })) as Variables;
    return Object.fromEntries(names.map((name) => [name, all[name] ?? '(not there)']));
  });
}

/** Why the docker command is not asked; null when it is here. No daemon is needed. */
export const dockerMissing = spawnSync('docker', ['--version']).error === undefined ? null : 'the docker command is not installed';

/** What the docker command reads from a file for --env-file and asks its daemon for, which is a stand-in here that starts nothing. */
export async function readWithDocker(text: string): Promise<Variables> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-docker-'));
  const socket = join(folder, 'docker.sock');
  let env: readonly string[] = [];
  const daemon = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.url?.includes('/containers/create')) {
        env = (JSON.parse(Buffer.concat(parts).toString()) as { Env: readonly string[] }).Env;
        response.writeHead(201).end('{"Id":"none"}');
      } else response.writeHead(200, { 'api-version': '1.45' }).end('OK');
    });
  });
  try {
    writeFileSync(join(folder, 'docker.env'), text);
    await new Promise<void>((listening) => daemon.listen(socket, listening));
    const args = ['--host', `unix://${socket}`, 'create', '--env-file', join(folder, 'docker.env'), 'none'];
    const options = { env: { PATH: process.env['PATH'], HOME: folder } };
    await new Promise<void>((done, failed) =>
      execFile('docker', args, options, (error, _out, said) => (error ? failed(new Error(said)) : done())),
    );
    return Object.fromEntries(env.map((line) => line.split(/=([^]*)/).slice(0, 2) as [string, string]));
  } finally {
    daemon.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function inFiles<T>(texts: readonly string[], work: (files: readonly string[]) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-env-'));
  try {
    const files = texts.map((text, at) => {
      const file = join(folder, `${at}.env`);
      writeFileSync(file, text);
      return file;
    });
    return work(files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
