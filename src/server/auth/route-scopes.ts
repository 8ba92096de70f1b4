// Which scope a token needs for a route. The pipeline asks before the handler runs. See docs/protocol/http.md#tokens.

import { isScope, OPERATOR_SCOPES, type TokenScope } from '../../core/token-scopes.ts';

/**
 * What a route takes. Several: one of them is enough. `any`: every token, and no token. `browser`: no token at all, because it is about the
 * session of a browser.
 */
export type RouteScopes = TokenScope | readonly TokenScope[] | 'any' | 'browser';

/** The scopes that a route names. */
export function namedScopes(takes: RouteScopes): readonly TokenScope[] {
  if (typeof takes !== 'string') return takes;
  return isScope(takes) ? [takes] : [];
}

/** Whether a route is for the operator's tokens alone. */
export function isForOperator(takes: RouteScopes): boolean {
  const named = namedScopes(takes);
  return named.length > 0 && named.every((scope) => OPERATOR_SCOPES.includes(scope));
}
