// Sender and recipient on the pages of a share that was asked for without a word in chat, for walks in which chat has no part: two chats
// and what is pressed in them took a third of a walk's processor time.

import type { BrowserContext, Page } from 'playwright-core';
import type { Kind, Mode } from '../../src/core/share.ts';
import { messages } from '../support/page-messages.ts';
import { enterBy } from './chat.ts';
import { acceptHere } from './go.ts';
import { heading } from './people.ts';
import type { Stage } from './stage.ts';
import { alex, begun, contractor } from './waiting.ts';

/** The page that takes the secret, reached by the button that chat would give. */
export async function beginQuietly(
  stage: Stage,
  { mode = 'sealed', kind, label, profile }: { mode?: Mode; kind?: Kind; label?: string; profile?: BrowserContext } = {},
): Promise<Page> {
  const { id } = await begun(stage, mode, { kind, label });
  return enterBy(profile ?? (await stage.profile({}, 'sender')), await stage.button(alex, id));
}

/** The page of the recipient, by the button that chat would give. */
export async function openQuietly(stage: Stage, id: string, profile?: BrowserContext): Promise<Page> {
  return enterBy(profile ?? (await stage.profile()), await stage.button(contractor, (await stage.share(id)).id));
}

/** Accepted there; the page then shows the six words. */
export async function acceptQuietly(stage: Stage, id: string, profile?: BrowserContext): Promise<Page> {
  const page = await openQuietly(stage, id, profile);
  await acceptHere(page);
  await heading(page, messages.waiting.title('Alex')).waitFor();
  return page;
}
