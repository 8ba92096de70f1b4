// Which server a person's commands ask, and with which token: the environment wins, then what `nt2 login` has stored.
// See docs/decisions/log-in.md.

import { Fault } from '../../core/refusal.ts';
import { openKeyring, type Keyring } from './keyring.ts';
import { loadStored, type StoredServer } from './credentials-file.ts';
import type { Environment } from '../../config/setting.ts';

export interface Credentials {
  /** Origin of the server, without a slash at its end. */
  readonly url: string;
  readonly token: string;
  /** The name of the person whom the token stands for. Null: it comes from the environment. */
  readonly person: string | null;
}

interface Chosen {
  /** `--server`, as it was typed. */
  readonly server?: string | undefined;
  /** Null: there is none. Absent: the system's. */
  readonly keyring?: Keyring | null;
}

/**
 * Null: nobody has logged in, at this server or at all.
 * @throws Fault `account.unfit`: an address that is none, a token without one, or a file that others can read
 */
export async function loadCredentials(env: Environment, { server, keyring }: Chosen = {}): Promise<Credentials | null> {
  const [url, token] = [env['NT2_URL'] ?? '', env['NT2_TOKEN'] ?? ''];
  if (server === undefined && token !== '') {
    if (url === '')
      throw new Fault('account.unfit', 'NT2_TOKEN is set and NT2_URL is not: set both, so that the token goes to its server alone.');
    return { url: parseServer(url, 'NT2_URL'), token, person: null };
  }
  const wanted = server === undefined ? (url === '' ? null : parseServer(url, 'NT2_URL')) : parseServer(server, '--server');
  if (token !== '' && url !== '' && wanted === parseServer(url, 'NT2_URL')) return { url: wanted, token, person: null };
  const stored = loadStored(env);
  const found: StoredServer | undefined = stored.servers.find((one) => one.url === (wanted ?? stored.usual));
  if (found === undefined) return null;
  const held = await tokenOf(found, keyring);
  if (held === null)
    throw new Fault(
      'account.unfit',
      `The system’s keyring does not give the token for ${found.url}: unlock it, or log in again by nt2 login.`,
    );
  return { url: found.url, token: held, person: found.person };
}

/** Null: the keyring does not give it. */
export async function tokenOf({ url, token }: StoredServer, keyring?: Keyring | null): Promise<string | null> {
  if (token !== null) return token;
  return (await (keyring === undefined ? openKeyring() : keyring)?.load(url)) ?? null;
}

/** Tokens go to nobody who only listens: https, or this machine. @throws Fault `account.unfit` */
export function parseServer(typed: string, of: string): string {
  const text = /^[a-z][a-z+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isHere = url !== null && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  const isPlain =
    url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '' && url.pathname === '/';
  if (url === null || !isPlain || !(url.protocol === 'https:' || (url.protocol === 'http:' && isHere)))
    throw new Fault('account.unfit', `${of} must be the address of a server, such as https://nt2.example.com, without a path.`);
  return url.origin;
}
