// In whose name a device signs: the host that every note is bound to, and its own key. The host is the one that the person or program went
// to, never what a server says of itself.

import { deviceName } from '../../crypto/keys/device.ts';
import { signNote } from '../../crypto/note/note.ts';
import type { Signer } from '../../crypto/note/signer.ts';

export interface Signing {
  /** `nt2.example`, with its port where it has one. */
  readonly host: string;
  /** The device key. */
  readonly signer: Signer;
}

/** The note as it goes to the server, and by whom. */
export async function signAs({ host, signer }: Signing, text: string): Promise<{ readonly note: string; readonly device: string }> {
  return { note: await signNote({ text, name: deviceName(host, signer.publicKey), key: signer }), device: signer.publicKey };
}
