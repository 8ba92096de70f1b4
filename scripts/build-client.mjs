// Builds nt2/client (dist/client): one file for Node and bundlers, which needs no other package, and its types.
// See docs/decisions/client.md.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { bundle } from './bundle.mjs';
import { isFresh } from './fresh.mjs';
import { leaveOut } from './leave-out.mjs';
import { root, SetupError } from './node.mjs';

const ENTRY = 'src/client/client.ts';

export function isClientBuildFresh(out = join(root, 'dist/client')) {
  const sources = ['src/client', 'src/core', 'src/crypto', 'scripts', 'package-lock.json'].map((source) => join(root, source));
  return isFresh(join(out, 'client.mjs'), sources);
}

/** What the compiler says of each file's types, by path below `src`. */
function declarations(folder) {
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      allowJs: false,
      rootDir: join(root, 'src'),
      outDir: join(folder, 'out'),
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: [],
    files: [join(root, ENTRY)],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const done = spawnSync(process.execPath, [compiler, '-p', join(folder, 'tsconfig.json')], { encoding: 'utf8' });
  if (done.status !== 0) throw new SetupError(`The types of nt2/client could not be written: ${done.stdout}${done.stderr}`);
  return (path) => readFileSync(join(folder, 'out', path), 'utf8');
}

/** Those files that the entry leads to. A reader of the package finds JavaScript beside a file of types. */
function writeTypes(out) {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-types-'));
  try {
    const textOf = declarations(folder);
    const todo = ['client/client.d.ts'];
    for (const path of todo) {
      const text = textOf(path).replaceAll(/((?:from|import\()\s*['"])(\.{1,2}\/[^'"]+)\.ts(['"])/g, (_, head, name, tail) => {
        const other = `${relative('/', resolve('/', dirname(path), name))}.d.ts`;
        if (!todo.includes(other)) todo.push(other);
        return `${head}${name}.js${tail}`;
      });
      mkdirSync(dirname(join(out, 'types', path)), { recursive: true });
      writeFileSync(join(out, 'types', path), text);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function buildClient(out = join(root, 'dist/client')) {
  rmSync(out, { recursive: true, force: true });
  writeTypes(out);
  // Last: it is what tells that all of it is there.
  await bundle({
    absWorkingDir: root,
    entryPoints: [ENTRY],
    outfile: join(out, 'client.mjs'),
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    legalComments: 'eof',
    plugins: [leaveOut],
  });
}
