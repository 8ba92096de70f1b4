// Whose installation a request is for, when the store takes its time.

import { expect, it } from 'vitest';
import { DEFAULTS, type SlackConfig } from '../../../src/adapters/slack/config.ts';
import { createInstallations } from '../../../src/adapters/slack/installations/installations.ts';

const config: SlackConfig = {
  ...DEFAULTS,
  publicUrl: 'https://nt2.example.com',
  botToken: null,
  appToken: null,
  signingSecret: null,
  client: { id: '1.2', secret: 'fake' },
  apiUrl: 'https://slack.com/api/',
  lookUpWithinMs: 20,
};

it('T20: a press on a card of one workspace is never taken for the other one, because the store was slow to tell of the first', async () => {
  const row = (team: string): string => JSON.stringify({ token: 'xoxb-fake', team, enterprise: null, botUser: 'U0', at: 0 });
  const secretSettings = {
    get: (name: string) => (name === 'slack:T1ACME' ? new Promise<null>(() => undefined) : Promise.resolve(row('T2PARTNER'))),
    put: () => Promise.resolve(),
  };
  const teams = createInstallations({
    config,
    secretSettings,
    api: () => Promise.resolve({ ok: false, error: 'unreachable' }),
    clock: () => 0,
  });
  const source = { team: 'T2PARTNER', enterprise: null, isOrg: false };
  expect(await teams.forRequest({ ...source, posted: 'T1ACME' })).toBeNull();
  expect(await teams.forRequest({ ...source, posted: null })).toMatchObject({ tenant: 'T2PARTNER' });
});

it('a workspace that was installed before others were named is nobody any more; one of a named organisation is someone', async () => {
  const row = JSON.stringify({ token: 'xoxb-fake', team: 'T1ACME', enterprise: 'E1ORG', botUser: 'U0', at: 0 });
  const secretSettings = { get: () => Promise.resolve(row), put: () => Promise.resolve() };
  const of = (workspaces: readonly string[] | null) =>
    createInstallations({
      config: { ...config, workspaces },
      secretSettings,
      api: () => Promise.resolve({ ok: false, error: 'unreachable' }),
      clock: () => 0,
    });
  expect(await of(['T2PARTNER']).byTenant('T1ACME')).toBeNull();
  for (const named of [['T1ACME'], ['E1ORG'], null]) expect(await of(named).byTenant('T1ACME')).toMatchObject({ tenant: 'T1ACME' });
});
