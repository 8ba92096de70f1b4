// A person's own shares, a page of a list at a time, and what they can do about each.

import { addressOf, post, request, silent, type Answer } from './api.ts';
import { parseMine, type MineState, type MinePage } from './mine-page.ts';
import { asJson } from './view.ts';

/** `since`: epoch ms. */
export interface MineFilter {
  readonly text: string;
  readonly since: number;
}

interface Asked extends MineFilter {
  readonly state: MineState;
  readonly before: string | null;
  readonly limit: number;
}

export function fetchMine({ state, before, ...rest }: Asked): Promise<Answer<MinePage>> {
  return request('/api/shares/search', post({ ...rest, states: [state], ...(before !== null && { before }) }), async (response) =>
    parseMine(await response.json()),
  );
}

export const sendReminder = (id: string): Promise<Answer<null>> => silent(`${addressOf(id)}/remind`, post({}));
export const takeBack = (id: string): Promise<Answer<null>> => silent(`${addressOf(id)}/revoke`, post({}));
export const waitLonger = (id: string, expiresAt: number): Promise<Answer<null>> => silent(`${addressOf(id)}/extend`, post({ expiresAt }));

/** The id of the new share, whose values are typed anew. */
export function beginAgain(id: string): Promise<Answer<string>> {
  return request(`${addressOf(id)}/again`, post({}), async (response) => {
    const made = asJson(await response.json())?.['id'];
    return typeof made === 'string' ? made : null;
  });
}
