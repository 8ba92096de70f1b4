// What stands behind # at /go: the single-use token, and where it leads.

export interface Pass {
  readonly token: string;
  /** Where it leads: the page of the share, its receipt, or the person's browsers. */
  readonly to: '' | 'receipt' | 'devices';
}

/** The token leaves the address bar before anything else happens. */
export function takePass(): Pass {
  const hash = location.hash.slice(1);
  if (hash !== '') history.replaceState(null, '', location.pathname);
  const [token = '', to] = hash.split('/', 2);
  return { token, to: to === 'receipt' || to === 'devices' ? to : '' };
}

export function leave(share: string | null, to: Pass['to']): void {
  if (to === 'devices') location.replace('/devices');
  else if (share !== null) location.replace(`/s/${share}${to === '' ? '' : `/${to}`}`);
}
