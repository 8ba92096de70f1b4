// Whether this browser has a device key at all: without one, no server can know it, and nothing is fetched or asked to sign in.

import * as db from './db.ts';

/** Where it lies in the drawer. */
export const DEVICE = 'device';

export async function hasDeviceKey(): Promise<boolean> {
  return (await db.get(DEVICE).catch(() => undefined)) !== undefined;
}
