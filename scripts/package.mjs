// Makes the package that `npm i -g` installs: the built server and pages, the command, its manual page and completions. It depends on no
// other package, so that a machine without a registry can install it; sources and tests stay out.
// See docs/decisions/package-without-dependencies.md.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { npm, root, SetupError } from './node.mjs';

/** Where people install it: native code for each. Elsewhere signatures are verified by WebCrypto. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

const README = `# nt2

Hand a secret to one person, from the chat where you already talk, without leaving it in the chat.

\`nt2 help\` lists the commands, \`nt2 help <command>\` shows the flags of one and an example, \`nt2 try\` is a trial on this computer alone.

Completions: copy \`completions/nt2.bash\`, \`completions/_nt2\` (zsh) or \`completions/nt2.fish\` to where your shell looks for them, or let
\`nt2 completion bash\` (\`zsh\`, \`fish\`) print them. The manual page is \`man nt2\`, or \`nt2 man\`.
`;

/** What the built command prints, by file. One process prints all of it, with a NUL after each. */
const PRINTED = [
  { file: 'man/nt2.1', args: ['man'] },
  { file: 'completions/nt2.bash', args: ['completion', 'bash'] },
  { file: 'completions/_nt2', args: ['completion', 'zsh'] },
  { file: 'completions/nt2.fish', args: ['completion', 'fish'] },
];

function printInto(folder) {
  const url = pathToFileURL(join(folder, 'dist/server/main.mjs')).href;
  const all = JSON.stringify(PRINTED.map(({ args }) => args));
  const program = `const { main } = await import('${url}'); for (const args of ${all}) { await main(args); process.stdout.write('\\0'); }`;
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  const texts = done.stdout.split('\0').filter((text) => text !== '');
  if (done.status !== 0 || texts.length !== PRINTED.length)
    throw new SetupError(`nt2 prints no manual page or completions: ${done.stderr}`);
  for (const [at, { file }] of PRINTED.entries()) writeFileSync(join(folder, file), texts[at]);
}

/**
 * Packs what was built and answers with the path of the tarball.
 *
 * @param {{ dist?: string, out?: string }} [options] the folder with `server` and `pages`, and the folder for the tarball
 */
export function makePackage({ dist = join(root, 'dist'), out = root } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-package-'));
  try {
    for (const part of ['server', 'pages']) cpSync(join(dist, part), join(folder, 'dist', part), { recursive: true, dereference: true });
    for (const platform of PLATFORMS) {
      const built = join(root, 'node_modules/sodium-native/prebuilds', platform, 'sodium-native.node');
      if (!existsSync(built)) continue;
      mkdirSync(join(folder, 'dist/server/prebuilds', platform), { recursive: true });
      copyFileSync(built, join(folder, 'dist/server/prebuilds', platform, 'sodium-native.node'));
    }
    for (const part of ['bin', 'man', 'completions']) mkdirSync(join(folder, part));
    copyFileSync(join(root, 'scripts/server/installed.mjs'), join(folder, 'bin/nt2.mjs'));
    chmodSync(join(folder, 'bin/nt2.mjs'), 0o755);
    printInto(folder);
    for (const file of ['LICENSE', 'CHANGELOG.md']) copyFileSync(join(root, file), join(folder, file));
    writeFileSync(join(folder, 'README.md'), README);
    const { name, version, description, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const packed = { name, version, description, license, type: 'module', bin: { nt2: 'bin/nt2.mjs' }, man: ['man/nt2.1'], engines };
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`);
    npm(process.execPath, ['pack', folder, '--pack-destination', out, '--offline', '--ignore-scripts']);
    return join(out, `${name}-${version}.tgz`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
