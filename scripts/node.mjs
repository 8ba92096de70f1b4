// Finds a Node that is new enough: the running one, else the one pinned in tools/node (fetched from the npm registry,
// checked against its lockfile). Plain JavaScript without dependencies that an old Node (18) can still parse.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A fault that is the machine's and not ours: printed as it is, without a stack. */
export class SetupError extends Error {}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Whether `version` is inside `range`, for the two forms that package.json uses: `^22.20.0` and `>=26.0.0`, joined by `||`. */
export function isInRange(version, range) {
  const [major, minor, patch] = version.replace(/^v/, '').split('.').map(Number);
  return range.split('||').some((part) => {
    const found = /^(\^|>=)(\d+)\.(\d+)\.(\d+)$/.exec(part.trim());
    if (!found) throw new SetupError(`package.json: engines.node has a form that scripts/node.mjs does not read: ${part.trim()}`);
    const [a, b, c] = found.slice(2).map(Number);
    if (major !== a) return found[1] === '>=' && major > a;
    return minor > b || (minor === b && patch >= c);
  });
}

/**
 * The path of a Node that is new enough; fetches the pinned one when this machine's is too old.
 * `from`, `version`, `platform` and `arch` are for the tests.
 */
export function findNode({ from = root, version = process.versions.node, platform = process.platform, arch = process.arch } = {}) {
  const range = readJson(join(from, 'package.json')).engines.node;
  if (isInRange(version, range)) return process.execPath;

  const tools = join(from, 'tools', 'node');
  const name = `node-${platform}-${arch}`;
  const pinned = readJson(join(tools, 'package.json')).optionalDependencies[name];
  if (!pinned) {
    throw new SetupError(
      `nt2 needs Node ${range}, and this is ${version}.\nInstall Node 24 by hand (https://nodejs.org, or: nvm install 24) and run the same command again.`,
    );
  }
  const bin = join(tools, 'node_modules', name, 'bin', 'node');
  if (!isInstalled(tools, name, pinned)) {
    console.error(`Installing Node ${pinned} into tools/node (this one is ${version}; your own stays as it is).`);
    npm(process.execPath, ['ci', '--ignore-scripts', '--prefix', tools]);
    // npm leaves out an optional package whose integrity does not match and still ends with 0, so look for the file.
    if (!isInstalled(tools, name, pinned)) {
      throw new SetupError(
        `npm could not fetch ${name}@${pinned}, or it did not match the lockfile.\nInstall Node 24 by hand and run the same command again.`,
      );
    }
  }
  return bin;
}

function isInstalled(tools, name, pinned) {
  const home = join(tools, 'node_modules', name);
  return existsSync(join(home, 'bin', 'node')) && readJson(join(home, 'package.json')).version === pinned;
}

/** Runs npm under the given Node; throws when it fails. The npm is the one that called us, else the one on the PATH. */
export function npm(bin, args) {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const cli = process.env.npm_execpath;
  const [command, first] = cli && /npm-cli\.c?js$/.test(cli) ? [bin, [cli]] : ['npm', []];
  const done = spawnSync(command, [...first, ...args, ...quiet], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: withNode(bin) });
  if (done.error) throw new SetupError(`npm is not here (${done.error.code}). It comes with Node: install Node 24 with npm by hand.`);
  if (done.status !== 0) throw new SetupError(`npm ${args.join(' ')} failed; its words are above.`);
}

/** The environment in which `node` means the given one. */
function withNode(bin) {
  return { ...process.env, PATH: `${dirname(bin)}${delimiter}${process.env.PATH ?? ''}` };
}

/** Runs `bin args`, hands signals on, and answers with the exit code. Never leaves the child behind. */
export function launch(bin, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(bin, args, { stdio: 'inherit', env: { ...withNode(bin), ...env } });
    const pass = (signal) => child.kill(signal);
    // At a terminal Ctrl-C reaches the child by itself; a second one would read as "at once, without tidying up".
    const interrupt = (signal) => process.stdin.isTTY || pass(signal);
    process.on('SIGTERM', pass).on('SIGHUP', pass).on('SIGINT', interrupt);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGTERM', pass).off('SIGHUP', pass).off('SIGINT', interrupt);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** Runs a script's `main`: its number is the exit code, a SetupError is one plain sentence. */
export async function run(main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
