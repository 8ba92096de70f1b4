// How a test looks into a page of WebKit: the finder is put into each new document once, and whatever the page has complained about
// comes along with every look.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { DriverError, type Session } from './session.ts';

export interface Listener {
  complain(text: string): void;
  /** An address that a page has asked for. */
  ask(url: string): void;
}

export interface Eyes {
  /** The address at the last look. */
  readonly url: string;
  /** Runs a script's body in the page; `walk` is the finder, and `args` are what is handed over. Undefined while the page changes. */
  look<T>(body: string, ...args: readonly unknown[]): Promise<T | undefined>;
}

let bundled: Promise<string> | null = null;
async function finder(): Promise<string> {
  const entry = fileURLToPath(new URL('in-page/finder.ts', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'iife',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** What the driver says while one document makes way for the next. */
const isBetween = (error: unknown): boolean =>
  error instanceof DriverError && ['no such frame', 'stale element reference', 'no such element'].includes(error.code);

interface Seen<T> {
  readonly url: string;
  readonly value: T;
  readonly heard: readonly string[];
}

export function openEyes(session: Session, tab: string, listener: Listener): Eyes {
  let url = 'about:blank';
  const run = <T>(script: string, args: readonly unknown[] = []): Promise<T> => session.ask(tab, 'POST', '/execute/sync', { script, args });
  return {
    get url() {
      return url;
    },
    async look<T>(body: string, ...args: readonly unknown[]) {
      const script = `const walk = globalThis.__walk;
        if (walk === undefined) return null;
        const take = (value) => ({ value, url: location.href, heard: walk.complaints() });
        const value = (function (...args) { ${body} }).apply(null, arguments);
        return value instanceof Promise ? value.then(take) : take(value);`;
      try {
        let seen = await run<Seen<T> | null>(script, args);
        if (seen === null) {
          await run(await (bundled ??= finder()));
          seen = await run<Seen<T> | null>(script, args);
        }
        if (seen === null) return undefined;
        url = seen.url;
        seen.heard.forEach((text) => listener.complain(text));
        return seen.value;
      } catch (error) {
        if (isBetween(error)) return undefined;
        throw error;
      }
    },
  };
}
