// How a machine talks to its server: with the session that it was given last, which it keeps for this run alone.

import type { Connection } from '../wire/connection.ts';

export function openMachineSession(origin: string, ask: typeof fetch): Connection {
  let cookie = '';
  return {
    origin,
    // As a page of this server comes: a session is worth nothing to a foreign one.
    headers: () => ({ origin, ...(cookie !== '' && { cookie }) }),
    fetch: async (url, init) => {
      const response = await ask(url, { ...init, redirect: 'error' });
      const [set] = response.headers.getSetCookie();
      if (set !== undefined) cookie = set.split(';')[0] ?? '';
      return response;
    },
  };
}
