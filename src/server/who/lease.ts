// The lease token: proof that the bearer is the device to which the capsule was released. Needs no row: it is a code over
// id, device and time of the claim.

import type { Share } from '../../core/share.ts';
import type { Secrets } from '../world.ts';

export interface Lease {
  readonly device: string;
  readonly at: number;
}

const TOKEN = /^([A-Za-z0-9+/]{43}=)\.(\d{1,15})\.([A-Za-z0-9_-]{43})$/;

export function leaseToken(secrets: Secrets, share: Share): string {
  if (share.state.status !== 'claimed') throw new RangeError('a lease belongs to a claimed share');
  const { device, at } = share.state.claim;
  return `${device}.${at}.${secrets.mac('lease', text(share.id, device, at))}`;
}

/** Null when it was not made here, for this share. */
export function readLease(secrets: Secrets, id: string, token: string | null): Lease | null {
  const [, device = '', time = '', mac = ''] = TOKEN.exec(token ?? '') ?? [];
  const at = Number(time);
  return device !== '' && secrets.isMac('lease', text(id, device, at), mac) ? { device, at } : null;
}

function text(id: string, device: string, at: number): string {
  return `${id}\n${device}\n${at}`;
}
