// How the bundled nt2 loads its parts: as V8 compiled them at the build, where that fits this Node, else from their text. It stands at the
// head of dist/server/main.mjs; `nt2PartOf` is written beside it by the build. See docs/decisions/compiled-at-the-build.md.
import { createHash as nt2CreateHash } from 'node:crypto';
import { existsSync as nt2Exists, readFileSync as nt2Read } from 'node:fs';
import { createRequire as nt2CreateRequire } from 'node:module';
import nt2Vm from 'node:vm';

const nt2BuiltIn = nt2CreateRequire(import.meta.url);
/** Everything that parts have handed out, by the name of the file that had it before files were put together. */
const nt2Shared = new Map();
const nt2Share = (files) => Object.entries(files).forEach(([name, exported]) => nt2Shared.set(name, exported));

/** V8 looks at the length of the text alone, so the file begins with a hash of both. */
function nt2Compiled(file, text) {
  if (!nt2Exists(file)) return undefined;
  const bytes = nt2Read(file);
  const code = bytes.subarray(32);
  return nt2CreateHash('sha256').update(text).update(code).digest().equals(bytes.subarray(0, 32)) ? code : undefined;
}

export function load(part) {
  const filename = `${import.meta.dirname}/${part}.cjs`;
  const text = nt2Read(filename);
  const script = new nt2Vm.Script(text.latin1Slice(), { filename, cachedData: nt2Compiled(`${filename}.v8`, text) });
  script.runInThisContext()(require, nt2Share, import.meta.url);
}

/** A package of Node, or a file of ours. */
function require(name) {
  if (!name.startsWith('./')) return nt2BuiltIn(name);
  if (!nt2Shared.has(name)) load(nt2PartOf[name]);
  return nt2Shared.get(name);
}
