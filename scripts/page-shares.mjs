// What a page fetches later takes from the page's own script whatever that has already: Preact, whose hooks work in one copy alone, and the
// files of the page with what they remember. No import of a module inside HTML exists, so the script hands them out by number:
// `nt2Shared(17)`. The numbers follow from the script, and the name of what is fetched from its bytes, so the two cannot mismatch.
import { isAbsolute, join, relative } from 'node:path';
import { bundle } from './bundle.mjs';

/** Only these are shared. What lies in src/core and src/crypto remembers nothing, and is brought by whatever uses it. */
const SHARED = /^src\/(?:web|client)\/|(?:^|\/)node_modules\/preact\//;
const TAKEN = /\bnt2Shared\((\d+)\)/g;

/** The names that a file exports. */
async function exportsOf(from, file) {
  const { metafile } = await bundle({
    absWorkingDir: from,
    entryPoints: [file],
    bundle: false,
    outdir: join(from, 'names'),
    jsx: 'automatic',
    jsxImportSource: 'preact',
    metafile: true,
    write: false,
  });
  return Object.values(metafile.outputs).flatMap((output) => output.exports);
}

/**
 * What a page's script can share, by its first build, which has its weight but not yet the names of what it fetches.
 * @param {{ from: string, inputs: Record<string, { bytesInOutput: number }> }} script
 */
export async function createShares({ from, inputs }) {
  const files = Object.keys(inputs).filter((file) => SHARED.test(file) && inputs[file].bytesInOutput > 0);
  const names = new Map(await Promise.all(files.toSorted().map(async (file) => [file, (await exportsOf(from, file)).toSorted()])));
  const numbered = [...names].flatMap(([file, exported]) => exported.map((name) => ({ file, name })));
  const numberOf = (file, name) => numbered.findIndex((one) => one.file === file && one.name === name);
  const taken = new Set();

  /** For the build of what is fetched later: shared files are taken from the page. */
  const plugin = {
    name: 'take-shared',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /.*/ }, async ({ path, pluginData, kind, ...rest }) => {
        if (kind !== 'import-statement' || pluginData === 'as-it-is') return undefined;
        const found = await resolve(path, { ...rest, kind, pluginData: 'as-it-is' });
        const file = isAbsolute(found.path) ? relative(from, found.path).replaceAll('\\', '/') : '';
        return names.has(file) ? { path: file, namespace: 'shared' } : undefined;
      });
      onLoad({ filter: /.*/, namespace: 'shared' }, ({ path: file }) => ({
        contents: names
          .get(file)
          .map((name) => `export const ${name} = /* @__PURE__ */ nt2Shared(${numberOf(file, name)});`)
          .join('\n'),
      }));
    },
  };

  return {
    plugin,
    /** Notes what a built text takes; whether it takes anything. */
    note(text) {
      const numbers = [...text.matchAll(TAKEN)].map(([, number]) => Number(number));
      for (const number of numbers) taken.add(number);
      return numbers.length > 0;
    },
    /** For the last build of the page's script: hands out what is taken, and begins. */
    begin(entry) {
      const shared = [...taken].toSorted((a, b) => a - b).map((number) => ({ number, ...numbered[number] }));
      const imports = shared.map(({ number, file, name }) => `import { ${name} as s${number} } from './${file}';`);
      const list = shared.map(({ number }) => `${number}: s${number}`).join(', ');
      const handOut = shared.length === 0 ? '' : `const shared = { ${list} };\nglobalThis.nt2Shared = (number) => shared[number];\n`;
      return `${imports.join('\n')}\n${handOut}import './${entry}';`;
    },
  };
}
