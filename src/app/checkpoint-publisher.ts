// Wires the audit channel: where checkpoints are posted, what is logged when a post fails, and what the doctor reports.

import type { Adapter, Finding } from '../bot/port.ts';
import type { AuditChannel } from '../config/audit-channel.ts';
import {
  loadPublisherError,
  createCheckpointPublisher,
  type CheckpointPublisher,
  type PublisherError,
  type PublisherStore,
} from '../jobs/checkpoint-publisher.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { SettingsStore } from '../core/ports/settings-store.ts';
import { Fault } from '../core/refusal.ts';
import type { Logger } from '../logging/logger.ts';

const NO_PLACE = 'NT2_AUDIT_CHANNEL names a channel of a platform that is not configured, or ids that are not in its form.';
const UNTAKEN = {
  refused:
    'nt2 may not write there, or the channel is archived or gone. Invite nt2 into it, or name another one as NT2_AUDIT_CHANNEL. The platform’s answer is in the log line slack.not_sent or discord.unsent.',
  later: 'the platform does not answer, or asks to wait. nt2 tries again.',
} as const;

export const describeError = ({ since, reason }: PublisherError): string =>
  `The audit channel has taken no checkpoints since ${new Date(since).toISOString()}: ${UNTAKEN[reason]}`;

interface AuditDeps {
  readonly store: PublisherStore;
  readonly adapters: readonly Adapter[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly channel: AuditChannel;
  readonly owner: string;
}

/** @throws Fault `server.audit` when the audit channel belongs to no platform that is configured. */
export async function openCheckpointPublisher({
  channel: { platform, tenant, channel },
  adapters,
  log,
  ...parts
}: AuditDeps): Promise<CheckpointPublisher> {
  const adapter = adapters.find((one) => one.platform === platform);
  const place = adapter?.channel(tenant, channel) ?? null;
  if (adapter === undefined || place === null) throw new Fault('server.audit', NO_PLACE);
  const [{ checkpointCard }, { en }] = await Promise.all([import('../bot/cards/checkpoint.ts'), import('../bot/messages/messages.ts')]);
  return createCheckpointPublisher({
    ...parts,
    async post(notes, key) {
      const sent = await adapter.outbound.post(place, checkpointCard(en, notes), key);
      // A channel that is gone counts as closed.
      return sent.ok ? { ok: true } : { ok: false, reason: sent.reason === 'later' ? 'later' : 'refused', retryAfterMs: sent.retryAfterMs };
    },
    troubled: (trouble) => log({ level: 'error', event: 'audit.failed', code: trouble.reason, detail: describeError(trouble) }),
  });
}

/** What the doctor reports of the audit channel, from what the running instances have met. */
export async function checkPublisher(
  store: SettingsStore,
  channel: AuditChannel | null,
  adapters: readonly Adapter[],
): Promise<readonly Finding[]> {
  if (channel === null) return [];
  const place = adapters.find(({ platform }) => platform === channel.platform)?.channel(channel.tenant, channel.channel) ?? null;
  if (place === null) return [{ level: 'fault', message: NO_PLACE }];
  const trouble = await loadPublisherError(store);
  if (trouble === null) return [{ level: 'ok', message: 'the audit channel has taken what was posted' }];
  return [{ level: trouble.reason === 'refused' ? 'fault' : 'note', message: describeError(trouble) }];
}
