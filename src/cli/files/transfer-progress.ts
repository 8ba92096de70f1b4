// How far files are, on standard error of a terminal: one line, drawn over and over, and gone when it is done. A script sees none of it.

import { stderr } from 'node:process';

export interface TransferProgress {
  /** Bytes, and of how many. */
  readonly onProgress: (done: number, of: number) => void;
  /** The line goes. */
  end(): void;
}

interface ProgressDeps {
  readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;
  /** ms. */
  readonly now: () => number;
}

const EVERY_MS = 200;

export function createProgress(verb: string, isQuiet: boolean, deps: Partial<ProgressDeps> = {}): TransferProgress {
  const { stream = stderr, now = () => performance.now() } = deps;
  const isShown = stream.isTTY && !isQuiet;
  const startedAt = now();
  let drawnAt = -Infinity;
  return {
    onProgress(done, of) {
      const at = now();
      if (!isShown || (at - drawnAt < EVERY_MS && done < of)) return;
      drawnAt = at;
      const seconds = Math.max(0.001, (at - startedAt) / 1_000);
      const percent = of === 0 ? 100 : Math.floor((done / of) * 100);
      stream.write(`\r\u001b[K${verb} ${transferSize(done)} of ${transferSize(of)}, ${percent} %, ${transferSize(done / seconds)}/s`);
    },
    end() {
      if (isShown && drawnAt !== -Infinity) stream.write('\r\u001b[K');
    },
  };
}

/** `1 byte`, `812 bytes`, `45.2 MB`: as file managers count them. */
export function transferSize(bytes: number): string {
  if (bytes < 1_000) return Math.round(bytes) === 1 ? '1 byte' : `${Math.round(bytes)} bytes`;
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${size.toFixed(size < 100 ? 1 : 0)} ${unit}`;
}
