// The OpenID provider at which people sign in for the board. Who of them sees which board stands in the policy.

import * as z from 'zod';
import { isLoopback, type Setting } from './setting.ts';

function issuer(text: string, context: z.RefinementCtx): URL | null {
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const web = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url && web && `${url.search}${url.hash}${url.username}${url.password}` === '') return url;
  context.addIssue(
    'must be the address of the issuer, such as https://login.example.com: https (or http on loopback), without query or user name.',
  );
  return z.NEVER;
}

const given = z.string().transform((text) => (text === '' ? null : text));

export const OIDC_SETTINGS = {
  NT2_OIDC_ISSUER: {
    defaultValue: '',
    schema: z.string().transform(issuer),
    doc: 'Issuer of the OpenID provider at which people sign in for `/board`, exactly as it names itself, such as `https://login.example.com`; empty: none. Whom it lets in stands in the policy (`board.accounts`). The redirect address to register is NT2_PUBLIC_URL with `/board/callback`. See `docs/operations.md`.',
  },
  NT2_OIDC_CLIENT_ID: { defaultValue: '', schema: given, doc: 'Id under which the provider knows nt2.' },
  NT2_OIDC_CLIENT_SECRET: {
    defaultValue: '',
    schema: given,
    secret: true,
    doc: 'The secret for it, which nt2 shows the provider by HTTP Basic (`client_secret_basic`).',
  },
} as const satisfies Record<string, Setting>;
