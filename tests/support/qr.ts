// Reads QR codes as a telephone does: zbar, by its program zbarimg.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const withoutZbar: string | null =
  spawnSync('zbarimg', ['--version']).status === 0 ? null : 'zbarimg is not installed (Debian: apt-get install zbar-tools)';
if (withoutZbar !== null) console.log(`left out: QR codes are not read: ${withoutZbar}`);

/** What stands in the one code of a picture (PNG or PGM); null where none is read. */
export function readQr(picture: Uint8Array): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-qr-'));
  try {
    writeFileSync(join(folder, 'picture'), picture);
    const read = spawnSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', join(folder, 'picture')], { encoding: 'utf8' });
    return read.status === 0 ? read.stdout.replace(/\n$/, '') : null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Rows of dark and light as a grey picture, each of them `scale` pixels wide and high. */
export function pictureOf(rows: readonly (readonly boolean[])[], scale: number): Uint8Array {
  const pixels = rows.flatMap((row) =>
    Array.from({ length: scale }, () => row.flatMap((isDark) => Array<number>(scale).fill(isDark ? 0 : 255))).flat(),
  );
  return Buffer.concat([Buffer.from(`P5\n${(rows[0]?.length ?? 0) * scale} ${rows.length * scale}\n255\n`), Buffer.from(pixels)]);
}
