// Certificates and keys as PEM text, checked at the start: Node accepts damaged ones silently, and the connection fails much later with an
// error about trust. Restores line breaks that an environment has changed (written-out `\n`, spaces, none at all).

import { createPrivateKey, X509Certificate } from 'node:crypto';
import * as z from 'zod';

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]{1,65536})-----END \1-----/g;
const WIDTH = /.{1,64}/g;

interface Block {
  readonly kind: string;
  readonly text: string;
}

/** The blocks of the text, each with its line breaks restored, and without the text around them. */
function blocksOf(text: string): Block[] {
  return Array.from(text.matchAll(BLOCK), ([, kind = '', body = '']) => {
    const lines = body.replaceAll(/\\r|\\n|\s/g, '').match(WIDTH) ?? [];
    return { kind, text: [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ''].join('\n') };
  });
}

const isCertificate = ({ kind }: Block): boolean => kind === 'CERTIFICATE' || kind === 'X509 CERTIFICATE' || kind === 'TRUSTED CERTIFICATE';

/** One or more certificates; null: none is given. */
export const certificates = z.string().transform((text, context): string | null => {
  if (text === '') return null;
  const blocks = blocksOf(text).filter(isCertificate);
  if (blocks.length > 0 && blocks.every(({ text: one }) => reads(() => new X509Certificate(one))))
    return blocks.map(({ text: one }) => one).join('');
  context.addIssue(
    blocks.length === 0
      ? 'must be PEM text with a certificate; its file is named by the setting with _FILE at its end.'
      : 'must be PEM text with certificates: one of these is damaged. Copy the whole file again, or name it with _FILE at the end of the setting.',
  );
  return z.NEVER;
});

/** A private key without a passphrase; null: none is given. */
export const privateKey = z.string().transform((text, context): string | null => {
  if (text === '') return null;
  const isLocked = text.includes('ENCRYPTED');
  const block = blocksOf(text).find(({ kind }) => kind.endsWith('PRIVATE KEY'));
  if (!isLocked && block !== undefined && reads(() => createPrivateKey(block.text))) return block.text;
  context.addIssue(
    isLocked
      ? 'must be a private key without a passphrase: nt2 cannot ask for one at its start.'
      : block === undefined
        ? 'must be PEM text with a private key; its file is named by the setting with _FILE at its end.'
        : 'must be PEM text with a private key: this one is damaged. Copy the whole file again, or name it with _FILE at the end of the setting.',
  );
  return z.NEVER;
});

/** Takes what the schemas above answer with. */
export const belongTogether = (certificate: string, key: string): boolean =>
  new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));

function reads(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
