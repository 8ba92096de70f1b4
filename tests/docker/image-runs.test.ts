// The image as it runs: built for real and started as a container would be, with its own user, a root that nobody can write to, and no rights.

import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { newSecret } from '../../src/cli/keygen.ts';
import { limitMemory } from '../support/memory.ts';
import { freePort } from '../support/redis.ts';
import { buildImage, type Image } from './build-image.ts';
import { text } from './parsed.ts';

const isCampaign = process.env['NT2_CAMPAIGN'] === '1';
if (!isCampaign) console.log('skipped: building the image takes minutes; `npm run campaign` does it');

/** What compose.yml lets nt2 have, in bytes: `mem_limit` of its first service. */
const LIMIT = Number(/^ {4}mem_limit: (\d+)m$/m.exec(text('compose.yml'))?.[1]) * 2 ** 20;
const limited = isCampaign ? limitMemory(LIMIT) : null;
if (isCampaign && limited === null)
  console.log(
    'the image runs without a limit: nothing on this machine limits the memory of a process (no cgroup can be written, no systemd)',
  );

/** What a container runtime does, in the order in which it does it. A root that can be written to ends it with 99. */
const CONTAIN = `set -e
mount --bind "$ROOT" "$ROOT"
mount -t tmpfs -o "uid=$ID,gid=$ID,mode=700" data "$ROOT$DATA"
mount -t tmpfs tmp "$ROOT/tmp"
mount -o remount,ro,bind "$ROOT"
if touch "$ROOT/written" 2>/dev/null; then exit 99; fi
exec setpriv --no-new-privs chroot --userspec="$ID:$ID" --groups= "$ROOT" /usr/bin/env -i -C "$WORK" "$@"`;

describe.skipIf(!isCampaign)('the built image', () => {
  let image: Image | string = 'it was not built';
  let server: ChildProcess | undefined;
  let port = 0;
  let said = '';

  /** Runs a command in the image, with what the image itself says about user, folder and environment. */
  function start({ config, folder }: Image, command: readonly string[]): ChildProcess {
    const [id = ''] = config.User.split(':');
    const [data = ''] = Object.keys(config.Volumes);
    // On the loopback, unlike a container: nobody else is to reach a server of the tests.
    const own = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET_FILE: 'secrets/root', NT2_HOST: '127.0.0.1', NT2_PORT: `${port}` };
    const env = [...config.Env, ...Object.entries(own).map(([name, value]) => `${name}=${value}`)];
    const contained = ['unshare', '--mount', 'sh', '-c', CONTAIN, 'sh', ...env, ...command];
    const [file = '', ...args] = limited?.wrap(contained) ?? contained;
    const child = spawn(file, args, {
      env: { PATH: process.env['PATH'], ROOT: folder, ID: id, DATA: data, WORK: config.WorkingDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (said += part.toString()));
    return child;
  }
  const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once('close', resolve));
  function need(context: TestContext): Image {
    if (typeof image === 'string') context.skip(image);
    return image;
  }

  beforeAll(async () => {
    image = buildImage();
    if (typeof image === 'string') return console.log(`skipped: ${image}`);
    const secrets = join(image.folder, image.config.WorkingDir, 'secrets');
    mkdirSync(secrets);
    writeFileSync(join(secrets, 'root'), newSecret(), { mode: 0o400 });
    const id = Number(image.config.User.split(':')[0]);
    for (const path of [secrets, join(secrets, 'root')]) chownSync(path, id, id);
    port = await freePort();
    server = start(image, [...image.config.Entrypoint, ...image.config.Cmd]);
  });
  afterAll(async () => {
    if (server?.kill('SIGKILL')) await ended(server);
    limited?.close();
    if (typeof image !== 'string') image.remove();
  });

  it('answers /healthz and /readyz on a root that cannot be written to', async (context) => {
    need(context);
    const status = (path: string): Promise<number> =>
      fetch(`http://127.0.0.1:${port}${path}`).then(
        (answer) => answer.status,
        () => server?.exitCode ?? 0,
      );
    await expect.poll(() => status('/healthz'), { timeout: 20_000, message: said }).toBe(200);
    expect(await status('/readyz')).toBe(200);
    const mounts = readFileSync(`/proc/${server?.pid}/mountinfo`, 'utf8');
    const options = /^\d+ \d+ \S+ \S+ \/ (\S+)/m.exec(mounts)?.[1] ?? '';
    expect(options.split(',')).toContain('ro');
  });

  it('is not root and has no rights', (context) => {
    need(context);
    const status = readFileSync(`/proc/${server?.pid}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\s+10001\s+10001\s+10001\s+10001$/m);
    expect(status).toMatch(/^Gid:\s+10001\s+10001\s+10001\s+10001$/m);
    expect(status).toMatch(/^CapEff:\s+0+$/m);
  });

  it('its own health check says so', async (context) => {
    const made = need(context);
    const [form, ...command] = made.config.Healthcheck.Test;
    expect(form).toBe('CMD');
    expect(await ended(start(made, command)), said).toBe(0);
  });

  it('holds no packages, and is labelled', (context) => {
    const made = need(context);
    const files = readdirSync(join(made.folder, made.config.WorkingDir), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.includes('node_modules'))).toEqual([]);
    expect(made.config.Labels['org.opencontainers.image.title']).toBe('nt2');
    // What is native lies beside the bundle, and the server has loaded it.
    expect(files.filter((file) => file.endsWith('.node'))).toHaveLength(2);
    expect(said).toContain('"event":"started"');
    expect(said).not.toContain('libsodium.missing');
  });

  it('C1: idles in half of the memory that compose.yml gives it, under that very limit', (context) => {
    need(context);
    expect(LIMIT).toBe(512 * 2 ** 20);
    const peak = limited?.peak() ?? null;
    if (peak === null) return context.skip('nothing here limits memory and says how much was taken');
    expect(readFileSync(`/proc/${server?.pid}/cgroup`, 'utf8')).toContain('nt2-test-');
    expect(peak).toBeGreaterThan(20 * 2 ** 20);
    expect(peak).toBeLessThan(LIMIT / 2);
  });

  it('ends in time at SIGTERM, with exit code 0', async (context) => {
    need(context);
    const begun = performance.now();
    server?.kill('SIGTERM');
    expect(await ended(server!), said).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
