// A person's own chat with nt2. Teams gives the same one each time it is asked, and writes nothing into it by that.

import * as z from 'zod';

import type { TeamsConfig } from './config.ts';
import type { Reply, Rest } from './rest-api.ts';

export type OpenDirect = (user: string, withinMs?: number) => Promise<Reply<string>>;

const KEPT = 5_000;
const opened = z.object({ id: z.string().min(1) });

export function createDirect(rest: Rest, { appId, tenant }: Pick<TeamsConfig, 'appId' | 'tenant'>): OpenDirect {
  const known = new Map<string, string>();
  return async (user, withinMs) => {
    const kept = known.get(user);
    if (kept !== undefined) return { ok: true, value: kept, date: null };
    const reply = await rest.call('POST', ['conversations'], {
      schema: opened,
      ...(withinMs !== undefined && { withinMs }),
      body: {
        isGroup: false,
        bot: { id: `28:${appId}` },
        members: [{ id: user }],
        tenantId: tenant,
        channelData: { tenant: { id: tenant } },
      },
    });
    if (!reply.ok) return reply;
    if (known.size >= KEPT) known.clear();
    known.set(user, reply.value.id);
    return { ...reply, value: reply.value.id };
  };
}
