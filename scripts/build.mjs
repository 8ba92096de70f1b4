// Builds the pages (dist/pages: hashed files, HTML shells, manifest.json) and the server as one program (dist/server).
// A page is its HTML: whatever that names as "./something" is built, and is a hashed file under /assets/ or stands inside the page.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, posix, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { isFresh } from './fresh.mjs';
import { root, SetupError } from './node.mjs';
import { fillIn, namedIn } from './page-html.mjs';

/** The pages: source → built name. Scripts, styles, workers (`data-worker="./x.ts"`) and pictures are read from the HTML. */
const pages = {
  'src/web/share.html': 'share.html',
  'src/web/home.html': 'home.html',
  'src/web/receipt.html': 'receipt.html',
  'src/adapters/playground/page/main.html': 'playground.html',
};
const sources = [
  'src/web',
  'src/adapters/playground/page',
  'src/core',
  'src/crypto',
  'src/bot',
  'scripts/build.mjs',
  'scripts/page-html.mjs',
  'package-lock.json',
];

export function isPageBuildFresh() {
  return isFresh(
    join(root, 'dist/pages/manifest.json'),
    sources.map((source) => join(root, source)),
  );
}

const weigh = (bytes) => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  bytes: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
});

/** esbuild with what all our builds share; its complaint names the file and the line, so it is shown without a stack. */
async function bundle(options) {
  try {
    return await build({ bundle: true, format: 'esm', logLevel: 'silent', ...options });
  } catch (error) {
    throw new SetupError(error.message, { cause: error });
  }
}

const assetName = (path) => `assets/${basename(path)}`;

/**
 * age-encryption also speaks post-quantum, P-256, X25519 in JavaScript and passphrases. nt2 asks for none of it (X25519 is the browser's
 * own, and a browser without it is told so; scrypt runs in a Worker), and left in it would be half of what a page weighs. Nothing stands
 * in its place: a call would throw.
 */
const leaveOut = {
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@noble\/(post-quantum\/hybrid|curves\/nist|curves\/ed25519|hashes\/scrypt)\.js$/ }, ({ path, importer }) =>
      /[\\/]age-encryption[\\/]/.test(importer) ? { path, namespace: 'left-out' } : undefined,
    );
    const basePoint = 'export const x25519 = { GuBytes: Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 9 : 0)) };';
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: `${basePoint} export const p256 = undefined, scrypt = undefined, MLKEM768P256 = undefined, MLKEM768X25519 = undefined;`,
    }));
  },
};

/** Whatever is fetched later is a build of its own too; `build` makes it (once) and the import names the made file. */
const apart = (from, build) => ({
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, async ({ path, kind, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const { file } = await build(relative(from, join(resolveDir, path)).replaceAll('\\', '/'));
      return { path: `/${file}`, external: true };
    });
  },
});

/**
 * Builds one script, style or picture into one file. Chunks shared between pages, or between a page and what it fetches later,
 * would save little and cost every page more requests.
 */
async function buildEntry(from, entry, { buildFile, isClassic }) {
  const result = await bundle({
    ...(isClassic && { format: 'iife' }),
    absWorkingDir: from,
    entryPoints: [entry],
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    outdir: join(from, 'assets'),
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'copy', '.png': 'copy', '.woff2': 'copy' },
    legalComments: 'external',
    plugins: [leaveOut, apart(from, buildFile)],
    metafile: true,
    write: false,
  });
  const { outputs } = result.metafile;
  const [main] = Object.keys(outputs).filter((file) => outputs[file].entryPoint === entry);
  const file = assetName(main);
  return { entry, file, made: result.outputFiles, text: () => result.outputFiles.find(({ path }) => assetName(path) === file).text };
}

/**
 * Builds all pages and writes manifest.json. All names are relative to `out`; the server serves `assets/x` at `/assets/x`.
 *
 * @param {{ from?: string, out?: string, list?: Record<string, string> }} [options] folders, and source → built name
 * @typedef {{ sha256: string, bytes: number, gzip: number }} Weight sizes in bytes
 * @typedef {{ scripts: string[], styles: string[] }} Inline hashes of what stands inside a page
 * @typedef {{ entries: Record<string, { file: string }>, files: Record<string, Weight>, pages: Record<string, Weight & { inline: Inline }> }} Manifest
 * @returns {Promise<Manifest>}
 */
export async function buildPages({ from = root, out = join(root, 'dist/pages'), list = pages } = {}) {
  const shells = Object.entries(list).map(([source, name]) => {
    if (!existsSync(join(from, source))) throw new SetupError(`${source} is not there, and it is one of the pages.`);
    const html = readFileSync(join(from, source), 'utf8');
    return { name, html, folder: posix.dirname(source) };
  });
  const asked = new Map();
  const named = new Set();
  const build = (entry, isClassic = false) => {
    if (!asked.has(entry)) asked.set(entry, buildEntry(from, entry, { buildFile, isClassic }));
    return asked.get(entry);
  };
  const buildFile = (entry) => {
    named.add(entry);
    return build(entry);
  };
  const parts = shells.flatMap(({ html, folder }) => namedIn(html).map((part) => ({ ...part, entry: posix.join(folder, part.path) })));
  await Promise.all(parts.map(({ entry, isFile, isClassic }) => (isFile ? buildFile(entry) : build(entry, isClassic))));
  const built = await Promise.all(asked.values());
  const entries = new Map(built.map((result) => [result.entry, result]));

  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'assets'), { recursive: true });
  const files = {};
  for (const { entry, made } of built) {
    for (const { path, contents } of made) {
      const file = assetName(path);
      const isLegal = file.endsWith('.LEGAL.txt');
      if (isLegal || named.has(entry)) writeFileSync(join(out, file), contents);
      if (!isLegal && named.has(entry)) files[file] = weigh(contents);
    }
  }
  const written = shells.map(({ name, html, folder }) => {
    const { html: whole, inline } = fillIn(html, (path) => entries.get(posix.join(folder, path)));
    const bytes = Buffer.from(whole);
    writeFileSync(join(out, name), bytes);
    return [name, { ...weigh(bytes), inline }];
  });
  const manifest = {
    entries: Object.fromEntries(built.filter(({ entry }) => named.has(entry)).map(({ entry, file }) => [entry, { file }])),
    files,
    pages: Object.fromEntries(written),
  };
  writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

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

/** Bundles the server and the command line into dist/server. */
export async function buildServer({ from = root, entry = 'src/cli/main.ts', out = join(root, 'dist/server') } = {}) {
  rmSync(out, { recursive: true, force: true });
  await bundle({
    absWorkingDir: from,
    entryPoints: { main: entry },
    splitting: true,
    outdir: out,
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node22',
    // The CommonJS packages inside (ioredis) ask for node:net and others with require.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    legalComments: 'linked',
  });
  copyLibsodium(from, out);
}
