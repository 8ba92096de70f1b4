// The programs from outside npm that the tests talk to for real: redis-server, Chromium (whole, and as a shell without its windows), age, the browsers of other engines (Firefox, and
// Safari's as WebKitGTK with its driver and a screen), and those that read without us what we write: Go, openssl, ssh-keygen, Python;
// the shells that nt2 writes completions for, and a reader of QR codes.
// As root on Debian they are installed with apt-get, and it says so; elsewhere it prints the command to run by hand.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from './node.mjs';

export const packages = {
  redis: 'redis-server',
  chromium: 'chromium',
  'chromium-headless-shell': 'chromium-headless-shell',
  firefox: 'firefox-esr',
  webkit: 'webkit2gtk-driver',
  xvfb: 'xvfb',
  age: 'age',
  font: 'fonts-dejavu-core',
  go: 'golang-go',
  'golang.org/x/mod': 'golang-golang-x-mod-dev',
  openssl: 'openssl',
  'ssh-keygen': 'openssh-client',
  'python-dotenv': 'python3-dotenv',
  zsh: 'zsh',
  fish: 'fish',
  zbarimg: 'zbar-tools',
};
/** Without these the tests run too: those of them that need one are skipped, and say why. */
const optional = [
  'chromium-headless-shell',
  'font',
  'go',
  'golang.org/x/mod',
  'openssl',
  'ssh-keygen',
  'python-dotenv',
  'firefox',
  'webkit',
  'xvfb',
  'zsh',
  'fish',
  'zbarimg',
];
/** The reverse proxies that a campaign puts in front of nt2: Debian's packages by program. */
const proxies = { nginx: 'nginx-light', apache2: 'apache2', haproxy: 'haproxy', varnishd: 'varnish', caddy: 'caddy' };
const policy = '/usr/sbin/policy-rc.d';

function which(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

const isDebian = () => existsSync('/etc/debian_version') && which(['apt-get']) !== undefined;

/** The paths of the programs, undefined for those that are not here. Font and packages of Go and Python are only looked for where apt-get can bring them. */
export function findPrograms() {
  const ofDebian = (file) => (isDebian() ? [file].find(existsSync) : 'not looked for');
  return {
    redis: which(['redis-server']),
    chromium: process.env.NT2_CHROMIUM
      ? [process.env.NT2_CHROMIUM].find(existsSync)
      : which(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']),
    // Where a Chromium was named, all is tried in that one.
    'chromium-headless-shell': process.env.NT2_CHROMIUM ? 'not looked for' : ofDebian('/usr/bin/chromium-headless-shell'),
    firefox: which(['firefox-esr', 'firefox']),
    webkit: which(['WebKitWebDriver']),
    xvfb: which(['Xvfb']),
    age: which(['age']),
    font: ofDebian('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'),
    go: which(['go']),
    'golang.org/x/mod': ofDebian('/usr/share/gocode/src/golang.org/x/mod'),
    openssl: which(['openssl']),
    'ssh-keygen': which(['ssh-keygen']),
    zsh: which(['zsh']),
    fish: which(['fish']),
    zbarimg: which(['zbarimg']),
    'python-dotenv': ofDebian('/usr/lib/python3/dist-packages/dotenv/__init__.py'),
  };
}

/** What a person types to install the named programs on this machine. */
function commandByHand(missing) {
  if (isDebian())
    return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing.map((name) => packages[name]).join(' ')}`;
  if (process.platform !== 'darwin') return `install ${missing.join(', ')} with this system's package manager`;
  const casks = missing.filter((name) => ['chromium', 'firefox'].includes(name));
  // Safari's own engine cannot be driven as its port for GTK is, and Homebrew has none of that port.
  const formulas = missing.filter((name) => !casks.includes(name) && !['webkit', 'xvfb'].includes(name));
  return [formulas.length > 0 && `brew install ${formulas.join(' ')}`, casks.length > 0 && `brew install --cask ${casks.join(' ')}`]
    .filter(Boolean)
    .join(' && ');
}

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync('apt-get', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', env });
  if (done.status !== 0) throw new SetupError(`apt-get ${args.join(' ')} failed:\n${done.stdout}${done.stderr}`);
}

/** Installs Debian packages without starting any service of theirs: the tests start their own servers on free ports. */
function installWithApt(names) {
  console.error(`Installing with apt-get (you are root on Debian): ${names.join(' ')}. No service is started.`);
  const held = existsSync(policy);
  if (!held) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    apt(['update', '-qq']);
    apt(['install', '-y', '-qq', '--no-install-recommends', ...names]);
  } finally {
    if (!held) rmSync(policy);
  }
}

/** Makes sure that all programs are here and answers with their paths; throws with the command to run by hand when a needed one is not. */
export function ensurePrograms() {
  const missing = () => Object.entries(findPrograms()).flatMap(([name, path]) => (path ? [] : [name]));
  const missed = () => missing().filter((name) => !optional.includes(name));
  if (missing().length > 0 && isDebian() && process.getuid?.() === 0) {
    try {
      installWithApt(missing().map((name) => packages[name]));
    } catch (error) {
      if (missed().length > 0) throw error;
      console.error(`Not installed, so a few tests are left out: ${missing().join(', ')}. ${error.message}`);
    }
  }
  const needed = missed();
  if (needed.length > 0) {
    const chromium = needed.includes('chromium') ? '\nA Chromium in another place: NT2_CHROMIUM=/path/to/it npm test' : '';
    throw new SetupError(
      `The tests need ${needed.join(', ')}. Install by hand:\n\n  ${commandByHand(missing())}\n${chromium}\nOr run what needs neither: npm test -- --quick`,
    );
  }
  const byHand = missing().length > 0 ? commandByHand(missing()) : '';
  if (byHand !== '') console.error(`Not here, so a few tests are left out: ${missing().join(', ')}. Install by hand:\n\n  ${byHand}\n`);
  return findPrograms();
}

/** Brings the proxies of a campaign where apt-get can; a proxy that is not here is left out by its own test, which says so. */
export function ensureProxies() {
  const missing = Object.entries(proxies).flatMap(([program, name]) =>
    which([program]) || existsSync(`/usr/sbin/${program}`) ? [] : [name],
  );
  if (missing.length === 0) return;
  if (!isDebian() || process.getuid?.() !== 0) return console.error(`Proxies that are not here, and not tried: ${missing.join(', ')}.`);
  try {
    installWithApt(missing);
  } catch (error) {
    console.error(`Proxies that are not here, and not tried: ${missing.join(', ')}. ${error.message}`);
  }
}
