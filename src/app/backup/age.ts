// Encrypts a backup as an age file while it is written, and decrypts it while it is read: it is never whole in memory.

import { Decrypter, Encrypter } from 'age-encryption';

/** Takes bytes, one piece after the other. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  /** All has been written. */
  end(): Promise<void>;
}

/** Encrypts what is written to one or more recipients, and hands it on. */
export async function encryptStream(sink: Sink, recipients: readonly string[]): Promise<Sink> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const locked = await encrypter.encrypt(readable);
  const handedOn = (async () => {
    for await (const bytes of locked) await sink.write(bytes);
  })();
  const writer = writable.getWriter();
  // `end` and the next write report it: after a failed write, nothing more is written.
  handedOn.catch((error: unknown) => writer.abort(error)).catch(() => undefined);
  return {
    write: (bytes) => writer.write(bytes),
    end: async () => {
      await writer.close();
      await handedOn;
      await sink.end();
    },
  };
}

/** @throws Error when no identity (`AGE-SECRET-KEY-1…`) is the one; while it is read, where it was changed or cut off. */
export function decryptStream(file: ReadableStream<Uint8Array>, identities: readonly string[]): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return decrypter.decrypt(file);
}
