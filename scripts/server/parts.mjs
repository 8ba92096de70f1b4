// How the bundled nt2 loads its parts: as V8 compiled them at the build, where that fits this Node, else from their text. It stands at the
// head of dist/server/main.mjs; `partOf` is written beside it by the build. See docs/decisions/compiled-at-the-build.md.
import { createHash as __createHash } from 'node:crypto';
import { existsSync as __exists, readFileSync as __read } from 'node:fs';
import { createRequire as __createRequire } from 'node:module';
import __vm from 'node:vm';

const __builtIn = __createRequire(import.meta.url);
/** Everything that parts have handed out, by the name of the file that had it before files were put together. */
const __shared = new Map();
const __share = (files) => Object.entries(files).forEach(([name, exported]) => __shared.set(name, exported));

/** V8 looks at the length of the text alone, so the file begins with a hash of both. */
function __compiled(file, text) {
  if (!__exists(file)) return undefined;
  const bytes = __read(file);
  const code = bytes.subarray(32);
  return __createHash('sha256').update(text).update(code).digest().equals(bytes.subarray(0, 32)) ? code : undefined;
}

export function load(part) {
  const filename = `${import.meta.dirname}/${part}.cjs`;
  const text = __read(filename);
  const script = new __vm.Script(text.latin1Slice(), { filename, cachedData: __compiled(`${filename}.v8`, text) });
  script.runInThisContext()(require, __share, import.meta.url);
}

/** A package of Node, or a file of ours. */
function require(name) {
  if (!name.startsWith('./')) return __builtIn(name);
  if (!__shared.has(name)) load(__partOf[name]);
  return __shared.get(name);
}
