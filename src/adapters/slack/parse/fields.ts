// Pieces that Slack's payloads have in common.

import * as z from 'zod';

import type { SlackPayload } from '../payload.ts';

export const user = z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), username: z.string().nullish(), name: z.string().nullish() });
export const channel = z.object({ id: z.string().regex(/^[CDG][A-Z0-9]+$/), name: z.string().nullish() });

export const actorOf = ({ id, name, username }: z.infer<typeof user>): SlackPayload['actor'] => ({ id, name: name ?? username ?? '' });

const posted = z.object({
  message: z.object({ team: z.string(), bot_id: z.string() }).nullish(),
  view: z.object({ app_installed_team_id: z.string().nullish() }).nullish(),
});
/** The workspace whose nt2 posted what was pressed; null where Slack does not say. */
export function parseInstalledTeam(body: unknown): string | null {
  const { message, view } = posted.safeParse(body).data ?? {};
  return message?.team ?? view?.app_installed_team_id ?? null;
}
