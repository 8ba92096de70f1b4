// docs/webhooks.schema.json, made from the schemas of the code.

import * as z from 'zod';
import { PAYLOAD } from '../../src/webhooks/payload.ts';

export const WEBHOOK_SCHEMA = 'docs/webhooks.schema.json';

export function formatWebhookSchema(): string {
  const schema = z.toJSONSchema(PAYLOAD, { target: 'draft-2020-12' });
  return `${JSON.stringify({ ...schema, title: 'The body of a webhook of nt2' }, null, 2)}\n`;
}
