// As far as the six words: a secret entered and a share accepted, while the server says of it what a test wants.

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { messages as senderSays } from '../support/sender-messages.ts';
import type { Mode } from '../../src/core/share.ts';
import { codeOf, enter, heading, idOf } from './people.ts';
import { intercept } from './intercept.ts';
import { acceptQuietly, beginQuietly } from './quietly.ts';
import type { Stage } from './stage.ts';

/** What a server says of a share; null: it says nothing at all. */
export type Lie = (view: Record<string, unknown>) => Record<string, unknown> | null;

const VIEW = /\/api\/shares\/[a-z2-7]{32}$/;

export const compareTitle = senderSays.compare.title;

/** From now on the page hears this of the share, whatever the server says. Returns a function that ends it. */
export const lie = (page: Page, how: Lie): Promise<() => void> =>
  intercept(page, VIEW, async (route) => {
    const response = await route.fetch();
    const told = how((await response.json()) as Record<string, unknown>);
    await (told === null ? route.abort('connectionreset') : route.fulfill({ response, json: told }));
  });

/** Entered, accepted, and the sender looks at the six words. */
export async function looking(stage: Stage, mode: Mode = 'sealed') {
  const secret = stage.secret();
  const mine = await beginQuietly(stage, { mode });
  const words = await enter(mine, secret);
  const theirs = await acceptQuietly(stage, idOf(mine));
  await heading(mine, compareTitle).waitFor();
  await expect.poll(() => codeOf(mine)).toHaveLength(6);
  return { secret, mine, theirs, words, id: idOf(mine) };
}

export const statusOf = async (stage: Stage, id: string) => (await stage.share(id)).state.status;
