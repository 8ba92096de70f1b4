// API tokens, for the operator's programs: which there are, and the end of one. A token itself is shown to the person who makes it alone.

import type { ApiTokens } from '../auth/api-tokens.ts';
import { json, noContent } from '../http/headers.ts';
import type { ApiHandler } from '../http/route.ts';
import { cutPage, parsePage } from './cursor.ts';
import type { TokensAnswer } from './people-answers.ts';

interface TokenDeps {
  readonly apiTokens: ApiTokens;
}

export function listApiTokens({ apiTokens }: TokenDeps): ApiHandler {
  return async ({ request }) => {
    const wish = parsePage(request);
    if (!wish.ok) return wish;
    const { rows, next } = cutPage(await apiTokens.list(), ({ createdAt }) => createdAt, wish.value);
    // One after the other, so that nothing else of a token can slip in.
    const shown = rows.map((row): TokensAnswer['rows'][number] => {
      const { id, kind, name, person, scopes, createdAt, lastUsedAt, untilAt } = row;
      return { id, kind, name, person, scopes: [...scopes], createdAt, lastUsedAt, untilAt };
    });
    return json({ rows: shown, next } satisfies TokensAnswer);
  };
}

/** One that is not there is as good as revoked. */
export function revokeApiToken({ apiTokens }: TokenDeps): ApiHandler {
  return async ({ id }) => {
    await apiTokens.revokeId(id);
    return noContent();
  };
}
