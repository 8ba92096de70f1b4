// Builds the pages (dist/pages): hashed files, HTML shells, manifest.json.
// A page is its HTML: whatever that names as "./something" is built, and is a hashed file under /assets/ or stands inside the page.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, posix, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { buildReference, writeDocument } from './build-reference.mjs';
import { bundle } from './bundle.mjs';
import { isFresh } from './fresh.mjs';
import { leaveOut } from './leave-out.mjs';
import { root, SetupError } from './node.mjs';
import { fillIn, namedIn } from './page-html.mjs';
import { createShares } from './page-shares.mjs';
import { styleTexts } from './page-styles.mjs';

/** The pages: source → built name. Scripts, styles, workers (`data-worker="./x.ts"`) and pictures are read from the HTML. */
const pages = {
  'src/web/share.html': 'share.html',
  'src/web/request.html': 'request.html',
  'src/web/go.html': 'go.html',
  'src/web/home.html': 'home.html',
  'src/web/receipt.html': 'receipt.html',
  'src/web/vault.html': 'vault.html',
  'src/web/file.html': 'file.html',
  'src/web/error.html': 'error.html',
  'src/adapters/playground/page/main.html': 'playground.html',
};
const sources = [
  'src/web',
  'src/adapters/playground/page',
  'src/client',
  'src/core',
  'src/crypto',
  'src/bot',
  'src/reference',
  'src/server/api',
  'src/server/http/problem.ts',
  'scripts/build.mjs',
  'scripts/leave-out.mjs',
  'scripts/build-reference.mjs',
  'scripts/page-html.mjs',
  'scripts/page-shares.mjs',
  'scripts/page-styles.mjs',
  'package.json',
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

/** With the most work, which a server that compresses at the first request cannot spend. HTML is not known yet: a server puts its facts into it. */
const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });

const assetName = (path) => `assets/${basename(path)}`;

/** Whatever is fetched later is a build of its own too: `fileOf` gives the name of the made file. */
const apart = (from, fileOf) => ({
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, async ({ path, kind, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      return { path: `/${await fileOf(relative(from, join(resolveDir, path)).replaceAll('\\', '/'))}`, external: true };
    });
  },
});

/** Builds one script, style or picture into one file. */
async function buildEntry(from, entry, { fileOf, isClassic = false, shares, begin }) {
  const result = await bundle({
    ...(isClassic && { format: 'iife' }),
    ...(begin === undefined ? { entryPoints: [entry] } : { stdin: { contents: begin, resolveDir: from } }),
    absWorkingDir: from,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    outdir: join(from, 'assets'),
    target: 'es2022',
    minify: true,
    // Sentences as they are: escaped, a curly apostrophe takes twice as much. Every answer says that it is UTF-8.
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'copy', '.png': 'copy', '.woff2': 'copy' },
    legalComments: 'external',
    plugins: [
      leaveOut,
      styleTexts,
      ...(fileOf === undefined ? [] : [apart(from, fileOf)]),
      ...(shares === undefined ? [] : [shares.plugin]),
    ],
    metafile: true,
    write: false,
  });
  const { outputs } = result.metafile;
  const main = Object.keys(outputs).find((file) => outputs[file].entryPoint !== undefined);
  const file = assetName(main);
  const text = () => result.outputFiles.find(({ path }) => assetName(path) === file).text;
  return { entry, file, made: result.outputFiles, inputs: outputs[main].inputs, text };
}

/** Builds every entry once. */
function createBuilder(from) {
  const [files, insides] = [new Map(), new Map()];
  const once = (made, entry, build) => {
    if (!made.has(entry)) made.set(entry, build());
    return made.get(entry);
  };
  /** What is fetched by an address. `page`: the script inside a page that fetches it, with what it shares. */
  const file = async (entry, page) => {
    const fileOf = async (other) => (await file(other, page)).file;
    const built = await once(files, entry, async () => {
      const made = await buildEntry(from, entry, { fileOf, shares: page?.shares });
      return { ...made, page: page?.shares.note(made.text()) ? page : undefined };
    });
    if (page !== undefined && built.page !== undefined && built.page !== page)
      throw new SetupError(`${entry} takes from ${built.page.entry} what it shares, so ${page.entry} cannot fetch it.`);
    return built;
  };
  /** What stands inside a page. A script is built a first time for its weight, and again with the names of what it fetches. */
  const inside = (entry, { isClassic, isWhole }) =>
    once(insides, entry, async () => {
      // Without the plugin that sets it apart, whatever it would fetch stands in the script itself.
      if (isWhole) return { ...(await buildEntry(from, entry, { isClassic })), entry };
      const fetched = new Set();
      const first = await buildEntry(from, entry, { isClassic, fileOf: (other) => fetched.add(other) && other });
      if (fetched.size === 0) return first;
      const page = { entry, shares: await createShares({ from, inputs: first.inputs }) };
      await Promise.all([...fetched].map((other) => file(other, page)));
      const fileOf = async (other) => (await file(other, page)).file;
      return { ...(await buildEntry(from, entry, { isClassic, fileOf, begin: page.shares.begin(entry) })), entry };
    });
  const allOf = (made) => Promise.all(made.values());
  return { file, inside, all: async () => ({ files: await allOf(files), insides: await allOf(insides) }) };
}

/** What a server of this build serves, for those who compare: docs/pages.md. */
const BUILT_LIST = 'pages.sha256';

/** Parts are built side by side and come as they are ready; two builds are the same, byte for byte. */
const sorted = (rows) => Object.fromEntries(rows.toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** As `sha256sum -c` reads it, in the order of the names. */
const listOf = (files) =>
  Object.entries(files)
    .map(([name, { sha256 }]) => `${sha256}  ${name}\n`)
    .toSorted((one, other) => (one.slice(66) < other.slice(66) ? -1 : 1))
    .join('');

/** Each page says of which nt2 it is: to people on the front page, to others in its source. */
function withVersion(html) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return html.replace('<meta charset="utf-8" />', (first) => `${first}<meta name="generator" content="nt2 ${version}" />`);
}

/**
 * Builds all pages and writes manifest.json. All names are relative to `out`; the server serves `assets/x` at `/assets/x`.
 *
 * @param {{ from?: string, out?: string, list?: Record<string, string> }} [options] folders, and source → built name; without a list, all pages
 * and the description of the API
 * @typedef {{ sha256: string, bytes: number, gzip: number }} Weight sizes in bytes
 * @typedef {{ scripts: string[], styles: string[] }} Inline hashes of what stands inside a page
 * @typedef {{ entries: Record<string, { file: string }>, files: Record<string, Weight>, pages: Record<string, Weight & { inline: Inline }>,
 *   documents: Record<string, { sha256: string, bytes: number, inline?: Inline }> }} Manifest
 * @returns {Promise<Manifest>}
 */
export async function buildPages({ from = root, out = join(root, 'dist/pages'), list = pages } = {}) {
  const shells = Object.entries(list).map(([source, name]) => {
    if (!existsSync(join(from, source))) throw new SetupError(`${source} is not there, and it is one of the pages.`);
    const html = withVersion(readFileSync(join(from, source), 'utf8'));
    return { name, html, folder: posix.dirname(source) };
  });
  const builder = createBuilder(from);
  const parts = shells.flatMap(({ html, folder }) => namedIn(html).map((part) => ({ ...part, entry: posix.join(folder, part.path) })));
  // First, because a page decides what is shared with the files that it fetches.
  await Promise.all(parts.filter(({ isFile }) => !isFile).map(({ entry, ...how }) => builder.inside(entry, how)));
  await Promise.all(parts.filter(({ isFile }) => isFile).map(({ entry }) => builder.file(entry)));
  const built = await builder.all();
  const entries = new Map([...built.insides, ...built.files].map((result) => [result.entry, result]));

  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'assets'), { recursive: true });
  const files = {};
  // Licences go along also of what stands inside a page.
  for (const { path, contents } of built.insides.flatMap(({ made }) => made).filter(({ path }) => path.endsWith('.LEGAL.txt')))
    writeFileSync(join(out, assetName(path)), contents);
  for (const { path, contents } of built.files.flatMap(({ made }) => made)) {
    writeFileSync(join(out, assetName(path)), contents);
    if (path.endsWith('.LEGAL.txt')) continue;
    files[assetName(path)] = weigh(contents);
    if (/\.(?:js|css|svg)$/.test(path)) writeFileSync(join(out, `${assetName(path)}.br`), brotli(contents));
  }
  const written = shells.map(({ name, html, folder }) => {
    const { html: whole, inline } = fillIn(html, (path) => entries.get(posix.join(folder, path)));
    const bytes = Buffer.from(whole);
    writeFileSync(join(out, name), bytes);
    return [name, { ...weigh(bytes), inline }];
  });
  const documents = list === pages ? await buildReference(out) : {};
  const manifest = {
    entries: sorted(built.files.map(({ entry, file }) => [entry, { file }])),
    files: sorted(Object.entries(files)),
    pages: Object.fromEntries(written),
    documents: {
      ...documents,
      [BUILT_LIST]: writeDocument(out, BUILT_LIST, listOf({ ...Object.fromEntries(written), ...files, ...documents })),
    },
  };
  writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}
