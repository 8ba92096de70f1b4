// A disk of its own, so small that it can be filled: a tmpfs, which only root may mount.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly path: string;
  /** Leaves not a block. */
  fill(): void;
  empty(): void;
  unmount(): void;
}

/** Null where this user may not mount one. */
export function mountDisk(size: `${number}m`): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), 'nt2-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'nt2-campaign', path]);
  if (mounted.status !== 0) {
    rmSync(path, { recursive: true });
    return null;
  }
  const ballast = join(path, 'ballast');
  return {
    path,
    fill() {
      try {
        // Others write at the same time: what they leave free is taken in a second go.
        for (let turn = 0; turn < 3; turn += 1) {
          const { bavail, bsize } = statfsSync(path);
          writeFileSync(ballast, Buffer.alloc(bavail * bsize + 65_536), { flag: 'a' });
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    unmount() {
      spawnSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
