// The providers whose tokens a machine may show as a second proof.

import * as z from 'zod';
import { isLoopback, type Setting } from './setting.ts';

const FORM =
  'must be addresses of issuers, separated by commas, such as https://token.actions.githubusercontent.com: https (or http on loopback), without query or user name, each once. Where the keys lie elsewhere: the issuer, =, and the address of the keys.';
const MOST = 20;

function isPlain(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  const web = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  return url !== null && web && `${url.search}${url.hash}${url.username}${url.password}` === '';
}

/** The issuer's text stays as it is: tokens are compared with it to the letter. */
function issuers(text: string, context: z.RefinementCtx): { readonly issuer: string; readonly keysAt: string | null }[] {
  const parts = text.split(',').map((part) => part.trim());
  const all = text.trim() === '' ? [] : parts.map((part) => part.split('='));
  const isFine = all.every((one) => one.length <= 2 && one.every(isPlain));
  const found = all.map(([issuer = '', keysAt = null]) => ({ issuer, keysAt }));
  if (isFine && found.length <= MOST && new Set(found.map(({ issuer }) => issuer)).size === found.length) return found;
  context.addIssue(FORM);
  return z.NEVER;
}

export const WORKLOAD_SETTINGS = {
  NT2_WORKLOAD_ISSUERS: {
    defaultValue: '',
    schema: z.string().transform(issuers),
    doc: 'Providers whose tokens a machine may show as a second proof, by commas, each as its tokens name it: `https://token.actions.githubusercontent.com`, `https://gitlab.com`. A provider whose keys lie at another origin: `https://kubernetes.default.svc.cluster.local=https://10.0.0.1:6443/openid/v1/jwks`. Empty: none. See `docs/machines.md`.',
  },
} as const satisfies Record<string, Setting>;
