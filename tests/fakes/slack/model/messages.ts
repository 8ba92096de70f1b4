// Messages as they stand in the fake Slack: who may see which, what an app is told about one, and what was ever in them.

import type { Block, Channel, Ephemeral, Message, User } from './types.ts';
import type { World } from './world.ts';

export interface Content {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly metadata?: unknown;
}

/** Puts a message into a channel. */
export function post(
  world: World,
  {
    channel,
    user,
    botId = null,
    threadTs = null,
    clientMsgId = null,
    unfurl = { links: true, media: true },
    ...content
  }: Content & {
    readonly channel: string;
    readonly user: string;
    readonly botId?: string | null;
    readonly threadTs?: string | null;
    readonly clientMsgId?: string | null;
    readonly unfurl?: Message['unfurl'];
  },
): Message {
  const message: Message = {
    ts: world.ts(),
    channel,
    user,
    botId,
    threadTs,
    clientMsgId,
    text: content.text,
    blocks: world.withIds(content.blocks),
    metadata: content.metadata ?? null,
    unfurl,
    editedTs: null,
    deleted: false,
    versions: [],
  };
  world.messages.push(message);
  return message;
}

export function edit(world: World, message: Message, content: Partial<Content>): void {
  message.versions.push({ text: message.text, blocks: message.blocks, metadata: message.metadata });
  if (content.text !== undefined) message.text = content.text;
  if (content.blocks !== undefined) message.blocks = world.withIds(content.blocks);
  if (content.metadata !== undefined) message.metadata = content.metadata;
  message.editedTs = world.ts();
}

export function whisper(
  world: World,
  {
    channel,
    user,
    threadTs = null,
    by = null,
    ...content
  }: Content & {
    readonly channel: string;
    readonly user: string;
    readonly threadTs?: string | null;
    readonly by?: string | null;
  },
): Ephemeral {
  const shown: Ephemeral = {
    ts: world.ts(),
    channel,
    user,
    threadTs,
    by,
    text: content.text,
    blocks: world.withIds(content.blocks),
    gone: false,
  };
  world.ephemerals.push(shown);
  return shown;
}

export const findMessage = (world: World, channel: string, ts: string): Message | null =>
  world.messages.find((message) => message.channel === channel && message.ts === ts && !message.deleted) ?? null;

/** A member sees their channels; one who is no guest also sees the public channels of their teams. */
export function canSee(channel: Channel, user: User): boolean {
  if (channel.members.has(user.id)) return true;
  return channel.kind === 'public' && user.guest === 'no' && channel.teams.some((team) => user.teams.includes(team));
}

/** A message as the Web API and payloads show it. */
export function shown(world: World, message: Message): Record<string, unknown> {
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: world.users.get(message.user)?.teamId ?? null,
    blocks: message.blocks,
    ...(message.botId !== null && { bot_id: message.botId, app_id: world.app.id }),
    ...(message.threadTs !== null && {
      thread_ts: message.threadTs,
      parent_user_id: findMessage(world, message.channel, message.threadTs)?.user,
    }),
    ...(message.metadata !== null && { metadata: message.metadata }),
    ...(message.editedTs !== null && { edited: { user: message.user, ts: message.editedTs } }),
    ...(message.clientMsgId !== null && { client_msg_id: message.clientMsgId }),
  };
}
