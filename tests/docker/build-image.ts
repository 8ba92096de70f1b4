// Builds the image without Docker and without a registry of images: a Debian of debootstrap with this Node and npm as its base, and buildah.
// It needs root, Debian and a network, and says which of them is missing.

import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const root = join(import.meta.dirname, '../..');

const inspected = z.object({
  Docker: z.object({
    config: z.object({
      User: z.string(),
      Env: z.array(z.string()),
      Entrypoint: z.array(z.string()),
      Cmd: z.array(z.string()),
      WorkingDir: z.string(),
      Volumes: z.record(z.string(), z.unknown()),
      Healthcheck: z.object({ Test: z.array(z.string()) }),
      Labels: z.record(z.string(), z.string()),
    }),
  }),
});

export interface Image {
  readonly config: z.output<typeof inspected>['Docker']['config'];
  /** Its root file system, in a folder. */
  readonly folder: string;
  remove(): void;
}

/** Why this machine cannot build it. */
class Missing extends Error {}

/** The image, or the reason why there is none. A Dockerfile that does not build is neither: that is thrown. */
export function buildImage(): Image | string {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-image-'));
  const buildah = (...args: string[]): string =>
    run(['buildah', '--root', join(folder, 'store'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs', ...args]);
  const remove = (): void => {
    if (existsSync(join(folder, 'store'))) buildah('umount', '--all');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const base = join(folder, 'base');
    prepare(base);
    const scratch = buildah('from', 'scratch');
    buildah('copy', '--quiet', scratch, base, '/');
    if (process.env['NODE_EXTRA_CA_CERTS']) buildah('config', '--env', 'NODE_EXTRA_CA_CERTS=/etc/ssl/extra.pem', scratch);
    buildah('commit', '--quiet', scratch, 'localhost/base:1');
    const file = ['--build-arg', 'BASE=localhost/base:1', '--file', join(root, 'docker/Dockerfile'), '--tag', 'localhost/nt2:1', root];
    buildah('bud', '--isolation', 'chroot', '--format', 'docker', ...file);
    const { config } = inspected.parse(JSON.parse(buildah('inspect', '--type', 'image', 'localhost/nt2:1'))).Docker;
    return { config, folder: buildah('mount', buildah('from', 'localhost/nt2:1')), remove };
  } catch (error) {
    remove();
    if (error instanceof Missing) return error.message;
    throw error;
  }
}

/** A small Debian with what the official image of Node has: Node, npm and libatomic. */
function prepare(base: string): void {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) throw new Missing('building the image needs root on Debian');
  const programs = ['buildah', 'debootstrap'].filter((name) => spawnSync('which', [name]).status !== 0);
  if (programs.length > 0) {
    console.error(`Installing with apt-get (you are root on Debian): ${programs.join(' ')}.`);
    attempt(['apt-get', 'update', '-qq']);
    attempt(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...programs]);
  }
  attempt(['debootstrap', '--variant=minbase', '--include=libatomic1,ca-certificates', 'bookworm', base]);
  copyFileSync(realpathSync(process.execPath), join(base, 'usr/local/bin/node'));
  const npm = spawnSync('which', ['npm'], { encoding: 'utf8' }).stdout.trim();
  if (npm === '') throw new Missing('building the image needs npm');
  mkdirSync(join(base, 'usr/local/lib'), { recursive: true });
  cpSync(dirname(dirname(realpathSync(npm))), join(base, 'usr/local/lib/npm'), { recursive: true });
  const launcher = '#!/usr/local/bin/node\nrequire("/usr/local/lib/npm/lib/cli.js")(process);\n';
  writeFileSync(join(base, 'usr/local/bin/npm'), launcher, { mode: 0o755 });
  const authority = process.env['NODE_EXTRA_CA_CERTS'];
  if (authority) copyFileSync(authority, join(base, 'etc/ssl/extra.pem'));
}

function attempt(command: string[]): void {
  try {
    run(command);
  } catch (error) {
    throw new Missing(`building the image needs ${command[0]} and a network. ${(error as Error).message.slice(-300)}`, { cause: error });
  }
}

function run([program = '', ...args]: string[]): string {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync(program, args, { encoding: 'utf8', env, maxBuffer: 64 * 1024 * 1024 });
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${done.stdout}${done.stderr}`.slice(-4_000));
  return done.stdout.trim();
}
