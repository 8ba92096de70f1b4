// Where people are, as they have told Slack. Asked only when a share is about to remind a person, so nothing is kept.

import * as z from 'zod';
import type { PersonKey } from '../../core/share.ts';
import { personIn } from './config.ts';
import type { Installations } from './installations/installations.ts';
import type { Api } from './web-api.ts';

const userInfo = z.object({ user: z.object({ tz: z.string().nullish() }) });

interface TimeZoneDeps {
  readonly api: Api;
  readonly installations: Pick<Installations, 'byTenant'>;
}

/** Null: Slack does not say, or does not answer. */
export function createTimeZones({ api, installations }: TimeZoneDeps): (person: PersonKey) => Promise<string | null> {
  return async (person) => {
    const found = personIn(person);
    const installation = found && (await installations.byTenant(found.tenant));
    if (found === null || installation === null) return null;
    const called = await api(installation.token, 'users.info', { user: found.user });
    const parsed = called.ok ? userInfo.safeParse(called.data) : null;
    return (parsed?.success === true ? parsed.data.user.tz : null) ?? null;
  };
}
