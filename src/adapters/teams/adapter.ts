// nt2 on Microsoft Teams. Puts the other files together; an activity goes its way without coming back.
// See docs/decisions/teams-without-an-sdk.md.

import * as z from 'zod';

import type { Adapter } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { SettingsStore } from '../../core/ports/settings-store.ts';
import { createAccessToken } from './access-token.ts';
import { keyOf, NAME, PLATFORM, refOf, userOf, type TeamsConfig } from './config.ts';
import { LIMITS } from './limits.ts';
import { createDirect } from './direct.ts';
import { createOutbound } from './outbound.ts';
import { createPeople } from './people.ts';
import { createRequestHandler } from './request.ts';
import { createRest } from './rest-api.ts';
import { check } from './setup/check.ts';
import { createSigningKeys } from './signing-keys.ts';
import { createHttpReceiver } from './transport/http-receiver.ts';
import { createVerify, isService } from './verify.ts';

export interface TeamsDeps {
  readonly config: TeamsConfig;
  readonly clock: Clock;
  readonly store: Pick<SettingsStore, 'getSetting' | 'putSetting'>;
  /** Fixed words and codes only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

/** Where Teams has said that it wants to be called. */
const SERVICE_SETTING = 'teams:service-url';
const addressed = z.object({ serviceUrl: z.string() });
const CHANNEL_ID = /^19:[\w-]{1,120}@thread\.(?:tacv2|skype|v2)$/;

export function createTeams({ config, clock, store, log }: TeamsDeps): Adapter {
  const { tenant, times } = config;
  const egressRoute = config.egress?.open() ?? null;
  const through = egressRoute?.fetch ?? fetch;
  let service: string = config.cloud.service;
  let started = false;

  const token = createAccessToken({ config, fetch: through, clock });
  const keys = createSigningKeys({ url: config.cloud.keys, fetch: through, withinMs: times.call, clock });
  const rest = createRest({ fetch: through, token, withinMs: times.call, service: () => service });
  const openDirect = createDirect(rest, config);
  const { outbound, postCard } = createOutbound({ tenant, rest, openDirect, log });
  const people = createPeople({ config, rest, openDirect, clock, log });
  const requests = createRequestHandler({
    config,
    people,
    reply: async (conversation, card, fallback) => void (await postCard(conversation, card, fallback)),
    log,
  });

  /** Teams says with each activity where it wants the answer; one for all of the tenant. */
  async function learn(body: unknown): Promise<void> {
    const said = addressed.safeParse(body).data?.serviceUrl ?? service;
    if (said === service) return;
    service = said;
    // Without it a start calls at the cloud's own address, until Teams says this one again.
    await store.putSetting(SERVICE_SETTING, said).catch(() => log('teams.failed', { type: 'service' }));
  }

  const receiver = createHttpReceiver({
    verify: createVerify({ config, keys, clock }),
    async handleRequest(body) {
      await learn(body);
      return requests.handle(body);
    },
  });

  return {
    platform: PLATFORM,
    name: NAME,
    capabilities: { fields: LIMITS.fields, rejectForms: true, redrawForms: true },
    channel: (of, id) => (of === tenant && CHANNEL_ID.test(id) ? { ref: refOf(tenant, id), name: id } : null),
    outbound,
    routes: [receiver],
    async start(bot) {
      const kept = await store.getSetting(SERVICE_SETTING);
      if (kept !== null && isService(kept, config.cloud.hosts)) service = kept;
      requests.start(bot);
      started = true;
    },
    async stop() {
      await requests.stop();
      started = false;
      egressRoute?.cut();
    },
    check: ({ direct } = {}) => check({ config, token, keys, outbound }, direct),
    async findContact(person) {
      const user = userOf(tenant, { key: person });
      const found = user === null ? null : await people.find(user);
      return found === null || found.key !== keyOf(tenant, user ?? '') ? null : found;
    },
    health: () => (started ? { state: 'ready', detail: 'over HTTP' } : { state: 'down', detail: 'not started' }),
  };
}
