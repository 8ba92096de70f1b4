// Shows the bot's answer where the person asked: by the reply token, which is free and good once, for about a minute; then by a push.

import { en } from '../../bot/messages/messages.ts';
import type { Button, Card, InteractionResponse, Line } from '../../bot/port.ts';
import type { LineClient } from './client.ts';
import type { LineConfig } from './config.ts';
import { push } from './outbound.ts';
import { renderCard } from './render.ts';

interface RespondDeps {
  readonly client: LineClient;
  readonly config: LineConfig;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export interface AskedEvent {
  readonly id: string;
  readonly user: string;
  readonly isGroup: boolean;
  readonly replyToken: string | undefined;
  /** A group that the operator has not named; null: they have, or need not. */
  readonly unnamed: string | null;
  /** `@name` of the account; null: LINE has not said. */
  readonly basicId: string | null;
}

export async function respond(deps: RespondDeps, asked: AskedEvent, answer: InteractionResponse): Promise<void> {
  if (answer.kind !== 'private') return;
  const { client, config, log } = deps;
  const { replyToken, isGroup } = asked;
  const card = isGroup ? groupCard(answer.card, asked) : answer.card;
  const message = renderCard({ publicUrl: config.publicUrl, isGroup }, card);
  if (replyToken !== undefined) {
    const replied = await client.post('v2/bot/message/reply', { replyToken, messages: [message] });
    if (replied.ok) return;
    log('line.reply', { code: String(replied.status) });
    // A token that was used or has run out. After anything else the reply may be there.
    if (replied.status !== 400) return;
  }
  if (!isGroup) await push(deps, asked.user, card, `${asked.id}.answer`);
}

/** What everybody in the group may read: no label, and only the ways to the page, where LINE says who opens them. */
function groupCard(card: Card, { basicId, unnamed }: AskedEvent): Card {
  const whose: Line[] = unnamed === null ? [] : [[en.answers.inGroup.id, ' ', unnamed]];
  if (card.tone === 'warn') return { ...card, body: [...card.body, ...whose], rows: [], kept: [], buttons: [] };
  const chat: Button[] =
    basicId === null
      ? []
      : [{ kind: 'open', url: `https://line.me/R/oaMessage/${encodeURIComponent(basicId)}/?list`, label: en.answers.inGroup.chat }];
  const ways = card.buttons.filter(({ kind }) => kind === 'open');
  const { title, body } = en.answers.inGroup;
  return { title, tone: 'plain', body: [[body], ...whose], buttons: [...ways, ...chat], fallback: title };
}
