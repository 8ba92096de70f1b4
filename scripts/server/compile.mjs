// Runs the bundled server and `nt2 share` in this process, in an empty folder, and puts beside each part what V8 has compiled of it until then.
// node scripts/server/compile.mjs FOLDER. See docs/decisions/compiled-at-the-build.md.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';

const out = resolve(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'nt2-compile-'));
const scripts = new Map();
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    scripts.set(options.filename, this);
  }
};

const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));

async function freePort() {
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((done) => probe.close(done));
  return port;
}

/** Answers as a Redis that has just come up, and refuses whatever it is asked to keep: what a connection needs runs all the same. */
function createPoorRedis() {
  const info = 'redis_version:8.0.0\r\nredis_mode:standalone\r\nrole:master\r\nloading:0\r\n';
  return createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      for (const [, name] of bytes.toString('latin1').matchAll(/(?:^|\n)\*\d+\r\n\$\d+\r\n(\w+)/g))
        socket.write(name.toLowerCase() === 'info' ? `$${info.length}\r\n${info}\r\n` : '-ERR nothing is kept here\r\n');
    });
  });
}

function configure(store, port) {
  for (const name of Object.keys(process.env)) if (name.startsWith('NT2_')) delete process.env[name];
  const url = `http://127.0.0.1:${port}`;
  const secret = randomBytes(32).toString('base64url');
  Object.assign(process.env, { NT2_SECRET: secret, NT2_PUBLIC_URL: url, NT2_PORT: `${port}`, NT2_STORE: store, NT2_STATE_DIR: folder });
  return url;
}

/** What it would have shown. */
async function printed(act) {
  const { write } = process.stdout;
  let text = '';
  process.stdout.write = (part) => (text += part) !== '';
  try {
    const code = await act();
    if (code !== 0) throw new Error(`it ended with exit code ${code}.`);
  } finally {
    process.stdout.write = write;
  }
  return text.trim();
}

const { main, load } = await import(pathToFileURL(join(out, 'main.mjs')).href);

const redis = createPoorRedis();
configure(`redis://127.0.0.1:${await listen(redis)}`, await freePort());
await main(['serve']);
redis.close();

const url = configure(`sqlite:${join(folder, 'nt2.db')}`, await freePort());
const token = await printed(() => main(['token', 'create', 'compiled']));
const ended = main(['serve']);
const firstAnswer = async () => {
  for (;;) {
    const isUp = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return null;
    await sleep(10);
  }
};
const code = await Promise.race([firstAnswer(), ended]);
if (code !== null) throw new Error(`it ended with exit code ${code}.`);

// What a person runs most, so that it is compiled as far as it runs.
Object.assign(process.env, { NT2_URL: url, NT2_TOKEN: token });
await printed(() => main(['share', '--link']));

for (const file of readdirSync(out).filter((name) => name.endsWith('.cjs')))
  if (!scripts.has(join(out, file))) load(basename(file, '.cjs'));
for (const [file, script] of scripts) {
  const compiled = script.createCachedData();
  const digest = createHash('sha256').update(readFileSync(file)).update(compiled).digest();
  writeFileSync(`${file}.v8`, Buffer.concat([digest, compiled]));
}
process.emit('SIGINT');
await ended;
rmSync(folder, { recursive: true });
process.exit(0);
