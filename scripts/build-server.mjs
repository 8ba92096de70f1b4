// Builds the server and the command line as one program (dist/server): main.mjs, and parts that are loaded when they are needed.
// See docs/decisions/compiled-at-the-build.md.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundle } from './bundle.mjs';
import { root, SetupError } from './node.mjs';

/** Parts of several files, by the sources that ask for them. Every other file is a part of its own. `isAlone`: it runs without the server's. */
const PARTS = [
  { part: 'serve', sources: ['src/cli/serve.ts', 'src/app/server.ts'] },
  { part: 'redis', sources: ['src/store/redis/store.ts'] },
  { part: 'sqlite', sources: ['src/store/sqlite/store.ts'] },
  { part: 'folder', sources: ['src/blobs/folder.ts'] },
  { part: 'bucket', sources: ['src/blobs/bucket.ts'] },
  {
    part: 'terminal',
    isAlone: true,
    sources: [
      'give/share',
      'give/request',
      'give/resend',
      'give/people',
      'open/open',
      'follow/act',
      'follow/list',
      'follow/receipt',
      'follow/status',
      'light-fetch',
    ]
      .map((name) => `src/cli/${name}.ts`)
      .concat('src/client/client.ts'),
  },
];
/** What a part that runs alone needs and others need too. */
const SHARED = 'shared';

/** Where one bundle should run besides the machine that makes it: what the image is built for. */
const SERVERS = ['linux-x64', 'linux-arm64'];

/** Of sodium-native the bundle has the built files alone: `src/app/libsodium.ts` loads the one for its machine from beside itself. */
function copyLibsodium(from, out) {
  const folder = join(from, 'node_modules/sodium-native');
  const here = `${process.platform}-${process.arch}`;
  for (const platform of new Set([...SERVERS, here])) {
    const built = join(folder, 'prebuilds', platform, 'sodium-native.node');
    // A platform without a build, such as a BSD, verifies by WebCrypto. The image's platforms must have theirs.
    if (platform === here && !existsSync(built)) continue;
    mkdirSync(join(out, 'prebuilds', platform), { recursive: true });
    copyFileSync(built, join(out, 'prebuilds', platform, 'sodium-native.node'));
  }
  const licenses = [join(folder, 'LICENSE'), join(root, 'scripts/libsodium-license.txt')].map((file) => readFileSync(file, 'utf8'));
  writeFileSync(join(out, 'prebuilds/LICENSE.txt'), `sodium-native:\n\n${licenses.join('\n')}`);
}

const nameOf = (path) => `./${basename(path)}`;

/** Changes one place in a file of a package. Where the package has changed too, the build says so. */
const mended = ({ name, file, from, to }) => ({
  name,
  setup({ onLoad }) {
    onLoad({ filter: file }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes(from)) throw new SetupError(`${path} is written in another way than before: look again at ${name}.`);
      return { contents: text.replace(from, () => to) };
    });
  },
});

const FILL = 'commands.forEach(function (commandName) {\n    Commander.prototype[commandName] =';
/**
 * ioredis gives a prototype 600 methods one by one, and V8 makes a new shape of it for each: 6 MB of garbage and 6 ms at every start. From
 * an object that something was deleted from V8 makes a table, until it is used.
 */
const commanderAsTable = mended({
  name: 'commander-as-table',
  file: /[\\/]ioredis[\\/]built[\\/]utils[\\/]Commander\.js$/,
  from: FILL,
  to: `Commander.prototype.none = null;\ndelete Commander.prototype.none;\n${FILL}`,
});

/** age reads a stream whole by the runtime's `Response`, for which Node loads all of undici: 30 ms and 15 MiB of each `nt2 share`. */
const ageWithoutResponse = mended({
  name: 'age-without-response',
  file: /[\\/]age-encryption[\\/]dist[\\/]io\.js$/,
  from: 'new Uint8Array(await new Response(stream).arrayBuffer())',
  to: 'new Uint8Array(Buffer.concat(await Array.fromAsync(stream)))',
});

/** The files that esbuild makes: each module in one of them alone, however many parts need it. */
async function split(from, entry) {
  const { outputFiles, metafile } = await bundle({
    absWorkingDir: from,
    entryPoints: { main: entry },
    splitting: true,
    outdir: join(from, 'split'),
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node22',
    legalComments: 'linked',
    plugins: [commanderAsTable, ageWithoutResponse],
    metafile: true,
    write: false,
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [nameOf(path), text]));
  const files = new Map();
  for (const [path, { entryPoint, imports }] of Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.mjs'))) {
    const own = imports
      .filter(({ external }) => !external)
      .map(({ path: to, kind }) => ({ to: nameOf(to), isLater: kind === 'dynamic-import' }));
    files.set(nameOf(path), { entryPoint, imports: own, text: texts.get(nameOf(path)), license: texts.get(`${nameOf(path)}.LEGAL.txt`) });
  }
  return files;
}

/**
 * The part of each file: `main`, one of PARTS, or one of its own. What two of the server's need is in the first, which is loaded before them;
 * what a part that runs alone needs of theirs is apart, so that it loads nothing of a server.
 */
function sortIntoParts(files) {
  const neededBy = (name, needed = new Set()) => {
    if (needed.has(name)) return needed;
    needed.add(name);
    for (const { to, isLater } of files.get(name).imports) if (!isLater) neededBy(to, needed);
    return needed;
  };
  const entryOf = (source) => [...files.keys()].filter((name) => files.get(name).entryPoint === source);
  const needs = PARTS.map(({ part, sources, isAlone = false }) => ({
    part,
    isAlone,
    needed: new Set(sources.flatMap(entryOf).flatMap((name) => [...neededBy(name)])),
  }));
  const atMain = neededBy('./main.mjs');
  const partOf = (name) => {
    if (atMain.has(name)) return 'main';
    const takers = needs.filter(({ needed }) => needed.has(name));
    if (takers.length > 1) return takers.some(({ isAlone }) => isAlone) ? SHARED : PARTS[0].part;
    return takers[0]?.part ?? basename(name, '.mjs');
  };
  return new Map([...files.keys()].map((name) => [name, partOf(name)]));
}

/** Makes one text of the files of a part, which hands out what other parts take. */
async function buildPart(part, { files, partOf, head }) {
  const mine = [...files.keys()].filter((name) => partOf.get(name) === part);
  const isTaken = (name) =>
    [...files].some(([other, { imports }]) => imports.some(({ to, isLater }) => to === name && (isLater || partOf.get(other) !== part)));
  const given = mine.filter(isTaken);
  const handOut = [
    ...given.map((name, n) => `import * as p${n} from '${name}';`),
    `nt2Share({ ${given.map((name, n) => `'${name}': p${n}`).join(', ')} });`,
  ];
  const isMain = part === 'main';
  const { outputFiles } = await bundle({
    stdin: { contents: isMain ? `import 'hand-out'; export * from './main.mjs';` : `import 'hand-out';` },
    format: isMain ? 'esm' : 'cjs',
    platform: 'node',
    target: 'node22',
    minifyWhitespace: true,
    lineLimit: 160,
    // What is loaded later comes from a part: `require` is that of scripts/server/parts.mjs.
    supported: { 'dynamic-import': false },
    define: isMain ? {} : { 'import.meta.url': 'nt2Url' },
    banner: { js: isMain ? head : "(function (require, nt2Share, nt2Url) { 'use strict';" },
    footer: { js: isMain ? '' : '})' },
    legalComments: 'none',
    write: false,
    plugins: [
      {
        name: 'part',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^hand-out$|^\.\// }, ({ path, kind }) =>
            path === 'hand-out' || (kind !== 'dynamic-import' && partOf.get(path) === part)
              ? { path, namespace: 'part' }
              : { path, external: true },
          );
          onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => ({
            contents: path === 'hand-out' ? handOut.join('\n') : files.get(path).text,
          }));
        },
      },
    ],
  });
  return { part, text: outputFiles[0].text, license: mine.map((name) => files.get(name).license ?? '').join('') };
}

/** Bundles the server and the command line into dist/server. */
export async function buildServer({ from = root, entry = 'src/cli/main.ts', out = join(root, 'dist/server') } = {}) {
  const files = await split(from, entry);
  const partOf = sortIntoParts(files);
  const table = Object.fromEntries([...partOf].filter(([, part]) => part !== 'main'));
  const head = `${readFileSync(join(root, 'scripts/server/parts.mjs'), 'utf8')}\nconst nt2PartOf = ${JSON.stringify(table)};`;
  const parts = await Promise.all([...new Set(partOf.values())].map((part) => buildPart(part, { files, partOf, head })));
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const { part, text, license } of parts) {
    const file = join(out, part === 'main' ? 'main.mjs' : `${part}.cjs`);
    writeFileSync(file, text);
    if (license !== '') writeFileSync(`${file}.LEGAL.txt`, license);
  }
  copyLibsodium(from, out);
}

/** Puts beside each part what V8 makes of its text. A Node that another one compiled for compiles for itself. */
export function compileServer(out = join(root, 'dist/server')) {
  const done = spawnSync(process.execPath, [join(root, 'scripts/server/compile.mjs'), out], { encoding: 'utf8', input: 'what is shared' });
  if (done.status !== 0) throw new SetupError(`The server could not be compiled: ${done.stderr}`);
}
