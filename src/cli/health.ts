// `nt2 health`: asks whether the server with these settings is up. It is the health check of a container whose image has no curl.

import type { Config } from '../config/settings.ts';
import { Fault } from '../core/refusal.ts';
import { cannotAsk } from './address.ts';
import { expectNothing, print } from './output.ts';

const PATIENCE_MS = 3_000;
/** How this machine reaches a server that listens on every address. */
const HERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

export async function health({ NT2_HOST, NT2_PORT, NT2_ROLE }: Config, args: readonly string[]): Promise<number> {
  expectNothing(args);
  if (NT2_PORT === 0) throw new Fault('health.port', 'NT2_PORT is 0, so this command cannot know the port: give it a number.');
  if (cannotAsk(NT2_PORT))
    throw new Fault('health.port', `NT2_PORT is ${NT2_PORT}, which this command and browsers refuse to ask: take another one.`);
  const host = HERE[NT2_HOST] ?? NT2_HOST;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${NT2_PORT}/healthz`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  if (answer?.ok) return print(`nt2 is up at ${new URL(url).origin}${NT2_ROLE === 'all' ? '' : ` (${NT2_ROLE})`}.`);
  console.error(answer === null ? `No answer at ${url}.` : `${url} answers ${answer.status}.`);
  return 1;
}
