// Interactions as Discord delivers them over HTTP: signed with Ed25519 over the timestamp and the raw body.

import { generateKeyPairSync, sign } from 'node:crypto';

export type Endpoint = { readonly url: string } | { readonly url?: string; readonly handle: (request: Request) => Promise<Response> };

export interface Forged {
  /** `other key`: well formed, by someone else. */
  readonly signature?: 'right' | 'other key' | 'broken' | 'none';
  /** How old the request says it is, in seconds. */
  readonly age?: number;
  /** Added to the body after signing. */
  readonly appended?: string;
}

export type Signer = ReturnType<typeof createSigner>;

export function createSigner({ clock }: { clock: () => number }) {
  const own = generateKeyPairSync('ed25519');
  const others = generateKeyPairSync('ed25519');

  return {
    /** As the developer portal shows it. */
    publicKey: own.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex'),
    async post(endpoint: Endpoint, body: unknown, { signature = 'right', age = 0, appended = '' }: Forged = {}): Promise<Response> {
      const text = JSON.stringify(body);
      const timestamp = String(Math.floor(clock() / 1000) - age);
      const key = signature === 'other key' ? others.privateKey : own.privateKey;
      const signed = sign(null, Buffer.from(timestamp + text), key).toString('hex');
      const request = new Request(endpoint.url ?? 'http://127.0.0.1/discord/interactions', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Discord-Interactions/1.0 (+https://discord.com)',
          ...(signature !== 'none' && {
            'x-signature-ed25519': signature === 'broken' ? 'not hex at all' : signed,
            'x-signature-timestamp': timestamp,
          }),
        },
        body: text + appended,
      });
      return 'handle' in endpoint ? endpoint.handle(request) : fetch(request);
    },
  };
}
