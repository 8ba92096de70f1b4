// What a runtime may do faster than JavaScript: handed in once, at the start, by a server. Pages use what stands here already.
// Either way the answers are the same to the bit; the readers of bytes.ts stay as strict as they are.

import { sha256 } from '@noble/hashes/sha2.js';
import { base64 } from '@scure/base';

export interface Native {
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly base64: {
    /** RFC 4648, padded. */
    encode(bytes: Uint8Array): string;
    /** May forgive what it likes: whoever reads compares with the one right spelling. */
    decode(text: string): Uint8Array;
  };
}

export const native: { -readonly [K in keyof Native]: Native[K] } = { sha256, base64 };

export function useNative(faster: Native): void {
  Object.assign(native, faster);
}
