// Reads a body whose length is known: no server fills more memory than that.

import type { Bytes } from '../../crypto/bytes.ts';

/** Null: it has another length. */
export async function readExactly({ body }: Response, length: number): Promise<Bytes | null> {
  const whole = new Uint8Array(length);
  let at = 0;
  const reader = (body as ReadableStream<Uint8Array> | null)?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    const { value } = part;
    if (at + value.length > length) {
      await reader?.cancel();
      return null;
    }
    whole.set(value, at);
    at += value.length;
  }
  return at === length ? whole : null;
}
