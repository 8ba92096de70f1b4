// What the log says in place of a person and their browser. The salt lies with the bond and goes with it; each event has another hash, so a
// reader of the log cannot tell which of them are of one browser.

import { concat, encodeUtf8, hashB64, toBytes } from '../bytes.ts';

/** base64 SHA-256("nt2/v1/bond\n" type " " time "\n" salt opening). `salt`: base64, 32 bytes; type and `at`, epoch ms, are those of the event. */
export function commitmentTo(
  { person, device, salt }: { readonly person: string; readonly device: string; readonly salt: string },
  { type, at }: { readonly type: string; readonly at: number },
): string {
  const opening = JSON.stringify({ person, device });
  return hashB64(concat(encodeUtf8(`nt2/v1/bond\n${type} ${new Date(at).toISOString()}\n`), toBytes(salt, 32), encodeUtf8(opening)));
}
