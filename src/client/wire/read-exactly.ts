// Reads a body whose length is known: no server fills more memory than that.

import type { Bytes } from '../../crypto/bytes.ts';

/** Null: it has another length. */
export async function readExactly(response: Response, length: number): Promise<Bytes | null> {
  const { body } = response;
  if (body === null) {
    // Of what reads answers whole, up to a length of its own.
    const all = new Uint8Array(await response.arrayBuffer());
    return all.length === length ? all : null;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const { value } = part;
    if (at + value.length > length) {
      await reader.cancel();
      return null;
    }
    whole.set(value, at);
    at += value.length;
  }
  return at === length ? whole : null;
}
