// Lays beside the build what else `npm pack` packs: libsodium for the platforms of people, manual page and completions. The package
// depends on no other, so that a machine without a registry can install it. See docs/decisions/package-without-dependencies.md.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isFresh } from './fresh.mjs';
import { root, SetupError } from './node.mjs';

const dist = join(root, 'dist');

/** Where people install it: native code for each. Elsewhere signatures are verified by WebCrypto. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/** What the built command prints, by file. One process prints all of it, with a NUL after each. */
const PRINTED = [
  { file: 'man/nt2.1', args: ['man'] },
  { file: 'completions/nt2.bash', args: ['completion', 'bash'] },
  { file: 'completions/_nt2', args: ['completion', 'zsh'] },
  { file: 'completions/nt2.fish', args: ['completion', 'fish'] },
];

/** Whether the built server, with what V8 compiled of it, is newer than all that it was built from. */
export function isServerBuildFresh() {
  const sources = ['src', 'scripts', 'package.json', 'package-lock.json'].map((source) => join(root, source));
  return isFresh(join(dist, 'server/main.mjs'), sources) && existsSync(join(dist, 'server/serve.cjs.v8'));
}

function copyLibsodium() {
  for (const platform of PLATFORMS) {
    const built = join(root, 'node_modules/sodium-native/prebuilds', platform, 'sodium-native.node');
    if (!existsSync(built)) continue;
    mkdirSync(join(dist, 'server/prebuilds', platform), { recursive: true });
    copyFileSync(built, join(dist, 'server/prebuilds', platform, 'sodium-native.node'));
  }
}

function printManual() {
  const url = pathToFileURL(join(dist, 'server/main.mjs')).href;
  const all = JSON.stringify(PRINTED.map(({ args }) => args));
  const program = `const { main } = await import('${url}'); for (const args of ${all}) { await main(args); process.stdout.write('\\0'); }`;
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  const texts = done.stdout.split('\0').filter((text) => text !== '');
  if (done.status !== 0 || texts.length !== PRINTED.length)
    throw new SetupError(`nt2 prints no manual page or completions: ${done.stderr}`);
  for (const [at, { file }] of PRINTED.entries()) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    writeFileSync(join(dist, file), texts[at]);
  }
}

/** Completes what was built into what `files` of package.json names. */
export function completePackage() {
  copyLibsodium();
  printManual();
}
