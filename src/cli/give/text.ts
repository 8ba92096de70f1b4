// From the bytes that a pipe, a file or a program gave to the text that is handed over.

/** Null: not UTF-8. A mark at the beginning stays. */
export function parseText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Without the one line end that `echo`, editors and most tools write after a value. A key in PEM keeps it: ssh refuses a private key
 * whose last line does not end.
 */
export const withoutLineEnd = (text: string): string => (/^-----BEGIN [^]*-----\r?\n$/.test(text) ? text : text.replace(/\r?\n$/, ''));
