// The proxy through which nt2 reaches the chat platforms, under the names that other programs use too.

import * as z from 'zod';
import type { Setting } from './setting.ts';

const FORM =
  'must be the address of an HTTP proxy, such as http://proxy.example.com:3128 or http://name:password@proxy.example.com:3128, without a path. In name and password write @ as %40, : as %3A, / as %2F, # as %23 and % as %25.';

const isCoded = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/** Other programs take `proxy:3128` as well. */
function proxy(text: string, context: z.RefinementCtx): string {
  if (text === '') return '';
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : null;
  const isProxy = url !== null && /^https?:$/.test(url.protocol) && /^\/?$/.test(url.pathname) && `${url.search}${url.hash}` === '';
  if (isProxy && isCoded(url.username) && isCoded(url.password)) return url.href;
  context.addIssue(FORM);
  return z.NEVER;
}

export const EGRESS_SETTINGS = {
  HTTPS_PROXY: {
    defaultValue: '',
    schema: z.string().transform(proxy),
    secret: true,
    lower: true,
    doc: 'HTTP proxy through which nt2 reaches Slack and Discord, requests and sockets alike, an OpenID provider and the bucket of files: `http://proxy.example.com:3128`, or `http://name:password@…`. Empty: directly. Nothing else goes through it. Also read as `https_proxy`, which wins. See `docs/operations.md`.',
  },
  HTTP_PROXY: {
    defaultValue: '',
    schema: z.string().transform(proxy),
    secret: true,
    lower: true,
    doc: 'The same for addresses that begin with `http://`, and for all of them when there is no HTTPS_PROXY. Also read as `http_proxy`, which wins.',
  },
  NO_PROXY: {
    defaultValue: '',
    schema: z.string(),
    lower: true,
    doc: 'Hosts that are reached without the proxy, separated by commas: `slack.com` with all below it, `*.slack.com` only what is below it, `host:port`, or `*` for all. No networks such as `10.0.0.0/8`. Also read as `no_proxy`, which wins.',
  },
} as const satisfies Record<string, Setting>;
