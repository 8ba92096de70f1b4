// Who may send requests that change something: a page of this server, or a program with a token. All others are foreign pages.

import { httpError, type HttpRefusal } from './problem.ts';

export interface Origin {
  /** Null: the request may go on. */
  check(request: Request, isProgram: boolean): HttpRefusal | null;
  /** Refuses what a browser sends, whichever page it comes from. */
  checkServer(request: Request): HttpRefusal | null;
  /** On a loopback address, a foreign Host header means that a foreign page has pointed its name here. */
  checkHost(request: Request): HttpRefusal | null;
}

/** `anyHost`: people do not come here by the public address. */
export function createOrigin(publicUrl: URL, anyHost = false): Origin {
  const loopback = !anyHost && /^(?:127\.[\d.]+|\[::1\]|localhost)$/.test(publicUrl.hostname);
  return {
    check(request, isProgram) {
      const { headers } = request;
      const origin = headers.get('origin');
      const site = headers.get('sec-fetch-site');
      // A browser reports a foreign page whether or not the page holds a token.
      if (origin !== null && origin !== publicUrl.origin) return httpError('request.origin');
      if (site !== null && site !== 'same-origin') return httpError('request.origin');
      if (isProgram) return null;
      if (headers.get('x-nt2') !== '1') return httpError('request.origin');
      return origin === null && site === null ? httpError('request.origin') : null;
    },
    checkServer({ headers }) {
      return headers.has('origin') || headers.has('sec-fetch-site') ? httpError('request.origin') : null;
    },
    checkHost(request) {
      const host = loopback ? request.headers.get('host') : null;
      return host === null || host.toLowerCase() === publicUrl.host ? null : httpError('request.host');
    },
  };
}
