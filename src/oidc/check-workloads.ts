// The doctor's look at those who vouch for machines: whether each answers, what it calls itself, whether it shows keys that nt2 verifies with,
// and whether its clock agrees. Nothing that they write is repeated but their name, which the operator gave.

import type { Clock } from '../core/ports/clock.ts';
import type { ProviderFinding } from './check.ts';
import { fetchProviderKeys, ProviderAway, type TrustedIssuer } from './provider-keys.ts';
import { TOLERANCE_S } from './workload.ts';

interface CheckDeps {
  readonly clock: Clock;
  /** The way out; absent: Node's own. */
  readonly fetch?: typeof fetch | undefined;
}

const WHY = {
  silent: 'does not give its keys: no machine that is bound to it opens anything meanwhile',
  elsewhere: 'keeps its keys at another origin than its own: name their address in NT2_WORKLOAD_ISSUERS, behind a second =',
  unfit:
    'answers with something else than its own description or keys: give its address letter by letter as it names itself, with or without a slash at the end',
} as const;

export async function checkWorkloads(trusted: readonly TrustedIssuer[], deps: CheckDeps): Promise<ProviderFinding[]> {
  return (await Promise.all(trusted.map((one) => checkOne(one, deps)))).flat();
}

async function checkOne(trusted: TrustedIssuer, { clock, fetch: out = fetch }: CheckDeps): Promise<ProviderFinding[]> {
  const called = `the provider of workload tokens ${trusted.issuer}`;
  /** By how much its clock is ahead, as its answers say; null: they do not. */
  let ahead: number | null = null;
  const listening: typeof fetch = async (url, init) => {
    const answer = await out(url, init);
    const at = Date.parse(answer.headers.get('date') ?? '');
    // An answer that a cache has kept is as old as it was then.
    if (Number.isFinite(at) && !answer.headers.has('age')) ahead = at - clock();
    return answer;
  };
  const said: ProviderFinding[] = [];
  try {
    const { keys } = await fetchProviderKeys(trusted, listening);
    const fit = keys.filter(({ kty = '', use }) => ['RSA', 'EC', 'OKP'].includes(kty) && use !== 'enc').length;
    if (fit > 0) said.push({ level: 'ok', message: `${called} shows ${fit} ${fit === 1 ? 'key' : 'keys'}` });
    else said.push({ level: 'fault', message: `${called} shows no key that a token can be verified by` });
  } catch (error) {
    if (!(error instanceof ProviderAway)) throw error;
    said.push({ level: 'fault', message: `${called} ${WHY[error.kind]}` });
  }
  if (ahead !== null && Math.abs(ahead) > TOLERANCE_S * 1_000)
    said.push({
      level: 'fault',
      message: `the clocks of this machine and of ${trusted.issuer} differ by ${Math.round(Math.abs(ahead) / 1_000)} s: its tokens are refused. Set them by NTP`,
    });
  return said;
}
