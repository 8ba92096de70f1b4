// The channel in which checkpoints are posted, as its setting names it.

import { NEVER, type RefinementCtx } from 'zod';

/** Where auditors read the checkpoints. */
export interface AuditChannel {
  readonly platform: string;
  readonly tenant: string;
  readonly channel: string;
}

/** Null: nowhere. */
export function auditChannel(text: string, context: RefinementCtx): AuditChannel | null {
  if (text === '') return null;
  const [, platform, tenant, channel] = /^(slack|discord|playground):([A-Za-z0-9]+):([A-Za-z0-9-]+)$/.exec(text) ?? [];
  if (platform !== undefined && tenant !== undefined && channel !== undefined) return { platform, tenant, channel };
  context.addIssue('must be slack:<team id>:<channel id> or discord:<server id>:<channel id>.');
  return NEVER;
}
