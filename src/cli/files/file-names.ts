// What the files of a share are called on this disk. The sender chose their names, and may be anybody: none leaves the folder, hides in it,
// steers a program that reads it, or is taken for an option.

/** Bytes of a name, so that a number fits in too. Most file systems take 255. */
const MOST_BYTES = 200;
/** What Windows takes for a device, whatever stands behind the dot. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu;

/** Never empty, one part of a path, and seen by `ls`. */
export function safeName(name: string): string {
  const plain = name
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{FFFD}/\\<>:"|?*]/gu, '_')
    .replaceAll(/^[.\s]+|[.\s]+$/gu, (edge, at: number) => (at === 0 && /\./.test(edge) ? '_.' : ''))
    .replace(/^[-~]/u, '_$&');
  const short = shorten(plain);
  return short === '' || /^_?\.*$/u.test(short) ? 'file' : RESERVED.test(short) ? `_${short}` : short;
}

/** The extension stays. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MOST_BYTES) return name;
  const [, extension = ''] = /(\.[^.\s]{1,16})$/u.exec(name) ?? [];
  const signs = Array.from(name.slice(0, name.length - extension.length));
  while (Buffer.byteLength(signs.join('') + extension) > MOST_BYTES) signs.pop();
  return signs.join('').trimEnd() + extension;
}

/** `key.pem`, then `key (2).pem`. Some disks take `KEY.PEM` for the same: two that differ so count as one. */
export function* namesLike(name: string): Generator<string> {
  yield name;
  const [, stem = name, extension = ''] = /^(.+?)((?:\.tar)?\.[^.\s]{1,16})?$/u.exec(name) ?? [];
  for (let number = 2; number < 10_000; number += 1) yield `${stem} (${number})${extension}`;
}

export const foldName = (name: string): string => name.normalize('NFC').toLowerCase();
