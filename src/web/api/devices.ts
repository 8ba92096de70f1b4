// The browsers that are known for the people in this one.

import { headers, request, requestInit, silent, type Answer } from './api.ts';
import { asJson } from './view.ts';

export interface KnownBrowser {
  readonly id: string;
  /** Epoch ms. */
  readonly madeAt: number;
  readonly usedAt: number;
  readonly isThis: boolean;
}

export interface PersonDevices {
  readonly ref: string;
  readonly name: string;
  readonly devices: readonly KnownBrowser[];
}

const rowsOf = (value: unknown): Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.map(asJson).filter((row) => row !== null) : [];

export function fetchDevices(): Promise<Answer<readonly PersonDevices[]>> {
  // Of all who are signed in here, not only of the one who acts in this tab.
  return request('/api/devices', requestInit('GET', { headers: { accept: 'application/json' } }), async (response) =>
    rowsOf(asJson(await response.json())?.['persons']).map((row) => ({
      ref: String(row['ref']),
      name: String(row['name']),
      devices: rowsOf(row['devices']).map((device) => ({
        id: String(device['id']),
        madeAt: Number(device['madeAt']),
        usedAt: Number(device['usedAt']),
        isThis: device['isThis'] === true,
      })),
    })),
  );
}

/** As the person of that ref, who need not be the one that acts in this tab. */
export function requestWithdrawal(ref: string, id: string): Promise<Answer<null>> {
  return silent(`/api/devices/${id}`, requestInit('DELETE', { headers: headers({ 'x-nt2-as': ref }) }));
}
