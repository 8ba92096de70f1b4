// A link is opened at the server that it names, and at no other: everything in it is bound to that host.

import { ApiError } from '../api-error.ts';

/** Longer texts are no links. */
const LONGEST = 8_192;
const HOST = {
  s: /(?:^|[/\s(<"'])([^/\s(<"']+)\/s\/[a-z2-7]{32}/i,
  r: /(?:^|[/\s(<"'])([^/\s(<"']+)\/r\/[a-z2-7]{32}/i,
};

/** `path`: `s` of a share, `r` of a request. @throws ApiError when the text names another host */
export function checkHost(text: string, { host, path }: { readonly host: string; readonly path: keyof typeof HOST }): void {
  const named = HOST[path].exec(text.slice(0, LONGEST))?.[1];
  if (named !== undefined && named.toLowerCase() !== host) throw new ApiError('link.host');
}
