// The headers of Standard Webhooks (standardwebhooks.com), made by its own library: while a secret is being replaced, one signature by each.

import { Webhook } from 'standardwebhooks';

/** `secrets`: `whsec_…`, newest first. `at`: of this try, epoch ms; receivers refuse what is too old. */
export function signMessage(
  secrets: readonly string[],
  { id, body }: { readonly id: string; readonly body: string },
  at: number,
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const time = new Date(at);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, time, body)).join(' '),
  };
}
