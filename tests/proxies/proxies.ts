// Real proxies with the lines of docs/operations.md: only ports, folders and the certificate are other ones.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A proxy of the document: how its block is named, and what starts it. */
interface Kind {
  readonly fence: string;
  readonly program: string;
  readonly package: string;
  /** Without it the address is plain http. */
  readonly hasTls: boolean;
  /** Its files, written into the folder, and its command line. */
  prepare(place: Place): readonly string[];
}

interface Place {
  /** The block of the document. */
  readonly lines: string;
  readonly folder: string;
  readonly port: number;
  readonly upstream: number;
}

const UPSTREAM = '127.0.0.1:4180';
/** What Debian's Apache does not have built in. */
const MODULES = ['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'ssl', 'http2', 'socache_shmcb'];

export const PROXIES: Readonly<Record<string, Kind>> = {
  nginx: {
    fence: 'nginx',
    program: 'nginx',
    package: 'nginx-light',
    hasTls: true,
    prepare({ lines, folder, port, upstream }) {
      const site = lines
        .replace(/^.*\[::\]:443.*\n/m, '')
        .replace(/^ +listen 443/m, `listen 127.0.0.1:${port}`)
        .replaceAll('/etc/ssl/nt2', folder)
        .replace('nt2.example.com', 'localhost')
        .replace(UPSTREAM, `127.0.0.1:${upstream}`);
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((name) => `${name}_temp_path ${folder}/${name};`)
        .join('\n');
      const head = `daemon off;\nuser root;\npid ${folder}/pid;\nerror_log stderr;\nevents {}\n`;
      writeFileSync(join(folder, 'nginx.conf'), `${head}http {\n${temporary}\n${site}}\n`);
      return ['-p', folder, '-c', join(folder, 'nginx.conf')];
    },
  },
  Apache: {
    fence: 'apache',
    program: 'apache2',
    package: 'apache2',
    hasTls: true,
    prepare({ lines, folder, port, upstream }) {
      const site = lines
        .replace('*:443', `127.0.0.1:${port}`)
        .replaceAll('/etc/ssl/nt2', folder)
        .replace('nt2.example.com', 'localhost')
        .replace(UPSTREAM, `127.0.0.1:${upstream}`);
      const modules = MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n');
      const head = `ServerRoot ${folder}\nServerName localhost\nPidFile pid\nDefaultRuntimeDir ${folder}\nErrorLog errors\nUser www-data\nGroup www-data\n`;
      writeFileSync(join(folder, 'apache.conf'), `${head}${modules}\nListen 127.0.0.1:${port}\n${site}`);
      return ['-DFOREGROUND', '-f', join(folder, 'apache.conf')];
    },
  },
  HAProxy: {
    fence: 'haproxy',
    program: 'haproxy',
    package: 'haproxy',
    hasTls: true,
    prepare({ lines, folder, port, upstream }) {
      const [chain, key] = ['fullchain.pem', 'key.pem'].map((name) => readFileSync(join(folder, name), 'utf8'));
      writeFileSync(join(folder, 'nt2.pem'), `${chain}${key}`);
      const whole = lines
        .replace('bind :443', `bind 127.0.0.1:${port}`)
        .replace('/etc/haproxy', folder)
        .replace(UPSTREAM, `127.0.0.1:${upstream}`);
      writeFileSync(join(folder, 'haproxy.cfg'), whole);
      return ['-db', '-f', join(folder, 'haproxy.cfg')];
    },
  },
  Varnish: {
    fence: 'vcl',
    program: 'varnishd',
    package: 'varnish',
    hasTls: false,
    prepare({ lines, folder, port, upstream }) {
      writeFileSync(join(folder, 'nt2.vcl'), lines.replace('"4180"', `"${upstream}"`));
      const state = join(folder, 'state');
      return ['-F', '-j', 'none', '-n', state, '-s', 'malloc,32m', '-a', `127.0.0.1:${port}`, '-f', join(folder, 'nt2.vcl')];
    },
  },
  Caddy: {
    fence: 'caddyfile',
    program: 'caddy',
    package: 'caddy',
    hasTls: true,
    prepare({ lines, folder, port, upstream }) {
      const site = lines
        .replace('nt2.example.com {', `https://localhost:${port} {\n\tbind 127.0.0.1\n\ttls ${folder}/fullchain.pem ${folder}/key.pem`)
        .replace(UPSTREAM, `127.0.0.1:${upstream}`);
      writeFileSync(join(folder, 'Caddyfile'), `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`);
      return ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'];
    },
  },
};

/** Why a proxy cannot be run here, or null. */
export function missingProxy(name: string): string | null {
  const { program = '', package: of = '' } = PROXIES[name] ?? {};
  const isThere = spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin" command -v ${program}`]).status === 0;
  return isThere ? null : `${program} is not installed (Debian: apt-get install ${of})`;
}

/** The lines of a proxy in docs/operations.md. */
export function documented(name: string): string {
  const page = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  const found = new RegExp(`^\`\`\`${PROXIES[name]?.fence}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1];
  if (found === undefined) throw new Error(`docs/operations.md has no lines for ${name}`);
  return found;
}

export interface Proxy {
  /** The certificate that a client has to trust; null without TLS. */
  readonly ca: string | null;
  readonly caFile: string;
  stop(): Promise<void>;
}

/** @param lines those of the document, or others to be shown as wrong. */
export async function startProxy(
  name: string,
  { port, upstream, lines = documented(name) }: { readonly port: number; readonly upstream: number; readonly lines?: string },
): Promise<Proxy> {
  const kind = PROXIES[name];
  if (kind === undefined) throw new Error(name);
  const folder = mkdtempSync(join(tmpdir(), 'nt2-proxy-'));
  mkdirSync(join(folder, 'state'));
  const [caFile, keyFile] = [join(folder, 'fullchain.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const made = spawnSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', keyFile, '-out', caFile], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);

  const args = kind.prepare({ lines, folder, port, upstream });
  const env = { PATH: `${process.env['PATH']}:/usr/sbin`, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(kind.program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(late);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listens(port, child, () => said);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ca: kind.hasTls ? readFileSync(caFile, 'utf8') : null, caFile, stop };
}

async function listens(port: number, child: ChildProcess, said: () => string): Promise<void> {
  const end = Date.now() + 15_000;
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isOpen) return;
    if (child.exitCode !== null || Date.now() > end) throw new Error(`the proxy does not listen:\n${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
