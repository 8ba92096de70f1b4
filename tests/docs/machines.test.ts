// docs/machines.md: each recipe runs as it stands there, by a real nt2 against a real server, as far as a machine without the CI itself goes.

import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import { readConfig } from '../../src/config/read.ts';
import type { PersonKey } from '../../src/core/share.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { formatMachineKey, machineSigner } from '../../src/crypto/keys/machine.ts';
import { connectMachine } from '../../src/client/machine/machine.ts';
import { prekeyHash } from '../../src/crypto/keys/prekey.ts';
import { root } from '../architecture/read-imports.ts';
import { credential, newBrowser, sealing } from '../support/actors.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';
import { freePort } from '../support/redis.ts';

const page = readFileSync(join(root, 'docs/machines.md'), 'utf8');
/** The first block of this language below that heading. */
function block(heading: string, language: 'sh' | 'yaml'): string {
  const [, below = ''] = page.split(`\n### ${heading}\n`);
  const found = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(below.split('\n### ')[0] ?? '')?.[1];
  if (found === undefined) throw new Error(`no block below ${heading}`);
  return found;
}

const TENANT = 'playground:toy';
const ann = { key: `${TENANT}:ann` as PersonKey, name: 'Ann' };
const run = promisify(execFile);
let folder: string;
let url: string;
let issuer: Issuer;
let tools: Installation;
let app: RunningServer;
let key: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-recipes-'));
  issuer = await startIssuer(Date.now);
  const [pages, port] = [join(folder, 'pages'), await freePort()];
  url = `http://127.0.0.1:${port}`;
  mkdirSync(join(pages, 'assets'), { recursive: true });
  for (const name of ['share', 'home', 'playground']) writeFileSync(join(pages, `${name}.html`), `<title>${name}</title>`);
  writeFileSync(join(pages, 'manifest.json'), '{"files":{},"pages":{"share.html":{},"home.html":{},"playground.html":{}}}');
  const read = readConfig({
    NT2_PUBLIC_URL: url,
    NT2_PORT: String(port),
    NT2_SECRET: randomBytes(32).toString('base64url'),
    NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
    NT2_STATE_DIR: folder,
    NT2_WORKLOAD_ISSUERS: issuer.url,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  tools = await openInstallation(read.config, { write: () => undefined });
  app = await startServer(read.config, { pages, write: () => undefined });
  const seed = new Uint8Array(randomBytes(32));
  const { publicKey: device } = await machineSigner(seed);
  const made = await tools.machines.enrol(ann, { name: 'ci', device });
  if (!made.ok) throw new Error(made.code);
  const { person } = made.value;
  const own = { server: url, tag: tools.tenantTags.tagOf(TENANT), name: 'ci', person: hashB64(person.key), seed };
  key = formatMachineKey(own);
  await (await connectMachine({ key: own })).refill();
  // From here on it opens nothing without a token of the provider.
  await tools.machines.bindTo(ann.key, 'ci', { issuer: issuer.url, claims: { repository: 'acme/app' } });
  mkdirSync(join(folder, 'bin'));
  program('bin/nt2', `exec "${process.execPath}" "${join(root, 'bin/nt2.mjs')}" "$@"`);
  program('deploy.sh', 'echo "deployed with $STRIPE_SECRET"');
  env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: folder, TMPDIR: folder };
});
afterAll(async () => {
  await app.close();
  await tools.close();
  await issuer.close();
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, text: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, name), 0o755);
}

/** One more share waits for the machine. */
async function share(secret: string): Promise<void> {
  const { person } = (await tools.machines.find(TENANT, 'ci'))!;
  const wish = { mode: 'sealed', kind: 'credential', label: 'deploy key', note: '', entry: 'page', via: 'chat', place: null } as const;
  const people = { sender: ann, recipient: person, tenant: TENANT, from: 'member', to: 'machine' } as const;
  const made = await tools.shares.create({ ...wish, ...people, expiresInMs: 3_600_000 });
  if (!made.ok) throw new Error(made.code);
  const taken = await tools.shares.takePrekey(made.value.id, ann.key);
  if (!taken.ok || taken.value === null) throw new Error('no key');
  const { device, key: recipient, note } = taken.value;
  const prekey = { device, hash: prekeyHash(note) };
  const how = { at: Date.now(), items: credential(secret), recipient, prekey };
  const { input } = await sealing(await newBrowser(new URL(url).host), made.value, how);
  expect((await tools.shares.seal(made.value.id, ann.key, input)).ok).toBe(true);
}

const sh = (script: string, more: Record<string, string>) => run('/bin/sh', ['-ec', script], { cwd: folder, env: { ...env, ...more } });

describe('the recipes for machines', () => {
  it('GitHub Actions: its steps open by key and by the token that GitHub gives for this server', async () => {
    await share('canary-github');
    const { permissions, jobs } = parse(block('GitHub Actions', 'yaml')) as {
      permissions: Record<string, string>;
      jobs: { deploy: { steps: { run: string; env?: Record<string, string> }[] } };
    };
    expect(permissions['id-token']).toBe('write');
    const { steps } = jobs.deploy;
    expect(steps[0]?.env).toEqual({ NT2_MACHINE_KEY: '${{ secrets.NT2_MACHINE_KEY }}' });
    const github = createServer((request, response) => {
      const audience = new URL(request.url ?? '', 'http://x').searchParams.get('audience') ?? '';
      expect(request.headers.authorization).toBe('Bearer of-the-runner');
      void issuer.sign(audience).then((value) => response.end(JSON.stringify({ value })));
    });
    await new Promise<void>((resolve) => void github.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(github.address() as AddressInfo).port}/token?api-version=2`;
    const runner = { RUNNER_TEMP: folder, ACTIONS_ID_TOKEN_REQUEST_URL: at, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-runner' };
    const first = await sh(steps[0]?.run ?? '', { ...runner, NT2_MACHINE_KEY: key });
    expect([first.stdout, first.stderr]).toEqual(['', '']);
    expect((await sh(steps[1]?.run ?? '', runner)).stdout).toBe('deployed with canary-github\n');
    expect(existsSync(join(folder, 'deploy.env'))).toBe(false);
    github.close();
  });

  it('GitLab CI: its script opens by the token that the job declares, whose audience is the server', async () => {
    await share('canary-gitlab');
    const { deploy } = parse(block('GitLab CI', 'yaml')) as { deploy: { id_tokens: Record<string, { aud: string }>; script: string[] } };
    expect(deploy.id_tokens).toEqual({ NT2_ID_TOKEN: { aud: 'https://nt2.example.com' } });
    const { stdout } = await sh(deploy.script.join('\n'), { NT2_MACHINE_KEY: key, NT2_ID_TOKEN: await issuer.sign(url) });
    expect(stdout).toBe('deployed with canary-gitlab\n');
  });

  it('Docker: the entry point becomes the program, which has the values and not the key', async () => {
    await share('canary-docker');
    const { services, secrets } = parse(block('Docker', 'yaml')) as {
      services: { app: { environment: Record<string, string>; entrypoint: string[]; secrets: string[]; tmpfs: string[] } };
      secrets: Record<string, unknown>;
    };
    expect(Object.keys(secrets)).toEqual(services.app.secrets);
    expect([services.app.entrypoint, services.app.tmpfs]).toEqual([['/entrypoint.sh'], ['/tmp']]);
    const [file, token] = [join(folder, 'nt2_machine'), join(folder, 'token')];
    writeFileSync(file, key, { mode: 0o600 });
    writeFileSync(token, await issuer.sign(url));
    writeFileSync(join(folder, 'entrypoint.sh'), block('Docker', 'sh'), { mode: 0o755 });
    const more = { NT2_MACHINE_KEY_FILE: file, NT2_ID_TOKEN_FILE: token };
    const { stdout } = await run(join(folder, 'entrypoint.sh'), ['/usr/bin/env'], { cwd: folder, env: { ...env, ...more } });
    expect(stdout).toContain('STRIPE_SECRET=canary-docker\n');
    expect(stdout).not.toMatch(/MACHINE_KEY|nt2\/machine-key/);
  });

  it('Kubernetes: the init container’s command opens into the volume, and once when it runs again', async () => {
    await share('canary-kubernetes');
    const { spec } = parse(block('Kubernetes', 'yaml')) as {
      spec: {
        initContainers: { command: string[]; env: { name: string }[]; volumeMounts: { mountPath: string }[] }[];
        volumes: Record<string, unknown>[];
      };
    };
    const [init] = spec.initContainers;
    expect(init?.env.map(({ name }) => name)).toEqual(['NT2_MACHINE_KEY', 'NT2_ID_TOKEN_FILE']);
    expect(spec.volumes[0]).toMatchObject({ emptyDir: { medium: 'Memory' } });
    const [volume, token] = [join(folder, 'secrets'), join(folder, 'projected')];
    mkdirSync(volume);
    writeFileSync(token, await issuer.sign(url));
    const [shell = '', flag = '', script = ''] = init?.command ?? [];
    const there = script.replaceAll('/secrets', volume);
    const more = { NT2_MACHINE_KEY: key, NT2_ID_TOKEN_FILE: token };
    for (let times = 0; times < 2; times += 1) await run(shell, [flag, there], { cwd: folder, env: { ...env, ...more } });
    expect(readFileSync(join(volume, 'app.env'), 'utf8')).toBe('STRIPE_SECRET=canary-kubernetes\n');
  });

  it('direnv: .envrc opens once, and has the values each time', async () => {
    await share('canary-direnv');
    mkdirSync(join(folder, '.config/nt2'), { recursive: true });
    writeFileSync(join(folder, '.config/nt2/laptop.nt2-machine'), key, { mode: 0o600 });
    const hasDirenv = spawnSync('direnv', ['version']).status === 0;
    if (!hasDirenv) console.log('direnv is not installed here: its function dotenv is a stand-in that reads the file as sh does.');
    const dotenv = hasDirenv ? 'eval "$(direnv stdlib)"' : 'dotenv() { set -a; . "$1"; set +a; }';
    const more = { XDG_RUNTIME_DIR: folder, NT2_ID_TOKEN: await issuer.sign(url) };
    for (let times = 0; times < 2; times += 1) {
      const script = `${dotenv}\n${block('direnv', 'sh')}\necho "$STRIPE_SECRET"`;
      const { stdout } = await run('bash', ['-ec', script], { cwd: folder, env: { ...env, ...more } });
      expect(stdout).toBe('canary-direnv\n');
    }
  });
});
