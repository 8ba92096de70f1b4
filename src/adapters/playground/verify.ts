// The playground has no log-in and no signature. In their place: only its own page, on this machine, may drive it.

/** A foreign name that points at 127.0.0.1 arrives with its own Host header. */
export function verifyHost(request: Request, publicUrl: URL): boolean {
  return request.headers.get('host')?.toLowerCase() === publicUrl.host;
}

export const wrongHost = (publicUrl: URL): string => `Open the playground at ${publicUrl.origin}/playground.`;

/** One sentence when a request is not from the playground's own page; null when it is. Nothing of the body has been read yet. */
export function verify(request: Request, publicUrl: URL): string | null {
  if (!verifyHost(request, publicUrl)) return wrongHost(publicUrl);
  const { headers } = request;
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && (request.method !== 'GET' || site !== 'none'))
    return 'Only the playground itself may do that.';
  if (request.method === 'GET') return null;
  if (headers.get('origin') !== publicUrl.origin || headers.get('x-nt2') !== '1') return 'Only the playground itself may do that.';
  if (headers.get('content-type')?.split(';')[0]?.trim() !== 'application/json') return 'Send JSON.';
  return null;
}

const MOST_BYTES = 64 * 1024;

/** The body as JSON; undefined when it is too long or not JSON. */
export async function readJson(request: Request): Promise<unknown> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) return undefined;
  const text = await request.text();
  if (text.length > MOST_BYTES) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
