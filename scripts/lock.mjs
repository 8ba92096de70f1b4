// Completes package-lock.json after `npm install`. A registry that lacks the build of a package for some other platform makes
// npm leave it out of the lockfile, and `npm ci` then refuses that lockfile (npm/cli issue 9846). What is missing is written in
// as its parent pins it: version and platform, without an integrity, since nobody here has seen it.
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './node.mjs';

const platform = {
  os: { aix: 'aix', android: 'android', darwin: 'darwin', freebsd: 'freebsd', linux: 'linux', openharmony: 'openharmony', win32: 'win32' },
  cpu: { arm64: 'arm64', arm: 'arm', ia32: 'ia32', ppc64: 'ppc64', riscv64: 'riscv64', s390x: 's390x', wasm32: 'wasm32', x64: 'x64' },
  libc: { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' },
};

/** `binding-linux-x64-musl` → os linux, cpu x64, libc musl: what npm looks at before it fetches. */
function readPlatform(name) {
  const words = name.split(/[/-]/);
  const read = (key) => Object.entries(platform[key]).flatMap(([word, value]) => (words.includes(word) ? [value] : []));
  return Object.fromEntries(Object.keys(platform).flatMap((key) => (read(key).length > 0 ? [[key, read(key)]] : [])));
}

/** Whether Node's resolution from `parent` finds `name` in the lockfile. */
function isLocked(packages, parent, name) {
  const folders = parent.split('/node_modules/').map((_, depth, all) => all.slice(0, depth + 1).join('/node_modules/'));
  return ['', ...folders].some((folder) => packages[join(folder, 'node_modules', name)]);
}

/** The entries that the lockfile lacks: path → entry. */
export function findMissing({ packages }) {
  return Object.entries(packages).flatMap(([parent, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, parent, name))
      .map(([name, version]) => {
        const found = readPlatform(name);
        if (!/^\d+\.\d+\.\d+$/.test(version) || !found.cpu) {
          throw new Error(`${parent} wants ${name}@${version}: not one build for one platform. Complete package-lock.json by hand.`);
        }
        return [`node_modules/${name}`, { version, ...found, dev, optional: true }];
      }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  const missing = findMissing(lock);
  if (missing.length > 0) {
    const all = { ...lock.packages, ...Object.fromEntries(missing) };
    const order = Object.keys(all);
    order.sort((a, b) => a.localeCompare(b, 'en'));
    lock.packages = Object.fromEntries(order.map((name) => [name, all[name]]));
    writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
    // What is installed still matches; without this scripts/run.mjs would install it all again.
    const installed = join(root, 'node_modules', '.package-lock.json');
    if (existsSync(installed)) utimesSync(installed, new Date(), new Date());
    console.error(`package-lock.json: wrote in ${missing.length} builds for other platforms that this registry does not have.`);
  }
}
