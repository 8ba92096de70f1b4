// Where a machine finds the token of its provider: in a file that is renewed (Kubernetes), in its environment (GitLab), or at an address that
// gives one for an audience (GitHub Actions). It is asked for when the server wants one, and printed nowhere.

import { readFileSync } from 'node:fs';
import { isLoopback, type Environment } from '../../config/setting.ts';
import { Fault } from '../../core/refusal.ts';

const MOST = 16_384;
const TIMEOUT_MS = 10_000;

/** Null: there is none here. @throws Fault `files.unfit`, `workload.away` */
export async function findIdToken(env: Environment, ask: typeof fetch, audience: string): Promise<string | null> {
  const file = env['NT2_ID_TOKEN_FILE'];
  if (file !== undefined && file !== '') return readToken(file);
  const given = env['NT2_ID_TOKEN']?.trim();
  if (given !== undefined && given !== '') return given;
  const [url, bearer] = [env['ACTIONS_ID_TOKEN_REQUEST_URL'], env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']];
  return url === undefined || bearer === undefined || url === '' ? null : askGitHub(ask, { url, bearer, audience });
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Fault('files.unfit', `${file} cannot be read: NT2_ID_TOKEN_FILE names the file into which the provider writes the token.`);
  }
}

const away = () => new Fault('workload.away', 'GitHub gives no token: does the job have "permissions: id-token: write"?');

async function askGitHub(
  ask: typeof fetch,
  { url, bearer, audience }: { readonly url: string; readonly bearer: string; readonly audience: string },
): Promise<string> {
  const at = URL.canParse(url) ? new URL(url) : null;
  if (at === null || !(at.protocol === 'https:' || (at.protocol === 'http:' && isLoopback(at.hostname)))) throw away();
  at.searchParams.set('audience', audience);
  try {
    const init = { headers: { authorization: `Bearer ${bearer}` }, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) } as const;
    const answer = await ask(at.href, init);
    const { value } = (await answer.json()) as { readonly value?: unknown };
    if (answer.ok && typeof value === 'string' && value.length <= MOST) return value;
  } catch {
    // Its errors may hold what was sent.
  }
  throw away();
}
