// What `nt2 doctor` asks Microsoft: whether it knows nt2, whether its keys can be had, and whether the clocks agree.

import type { Finding, Outbound } from '../../../bot/port.ts';
import { en } from '../../../bot/messages/messages.ts';
import type { AccessToken } from '../access-token.ts';
import { ENTRA_ID, keyOf, ROUTE, type TeamsConfig } from '../config.ts';
import { LIMITS } from '../limits.ts';
import type { SigningKeys } from '../signing-keys.ts';

interface CheckDeps {
  readonly config: Pick<TeamsConfig, 'tenant' | 'publicUrl' | 'cloud'>;
  readonly token: AccessToken;
  readonly keys: SigningKeys;
  readonly outbound: Pick<Outbound, 'sendDirect'>;
}

export async function check({ config, token, keys, outbound }: CheckDeps, direct?: string): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const say = (level: Finding['level'], message: string): void => void findings.push({ level, message });

  const granted = await token.get();
  if (granted.ok) say('ok', 'Microsoft knows TEAMS_APP_ID and TEAMS_APP_SECRET.');
  else say('fault', `Microsoft gives no token (${granted.code}). ${reasonFor(granted.code, config.cloud.login)}`);

  const count = await keys.count();
  if (count !== null && count > 0) say('ok', `Microsoft’s ${count} signing keys can be read.`);
  else say('fault', `The keys at ${config.cloud.keys} cannot be read, so nt2 refuses all that Teams sends. Let this server reach it.`);

  if (config.publicUrl.startsWith('https://')) say('note', `Teams must send to ${config.publicUrl}${ROUTE}: the bot’s messaging endpoint.`);
  else say('fault', 'Teams sends to https alone: NT2_PUBLIC_URL must begin with it.');
  say('note', `Clocks may differ by ${LIMITS.clockSkewS / 60} minutes; beyond that every message is refused.`);

  if (direct !== undefined) findings.push(await checkDirect({ config, outbound }, direct));
  return findings;
}

const REASONS: Readonly<Record<string, string>> = {
  AADSTS7000215: 'TEAMS_APP_SECRET is not the value of a client secret of this app: its id stands beside it in Entra.',
  AADSTS7000222: 'The client secret is over. Make a new one in Entra, and give it as TEAMS_APP_SECRET.',
  AADSTS700016: 'There is no such app in this tenant: look at TEAMS_APP_ID and TEAMS_TENANT.',
  AADSTS90002: 'There is no such tenant: look at TEAMS_TENANT, and at TEAMS_CLOUD.',
};
const reasonFor = (code: string, login: string): string =>
  REASONS[code] ??
  (code === 'unreachable' ? `Let this server reach ${login}.` : 'Look at TEAMS_APP_ID, TEAMS_APP_SECRET and TEAMS_TENANT.');

async function checkDirect({ config, outbound }: Pick<CheckDeps, 'config' | 'outbound'>, user: string): Promise<Finding> {
  if (!ENTRA_ID.test(user))
    return { level: 'fault', message: '--dm wants the Entra object id of a person, such as the admin center shows it.' };
  const title = en.typed.fallback;
  const card = { title, tone: 'good', body: [], buttons: [], fallback: title } as const;
  const sent = await outbound.sendDirect({ key: keyOf(config.tenant, user), name: '' }, card, 'doctor');
  return sent.ok
    ? { level: 'ok', message: 'The direct message has arrived.' }
    : { level: 'fault', message: `The direct message was not taken (${sent.reason}): that person needs the app, or a team that has it.` };
}
