// Each refusal that a server knows, at each command that asks one: the exit code and the sentence are those of the documents.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from '../../scripts/node.mjs';
import { OWN_ERROR_CODES } from '../../src/client/api-error.ts';
import { asCalled } from '../../src/cli/as-called.ts';
import { failureOf } from '../../src/cli/api-failure.ts';
import { login } from '../../src/cli/account/login.ts';
import { main } from '../../src/cli/main.ts';
import { formatFragment } from '../../src/crypto/keys/link.ts';
import { formatMachineKey } from '../../src/crypto/keys/machine.ts';
import { PROBLEM_CODES, problemResponse, titleAndDetail, type HttpRefusal, type ProblemCode } from '../../src/server/http/problem.ts';
import { exitsInPage } from '../docs/exits.ts';
import { said } from './said.ts';

// What passes by itself would be asked for again, after a pause.
vi.mock('../../src/client/wire/backoff.ts', () => ({ PASSING: [], pauseWithin: () => () => null }));

const SERVER = 'https://nt2.example.com';
const CANARY = 'nt2_'.padEnd(40, 'canary');
const ID = 'k3qzvd7a'.repeat(4);
let folder: string;
let answered: ProblemCode = 'server.fault';
const documented = exitsInPage(readFileSync(join(root, 'docs/terminal.md'), 'utf8'));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-refusals-'));
  writeFileSync(join(folder, 'value'), 'a value');
  writeFileSync(join(folder, 'link'), `${SERVER}/s/${ID}#${formatFragment(new Uint8Array(32).fill(7), ID)}`);
  writeFileSync(
    join(folder, 'machine'),
    formatMachineKey({ server: SERVER, tag: ID.slice(0, 6), name: 'ci', person: 'A'.repeat(43) + '=', seed: new Uint8Array(32).fill(7) }),
    { mode: 0o600 },
  );
  vi.stubEnv('NT2_URL', SERVER);
  vi.stubEnv('NT2_TOKEN', CANARY);
  vi.stubEnv('NT2_ID_TOKEN', CANARY);
  vi.stubEnv('NT2_MACHINE_KEY', CANARY);
  vi.stubEnv('XDG_STATE_HOME', folder);
  vi.stubEnv('XDG_CONFIG_HOME', folder);
  vi.stubGlobal('fetch', () => Promise.resolve(problemResponse({ ok: false, code: answered } as HttpRefusal)));
});
afterAll(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const value = (): string[] => ['--file', join(folder, 'value')];
const COMMANDS: Readonly<Record<string, () => string[]>> = {
  'share --link': () => ['share', '--link', ...value()],
  'share --to': () => ['share', '--to', 'playground:@ben', ...value()],
  'share --resume': () => ['share', '--resume', ID],
  'request --link': () => ['request', '--link', '--field', 'KEY'],
  'open <link>': () => ['open', '--link-file', join(folder, 'link'), '--yes'],
  'open <id>': () => ['open', ID, '--yes'],
  list: () => ['list'],
  people: () => ['people', 'be'],
  status: () => ['status', ID],
  'status --watch': () => ['status', '--watch', ID],
  remind: () => ['remind', ID],
  revoke: () => ['revoke', ID],
  extend: () => ['extend', ID, '--expires', '1h'],
  resend: () => ['resend', ID, ...value()],
  receipt: () => ['receipt', ID],
  devices: () => ['devices'],
  'devices --remove': () => ['devices', '--remove', 'k3qzvd7a'],
  'machine list': () => ['machine', 'list'],
  'machine bind': () => ['machine', 'bind', 'ci', '--issuer', 'https://issuer.example', '--claim', 'sub=app'],
  'machine free': () => ['machine', 'free', 'ci'],
  'machine revoke': () => ['machine', 'revoke', 'ci'],
  'machine add': () => ['machine', 'add', 'ci', '--server', SERVER, '--key', join(folder, `new-${answered}`)],
  'machine open': () => ['machine', 'open', '--key', join(folder, 'machine')],
};

describe('a refusal of the server', () => {
  it('has a row in the page for each code, of the server and of the client, and none for another', () => {
    expect([...documented.keys()].toSorted()).toEqual([...new Set<string>([...PROBLEM_CODES, ...OWN_ERROR_CODES])].toSorted());
  });

  it.each(Object.keys(COMMANDS))('ends nt2 %s with the code of the page and the sentence of the server', async (name) => {
    for (const code of PROBLEM_CODES) {
      answered = code;
      const { code: exit, out, err } = await said(() => main(COMMANDS[name]?.() ?? []));
      const { message } = failureOf(Object.assign(new Error(), { code, detail: titleAndDetail(code)[1] }) as never);
      expect([name, code, exit, out]).toEqual([name, code, documented.get(code), '']);
      expect(`${code}: ${err}`).toContain(asCalled(message));
      expect(err).not.toContain(CANARY);
    }
  });

  it('ends nt2 login so as well', async () => {
    const terminal = { env: { XDG_CONFIG_HOME: folder }, isTerminal: true, keyring: null, pause: () => Promise.resolve() };
    for (const code of PROBLEM_CODES) {
      answered = code;
      const { code: exit, err } = await said(() => login([SERVER, '--name', 'laptop'], terminal));
      expect([code, exit]).toEqual([code, documented.get(code)]);
      expect(err).toContain(asCalled(failureOf(Object.assign(new Error(), { code, detail: titleAndDetail(code)[1] }) as never).message));
    }
  });
});
