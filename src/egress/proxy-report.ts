// Reports on the proxy on the way out: a code for the log, a sentence for the doctor. Both name only host and port of its address.

export interface ProxyReport {
  /** Host and port of the proxy. */
  readonly at: string;
  /** Host and port that it was asked for. */
  readonly to: string;
  /** `nothing`: it is away, or has not answered yet. */
  readonly says: 'through' | 'nothing' | 'refused' | 'password';
  /** What it answered, in HTTP's numbers. */
  readonly status: number | null;
}

const CODES = { nothing: 'proxy_unreachable', refused: 'proxy_refused', password: 'proxy_wants_password' } as const;

/** Null: the proxy was not in the way. */
export const proxyCode = (word: ProxyReport | null | undefined): string | null =>
  word === null || word === undefined || word.says === 'through' ? null : CODES[word.says];

/** As the end of a sentence that begins with what was opened. */
export const describeRoute = (word: ProxyReport | null | undefined): string =>
  word?.says === 'through' ? `through the proxy at ${word.at}` : 'directly, without a proxy';

/** Null: the proxy was not in the way. */
export function proxyTrouble(word: ProxyReport | null | undefined): string | null {
  switch (word?.says) {
    case 'nothing':
      return `the proxy at ${word.at} does not answer. Look whether it runs, and at HTTPS_PROXY.`;
    case 'password':
      return `the proxy at ${word.at} wants a user name and a password that it knows (407). Give them in HTTPS_PROXY, as http://name:password@host:port.`;
    case 'refused':
      return `the proxy at ${word.at} does not let nt2 through to ${word.to} (${word.status}). Allow it there, or name the host in NO_PROXY if it can be reached directly.`;
    default:
      return null;
  }
}
