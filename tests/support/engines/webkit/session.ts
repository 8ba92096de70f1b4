// One person's WebKitGTK: a screen of its own (Xvfb), the driver, and the browser that the driver starts, all in a home that is thrown
// away. Whatever was started here ends here, by its own id.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../redis.ts';
import { openScreen } from '../../screen.ts';
import { openDeadEnd } from './dead-end.ts';
import { until } from '../until.ts';

/** What the driver answered instead of a value; `code` is one of the W3C's. */
export class DriverError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

export interface Session {
  /** Where files go that a page gives. */
  readonly downloads: string;
  /** One command at a time, in the tab with this handle; `null` for commands that belong to no tab. */
  ask<T>(tab: string | null, method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T>;
  end(): Promise<void>;
}

/** How long programs may take to start, in ms. */
const START_MS = 25_000;
const STARTS = 3;
/** How long one command may take, in ms. Less than a test has, so that it says which one hung. */
const COMMAND_MS = 60_000;
/** Of one script in a page: axe goes through a long one. */
const SCRIPT_MS = 55_000;

/** The bars of MiniBrowser would keep its window 447 px wide, and a phone's is 320. */
const SMALL_BARS = `toolbar, toolbar *, entry, entry *, button, button *, tabs, tabs * {
  min-width: 0; min-height: 0; margin: 0; padding: 0; border: 0; font-size: 1px; -gtk-icon-size: 1px;
}
image { -gtk-icon-transform: scale(0); }
`;

/** For a look by eye: no event of the driver's turns a page dark, the theme of its windows does. */
const THEME = process.env['NT2_LOOK_DARK'] === undefined ? {} : { GTK_THEME: 'Adwaita:dark' };

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(late);
}

async function send<T>(url: string, method: string, body?: object, patienceMs = COMMAND_MS): Promise<T> {
  const signal = AbortSignal.timeout(patienceMs);
  const answer = await fetch(url, { method, signal, ...(body && { body: JSON.stringify(body) }) }).catch((error: unknown) => {
    throw signal.aborted ? new Error(`the driver has not answered in ${patienceMs} ms: ${method} ${new URL(url).pathname}`) : error;
  });
  const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } };
  if (!answer.ok) throw new DriverError(value.error ?? 'unknown error', `${value.message} (${method} ${new URL(url).pathname})`);
  return value;
}

/**
 * `tell` hears of every host that a page asks beside 127.0.0.1. Now and then the driver starts a browser and never hears from it. That is
 * before any page is opened, so another driver is started, and a line says so.
 */
export async function openSession(driver: string, tell: (url: string) => void): Promise<Session> {
  for (let left = STARTS - 1; ; left -= 1) {
    try {
      return await startSession(driver, tell);
    } catch (error) {
      if (left === 0) throw error;
      console.warn(`WebKitGTK has not started; once more (${String(error)})`);
    }
  }
}

async function startSession(driver: string, tell: (url: string) => void): Promise<Session> {
  const home = mkdtempSync(join(tmpdir(), 'nt2-webkit-'));
  const downloads = join(home, 'Downloads');
  mkdirSync(downloads);
  mkdirSync(join(home, '.config', 'gtk-3.0'), { recursive: true });
  writeFileSync(join(home, '.config', 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  // To WebKit this is "prefers-reduced-motion".
  writeFileSync(join(home, '.config', 'gtk-3.0', 'settings.ini'), '[Settings]\ngtk-enable-animations=0\n');
  writeFileSync(join(home, '.config', 'gtk-3.0', 'gtk.css'), SMALL_BARS);
  const [screen, port, deadEnd] = await Promise.all([openScreen({ width: 1280, height: 1100 }), freePort(), openDeadEnd(tell)]);
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:XDG_|DBUS_|WAYLAND_)/.test(name)));
  const child = spawn(driver, ['--host=127.0.0.1', `--port=${port}`], {
    // No bus and no accessibility service: they would outlive the browser.
    env: {
      ...own,
      ...THEME,
      HOME: home,
      XDG_RUNTIME_DIR: home,
      DISPLAY: screen.display,
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      NO_AT_BRIDGE: '1',
    },
    stdio: 'ignore',
  });
  const root = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    await end(child);
    await screen.close();
    deadEnd.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    await until('the driver answers', START_MS, () => send(`${root}/status`, 'GET').catch(() => undefined));
    const via = `127.0.0.1:${deadEnd.port}`;
    const proxy = { proxyType: 'manual', httpProxy: via, sslProxy: via, noProxy: ['127.0.0.1'] };
    const capabilities = { alwaysMatch: { unhandledPromptBehavior: 'accept', proxy, timeouts: { script: SCRIPT_MS } } };
    const { sessionId } = await send<{ sessionId: string }>(`${root}/session`, 'POST', { capabilities }, START_MS);
    const base = `${root}/session/${sessionId}`;
    let current: string | null = null;
    let last: Promise<unknown> = Promise.resolve();
    return {
      downloads,
      ask<T>(tab: string | null, method: string, path: string, body?: object): Promise<T> {
        const work = async (): Promise<T> => {
          if (tab !== null && tab !== current) {
            await send(`${base}/window`, 'POST', { handle: tab });
            current = tab;
          }
          return send<T>(base + path, method, body ?? (method === 'POST' ? {} : undefined));
        };
        const done = last.then(work, work);
        last = done.catch(() => undefined);
        return done;
      },
      async end() {
        await last;
        await send(base, 'DELETE').catch(() => undefined);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
