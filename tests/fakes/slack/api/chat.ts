// chat.postMessage, chat.update, chat.delete, chat.postEphemeral: an app writes where it may and changes only what it wrote.

import { judgeBlocks } from '../blocks-judge.ts';
import type { Channel, Installation } from '../model/types.ts';
import { edit, findMessage, post, shown, whisper } from '../model/messages.ts';
import type { World } from '../model/world.ts';
import { type Args, invalid, isFalse, type Method, refuse, type Result } from './answer.ts';
import { directWith } from './people.ts';

const LONGEST = 4000;

export function chatMethods(world: World): Record<string, Method> {
  const scopes = ['chat:write'];

  /** The channel in which the app may write, or why not. A person's id stands for the app's direct messages with them. */
  function writable(args: Args, who: Installation): Channel | Result {
    const id = args.channel ?? '';
    if (/^[UW]/.test(id)) {
      const direct = directWith(world, [id], who);
      return 'error' in direct ? refuse('channel_not_found') : open(direct, who);
    }
    const channel = world.channels.get(id);
    if (!channel || !channel.teams.some((team) => world.teamsOf(who).includes(team))) return refuse('channel_not_found');
    return open(channel, who);
  }

  function open(channel: Channel, who: Installation): Channel | Result {
    const member = channel.members.has(who.botUserId);
    if (!member && channel.kind !== 'public') return refuse('channel_not_found');
    if (channel.archived) return refuse('is_archived');
    if (!member && !who.scopes.includes('chat:write.public')) return refuse('not_in_channel');
    if (channel.kind === 'im') {
      const [other] = [...channel.members].filter((one) => one !== who.botUserId);
      if (channel.closed === 'hidden' || world.users.get(other ?? '')?.deleted !== false) return refuse('channel_not_found');
      if (channel.closed === 'tab' || !world.app.messagesTab) return refuse('messages_tab_disabled');
    }
    return channel;
  }

  /** What is wrong with the content, or null. */
  function wrong(args: Args, method: string): Result | null {
    if ((args.text ?? '') === '' && (args.blocks ?? []).length === 0 && args.attachments === undefined) return refuse('no_text');
    if (args.blocks !== undefined) {
      const found = judgeBlocks(args.blocks, 'message');
      world.complaints.push(...found.map((what) => `${method}: ${what}`));
      if (found.length > 0) return refuse('invalid_blocks', { response_metadata: { messages: found } });
    }
    const { metadata } = args;
    if (metadata === undefined) return null;
    if (typeof metadata !== 'object' || metadata === null) return refuse('invalid_metadata_format');
    const { event_type: type, event_payload: payload } = metadata as { event_type?: unknown; event_payload?: unknown };
    const empty = method === 'chat.update' && Object.keys(metadata).length === 0;
    return empty || (typeof type === 'string' && typeof payload === 'object') ? null : refuse('invalid_metadata_schema');
  }

  function thread(args: Args, channel: Channel): string | null | Result {
    if (args.thread_ts === undefined) return null;
    const parent = findMessage(world, channel.id, args.thread_ts);
    if (!parent) return refuse('cannot_reply_to_message');
    if (parent.threadTs !== null && parent.threadTs !== parent.ts)
      world.complaints.push('thread_ts names a reply, not the message that it replies to');
    return parent.threadTs ?? parent.ts;
  }

  function postMessage(args: Args, who: Installation): Result {
    const channel = writable(args, who);
    if ('ok' in channel) return channel;
    const refused = wrong(args, 'chat.postMessage');
    if (refused) return refused;
    const threadTs = thread(args, channel);
    if (typeof threadTs === 'object' && threadTs !== null) return threadTs;
    const clientMsgId = args.client_msg_id ?? null;
    if (clientMsgId !== null) {
      if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(clientMsgId)) {
        world.complaints.push(`chat.postMessage: client_msg_id is no UUID: ${clientMsgId}`);
        return invalid('client_msg_id is not a UUID');
      }
      const first = world.messages.find((message) => message.clientMsgId === clientMsgId && message.user === who.botUserId);
      if (first && first.channel !== channel.id) return refuse('duplicate_channel_not_found');
      if (first?.deleted === true) return refuse('duplicate_message_not_found');
      if (first) return { ok: true, channel: channel.id, ts: first.ts, message: shown(world, first), is_duplicate: true };
    }
    const message = post(world, {
      channel: channel.id,
      user: who.botUserId,
      botId: who.botId,
      threadTs,
      clientMsgId,
      unfurl: { links: !isFalse(args.unfurl_links), media: !isFalse(args.unfurl_media) },
      text: args.text ?? '',
      blocks: args.blocks ?? [],
      metadata: args.metadata ?? null,
    });
    return { ok: true, channel: channel.id, ts: message.ts, message: shown(world, message) };
  }

  /** The app's own message at `ts`, or why it cannot be touched. */
  function own(args: Args, who: Installation, error: string) {
    const channel = world.channels.get(args.channel ?? '');
    const visible = channel && (channel.members.has(who.botUserId) || channel.kind === 'public');
    if (!visible || !channel.teams.some((team) => world.teamsOf(who).includes(team))) return refuse('channel_not_found');
    const message = findMessage(world, channel.id, args.ts ?? '');
    if (!message) return refuse('message_not_found');
    return message.user === who.botUserId ? message : refuse(error);
  }

  function update(args: Args, who: Installation): Result {
    const message = own(args, who, 'cant_update_message');
    if ('ok' in message) return message;
    if (world.channels.get(message.channel)?.archived === true) return refuse('is_inactive');
    if (world.editsClosed.has(message.ts)) return refuse('edit_window_closed');
    const refused = wrong(args, 'chat.update');
    if (refused) return refused;
    if ((args.text ?? '').length > LONGEST) return refuse('msg_too_long');
    // Blocks that are not named stay, and people go on seeing them: a new text alone changes nothing but the notification.
    if (args.blocks === undefined && message.blocks.length > 0)
      world.complaints.push('chat.update: text alone leaves the old blocks standing');
    edit(world, message, {
      text: args.text ?? message.text,
      blocks: args.blocks ?? message.blocks,
      ...(args.metadata !== undefined && { metadata: args.metadata }),
    });
    return { ok: true, channel: message.channel, ts: message.ts, text: message.text, message: forgetNull(shown(world, message)) };
  }

  function remove(args: Args, who: Installation): Result {
    const message = own(args, who, 'cant_delete_message');
    if ('ok' in message) return message;
    message.deleted = true;
    return { ok: true, channel: message.channel, ts: message.ts };
  }

  function postEphemeral(args: Args, who: Installation): Result {
    if (/^[UW]/.test(args.channel ?? '')) return refuse('channel_not_found');
    const channel = writable(args, { ...who, scopes: who.scopes.filter((scope) => scope !== 'chat:write.public') });
    if ('ok' in channel) return channel;
    if (!channel.members.has(args.user ?? '')) return refuse('user_not_in_channel');
    const refused = wrong(args, 'chat.postEphemeral');
    if (refused) return refused.error?.startsWith('invalid_metadata') === true ? invalid('metadata') : refused;
    const threadTs = thread(args, channel);
    if (typeof threadTs === 'object' && threadTs !== null) return threadTs;
    const shownOnce = whisper(world, {
      channel: channel.id,
      user: args.user ?? '',
      threadTs,
      text: args.text ?? '',
      blocks: args.blocks ?? [],
    });
    return { ok: true, message_ts: shownOnce.ts };
  }

  return {
    'chat.postMessage': { scopes, run: postMessage },
    'chat.update': { scopes, run: update },
    'chat.delete': { scopes, run: remove },
    'chat.postEphemeral': { scopes, run: postEphemeral },
  };
}

const forgetNull = (message: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(message).filter(([, value]) => value !== null));
