// Counts in the record of the fake Slack what people read twice: two messages in the same place, under the same title, of the same share.
// A message that names no share is known by its words; each share of the campaign has a label of its own.

import type { Block, Ephemeral, Message } from '../../fakes/slack/model/types.ts';

type Said = Pick<Message | Ephemeral, 'channel' | 'blocks' | 'ts'> & { readonly versions?: Message['versions'] };

/** What stood there already, when it was said again. */
export interface Twice {
  readonly channel: string;
  readonly title: string;
  /** When, by the fake's clock, epoch ms. */
  readonly at: number;
}

const ID = /[a-z2-7]{32}/;

/** Judged by how messages were first said, because cards are edited in place. */
export function saidTwice(messages: readonly Said[]): Twice[] {
  const seen = new Set<string>();
  return messages.flatMap(({ channel, ts, blocks, versions }) => {
    const first = versions?.[0]?.blocks ?? blocks;
    const share = ID.exec(JSON.stringify(first))?.[0] ?? wordsOf(first);
    const title = titleOf(first);
    const key = `${channel} ${share} ${title}`;
    if (seen.has(key)) return [{ channel, title, at: Number(ts) * 1_000 }];
    seen.add(key);
    return [];
  });
}

/** How many shares stand in chat under a label that someone has given once. */
export function sharesUnder(label: string, messages: readonly Said[]): number {
  const ids = messages.flatMap(({ blocks, versions = [] }) => {
    const text = JSON.stringify([blocks, versions]);
    const id = text.includes(label) ? ID.exec(text)?.[0] : undefined;
    return id === undefined ? [] : [id];
  });
  return new Set(ids).size;
}

function titleOf(blocks: readonly Block[]): string {
  const title = blocks.find(({ type }) => type === 'header')?.text;
  return typeof title === 'object' ? title.text : wordsOf(blocks);
}

/** Without the ids that Slack gives to blocks. */
const wordsOf = (blocks: readonly Block[]): string =>
  JSON.stringify(blocks, (name, value: unknown) => (name === 'block_id' || name === 'action_id' ? undefined : value));
