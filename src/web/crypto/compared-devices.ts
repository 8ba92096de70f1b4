// The browsers that were compared: the device key with the name and the reference under which its six words were shown, and when.
// Only where all three are the same does the page seal without asking: the server says who is who, and may lie about each of them.

import * as db from '../browser/db.ts';
import { deviceTrustIn, type Compared, type DeviceTrust, type ShownPerson } from './device-trust.ts';

/** At most this many for each tenant; the oldest go. */
const MOST = 256;

/** Within one tenant: another one may have people of the same name. */
const keyOf = (share: string): string => `compared:${share.slice(0, 6)}`;

async function comparedIn(share: string): Promise<readonly Compared[]> {
  return ((await db.get(keyOf(share))) as readonly Compared[] | undefined) ?? [];
}

export async function deviceTrust(share: string, device: string, person: ShownPerson): Promise<DeviceTrust> {
  const found = deviceTrustIn(await comparedIn(share), device, person);
  if (found.kind !== 'new') return found;
  // Earlier versions kept the device key under the account alone. That is not enough to seal without asking, but enough to warn of another browser.
  const earlier = (await db.get(`known:${share.slice(0, 6)}:${person.ref}`)) as readonly string[] | undefined;
  return earlier === undefined || earlier.includes(device) ? found : { kind: 'browser' };
}

/** The person has said that the words shown for this browser match. */
export async function rememberCompared(share: string, compared: Compared): Promise<void> {
  const { device, name, ref } = compared;
  await db.change(keyOf(share), (kept) => {
    const all = (kept as readonly Compared[] | undefined) ?? [];
    const others = all.filter((one) => one.device !== device || one.name !== name || one.ref !== ref);
    const before = all.find((one) => !others.includes(one));
    return [{ ...compared, at: before?.at ?? compared.at }, ...others].slice(0, MOST);
  });
}
