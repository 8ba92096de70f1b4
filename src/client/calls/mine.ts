// A person's own shares, a page of a list at a time, and what they can do about each.

import { post, postAgain, request, silent, type Connection } from '../wire/connection.ts';
import { addressOf } from './share-api.ts';
import type { Answer } from '../wire/answer.ts';
import { parseMine, type MineState, type MinePage } from '../answers/mine-page.ts';
import { asJson } from '../wire/json.ts';

/** `since`: epoch ms. */
export interface MineFilter {
  readonly text: string;
  readonly since: number;
}

interface Asked extends MineFilter {
  readonly states: readonly MineState[];
  readonly before: string | null;
  readonly limit: number;
}

export function fetchMine(connection: Connection, { before, ...rest }: Asked): Promise<Answer<MinePage>> {
  return request(connection, '/api/shares/search', postAgain({ ...rest, ...(before !== null && { before }) }), async (response) =>
    parseMine(await response.json()),
  );
}

type Step = (connection: Connection, id: string) => Promise<Answer<null>>;
const step =
  (name: string, ask: typeof post): Step =>
  (connection, id) =>
    silent(connection, `${addressOf(id)}/${name}`, ask({}));

/** Not sent again by itself: a second one within the hour is refused. */
export const sendReminder = step('remind', post);
export const takeBack = step('revoke', postAgain);
export const waitLonger = (connection: Connection, id: string, expiresAt: number): Promise<Answer<null>> =>
  silent(connection, `${addressOf(id)}/extend`, postAgain({ expiresAt }));

/** The id of the new share, whose values are typed anew. `once`: sent again with the same one, it has made one. */
export function beginAgain(connection: Connection, id: string, once?: string): Promise<Answer<string>> {
  const init = once === undefined ? post({}) : postAgain({}, { 'idempotency-key': once });
  return request(connection, `${addressOf(id)}/again`, init, async (response) => {
    const made = asJson(await response.json())?.['id'];
    return typeof made === 'string' ? made : null;
  });
}
