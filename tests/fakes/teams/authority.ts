// Microsoft's side of who is who: keys with endorsements, signed tokens for what Teams sends, and tokens for what nt2 sends.

import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
/** Made once: each takes a while. */
const TEAMS = pair();
const OTHER = pair();

export interface Signing {
  readonly kid: string;
  readonly alg?: string;
  readonly key?: KeyObject | Uint8Array;
  readonly issuer?: string;
  readonly audience?: string;
  readonly serviceUrl?: string | null;
  /** Seconds from now. Null: the claim is left out. */
  readonly from?: number | null;
  readonly until?: number | null;
}

export function createAuthority({ appId, clock }: { readonly appId: string; readonly clock: () => number }) {
  const granted = new Map<string, number>();
  const keys = [
    { kid: 'teams', pair: TEAMS, endorsements: ['msteams'] },
    { kid: 'webchat', pair: OTHER, endorsements: ['webchat'] },
  ];
  let asked = 0;

  return {
    issuer: 'https://api.botframework.com',
    teams: TEAMS,
    other: OTHER,
    /** How often the keys were asked for. */
    asked: () => asked,
    keySet() {
      asked += 1;
      return {
        keys: keys.map(({ kid, pair: { publicKey }, endorsements }) => ({
          ...publicKey.export({ format: 'jwk' }),
          kid,
          use: 'sig',
          endorsements,
        })),
      };
    },
    /** Of a client that gives its secret, as Entra does. */
    grant(form: URLSearchParams, secret: string) {
      if (form.get('grant_type') !== 'client_credentials' || form.get('scope') !== 'https://api.botframework.com/.default') return null;
      if (form.get('client_id') !== appId || form.get('client_secret') !== secret) return null;
      const token = randomUUID();
      granted.set(token, clock() + 3_600_000);
      return { token_type: 'Bearer', expires_in: 3_600, access_token: token };
    },
    revokeAll: () => granted.clear(),
    isGood: (header: string | undefined): boolean => (granted.get(/^Bearer (.+)$/.exec(header ?? '')?.[1] ?? '') ?? 0) > clock(),
    async sign(serviceUrl: string, how: Partial<Signing> = {}): Promise<string> {
      const now = Math.floor(clock() / 1000);
      const { kid = 'teams', alg = 'RS256', key = kid === 'webchat' ? OTHER.privateKey : TEAMS.privateKey } = how;
      const from = how.from === undefined ? -60 : how.from;
      const until = how.until === undefined ? 3_600 : how.until;
      const url = how.serviceUrl === undefined ? serviceUrl : how.serviceUrl;
      const token = new SignJWT(url === null ? {} : { serviceurl: url })
        .setProtectedHeader({ alg, kid })
        .setIssuer(how.issuer ?? 'https://api.botframework.com')
        .setAudience(how.audience ?? appId);
      if (from !== null) token.setNotBefore(now + from);
      if (until !== null) token.setExpirationTime(now + until);
      return token.sign(key);
    },
  };
}
