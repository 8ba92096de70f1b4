// Counts in the record of the fake Slack what people read twice: two messages in the same place, under the same title, of the same share.
// A message that names no share is known by its words; each share of the campaign has a label of its own.

import type { Block, Ephemeral, Message } from '../../fakes/slack/model/types.ts';

type Said = Pick<Message | Ephemeral, 'channel' | 'blocks'> & { readonly versions?: Message['versions'] };

const ID = /[a-z2-7]{32}/;

/** Those that stand there again, by channel and title. Judged by how they were first said, because cards are edited in place. */
export function saidTwice(messages: readonly Said[]): string[] {
  const seen = new Set<string>();
  return messages.flatMap(({ channel, blocks, versions }) => {
    const first = versions?.[0]?.blocks ?? blocks;
    const share = ID.exec(JSON.stringify(first))?.[0] ?? wordsOf(first);
    const title = titleOf(first);
    const key = `${channel} ${share} ${title}`;
    if (seen.has(key)) return [`${channel}: ${title}`];
    seen.add(key);
    return [];
  });
}

function titleOf(blocks: readonly Block[]): string {
  const title = blocks.find(({ type }) => type === 'header')?.text;
  return typeof title === 'object' ? title.text : wordsOf(blocks);
}

/** Without the ids that Slack gives to blocks. */
const wordsOf = (blocks: readonly Block[]): string =>
  JSON.stringify(blocks, (name, value: unknown) => (name === 'block_id' || name === 'action_id' ? undefined : value));
