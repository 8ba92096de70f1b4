// Whether bytes are a picture that this page may decode, and how large it would be. By its first bytes alone: what a file is called and what its
// sender's system took it for count for nothing. No SVG and no PDF: those are programs.

export interface PictureKind {
  readonly type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

/** Bytes of a file, and pixels, that are decoded at most: a small file can unfold into much. */
export const PICTURE_LIMITS = { bytes: 8 * 1_048_576, pixels: 40_000_000 } as const;

/** Null: it is none of the four, says no size, or a larger one than is decoded. */
export function pictureKind(bytes: Uint8Array): PictureKind | null {
  const kind = png(bytes) ?? gif(bytes) ?? webp(bytes) ?? jpeg(bytes);
  if (kind === null || kind.width === 0 || kind.height === 0) return null;
  return kind.width * kind.height <= PICTURE_LIMITS.pixels ? kind : null;
}

const begins = (bytes: Uint8Array, text: string, at = 0): boolean =>
  bytes.length >= at + text.length && [...text].every((sign, index) => bytes[at + index] === sign.charCodeAt(0));

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView => new DataView(buffer, byteOffset, length);

function png(bytes: Uint8Array): PictureKind | null {
  if (!begins(bytes, '\x89PNG\r\n\x1a\n') || !begins(bytes, 'IHDR', 12) || bytes.length < 24) return null;
  const view = viewOf(bytes);
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(bytes: Uint8Array): PictureKind | null {
  if (!(begins(bytes, 'GIF87a') || begins(bytes, 'GIF89a')) || bytes.length < 10) return null;
  const view = viewOf(bytes);
  return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function webp(bytes: Uint8Array): PictureKind | null {
  if (!begins(bytes, 'RIFF') || !begins(bytes, 'WEBP', 8) || bytes.length < 30) return null;
  const view = viewOf(bytes);
  const type = 'image/webp';
  if (begins(bytes, 'VP8 ', 12)) return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (begins(bytes, 'VP8L', 12)) {
    const bits = view.getUint32(21, true);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!begins(bytes, 'VP8X', 12)) return null;
  return { type, width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1 };
}

/** The frame header stands behind segments of any number, each with its length. */
function jpeg(bytes: Uint8Array): PictureKind | null {
  if (!begins(bytes, '\xff\xd8\xff')) return null;
  const view = viewOf(bytes);
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    // Fill bytes between segments.
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}
