// What stands behind # at /go: the single-use token, and where it leads.

import type { Answer } from '../../client/wire/answer.ts';
import type { fetchPersons } from '../api/api.ts';
import type { Grant } from '../sign-in/sign-in.ts';

const WAYS = ['receipt', 'devices', 'mine'] as const;

export interface Pass {
  readonly token: string;
  /** Where it leads: the page of the share, its receipt, or a page of the person's own: their browsers, their shares. */
  readonly to: '' | (typeof WAYS)[number];
}

/** What the page's first script leaves for the page's own. */
export interface FirstGo {
  readonly pass: Pass;
  /** Null: nothing can be asked. */
  readonly asked: { readonly grant: Promise<Answer<Grant>>; readonly persons: ReturnType<typeof fetchPersons> } | null;
}

const shared = globalThis as { nt2Go?: FirstGo };

export function leaveFirstGo(first: FirstGo): void {
  shared.nt2Go = first;
}

/** Once: the token is in no variable of the whole page after that. */
export function takeFirstGo(): FirstGo | null {
  const first = shared.nt2Go ?? null;
  delete shared.nt2Go;
  return first;
}

/** The token leaves the address bar before anything else happens. */
export function takePass(): Pass {
  const hash = location.hash.slice(1);
  if (hash !== '') history.replaceState(null, '', location.pathname);
  const [token = '', to] = hash.split('/', 2);
  return { token, to: WAYS.find((way) => way === to) ?? '' };
}

export function leave(share: string | null, to: Pass['to']): void {
  if (to === 'devices' || to === 'mine') location.replace(`/${to}`);
  else if (share !== null) location.replace(`/s/${share}${to === '' ? '' : `/${to}`}`);
}
