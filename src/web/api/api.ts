// This page's connection to its server, and who acts in this tab.

import type { Answer } from '../../client/wire/answer.ts';
import { request, fetchFrom, silent, type Connection } from '../../client/wire/connection.ts';
import { asJson } from '../../client/wire/json.ts';
import { addressOf } from '../../client/calls/share-api.ts';

const AS = 'nt2.as';

/** Whether this browser lets the pages of this site know each other. With site data blocked, the very touch throws. */
export function keepsSessions(): boolean {
  try {
    return navigator.cookieEnabled && sessionStorage.length >= 0;
  } catch {
    return false;
  }
}

/** Who acts in this tab: a person of the cookie, or the one who is that party. */
export function actAs(ref: string): void {
  try {
    sessionStorage.setItem(AS, ref);
  } catch {
    // Where site data is blocked, no one is signed in.
  }
}

/** Null too where site data is blocked: the holder of a link acts as no person. */
export function actingAs(): string | null {
  try {
    return sessionStorage.getItem(AS);
  } catch {
    return null;
  }
}

/** This page and the server that it is of. */
export const here: Connection = {
  origin: '',
  headers() {
    const ref = actingAs();
    return ref === null ? {} : { 'x-nt2-as': ref };
  },
  fetch: (url, init) => fetch(url, init),
};

/** As one of those who are signed in here; null: as all of them. */
export const hereAs = (ref: string | null): Connection => ({ ...here, headers: () => (ref === null ? {} : { 'x-nt2-as': ref }) });

export const askView = (share: string): Promise<Response> => fetchFrom(here, addressOf(share));

/** Whether this browser is signed in for any person. */
export async function hasSession(): Promise<boolean> {
  const answer = await request(here, '/api/session', {}, async (response) => asJson(await response.json()));
  return answer.ok && Array.isArray(answer.value['persons']) && answer.value['persons'].length > 0;
}

/** Those whom this browser is signed in for. */
export async function fetchPersons(): Promise<Answer<readonly { readonly ref: string; readonly name: string }[]>> {
  return request(here, '/api/session', {}, async (response) => {
    const persons = asJson(await response.json())?.['persons'];
    if (!Array.isArray(persons)) return null;
    return persons.map(asJson).map((person) => ({ ref: String(person?.['ref']), name: String(person?.['name']) }));
  });
}

/** Signs everybody out of this browser. The keys of what waits stay: they open nothing without a new session. */
export function closeSession(): Promise<Answer<null>> {
  return silent(here, '/api/session', { method: 'DELETE' });
}
