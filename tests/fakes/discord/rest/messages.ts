// Messages as Discord keeps them: who may post where, what a nonce holds together, what an edit changes, and whom a message really pings.

import { type Channel, type Kept, type Model, BOT_ID, APP_ID } from '../model.ts';
import { CHANNEL, type Draft, FLAG, type Json, type Message, type User } from '../shapes.ts';
import { messageProblems } from '../limits.ts';
import { invalidForm, refused } from './refused.ts';
import { mentionsOf, previewed, renderComponents, renderEmbeds } from './rendered.ts';

/** Discord says "a few minutes". */
const NONCE_MS = 5 * 60_000;

export type Messages = ReturnType<typeof createMessages>;

export interface Posted {
  readonly channel: Channel;
  readonly draft: Draft;
  readonly author?: User;
  readonly type?: number;
  readonly onlyFor?: string | null;
  readonly flags?: number;
  /** Members that only answers to interactions have. */
  readonly more?: Json;
}

/** `changed` hears of every message that came, changed or went. */
export function createMessages(model: Model, changed: (event: string, kept: Kept) => void) {
  const byNonce = new Map<string | number, { readonly kept: Kept; readonly at: number }>();

  function check(draft: Draft, flags: number): void {
    const problems = messageProblems(draft, flags);
    if (problems.length > 0) throw invalidForm(problems);
  }

  const isEmpty = ({ content, embeds, components, flags }: Message): boolean =>
    content === '' && embeds.length === 0 && components.length === 0 && (flags & FLAG.loading) === 0;

  function put({ channel, draft, author = model.me, type = 0, onlyFor = null, flags = draft.flags ?? 0, more = {} }: Posted): Kept {
    check(draft, flags);
    const mentioned = mentionsOf(model, draft);
    const message: Message & Json = {
      id: model.newId(),
      type,
      channel_id: channel.id,
      author,
      content: draft.content ?? '',
      timestamp: model.time(),
      edited_timestamp: null,
      mention_everyone: mentioned.everyone,
      mentions: mentioned.users,
      mention_roles: mentioned.roles,
      // With previews off Discord shows no embed at all, the app's own neither.
      embeds: (flags & FLAG.suppressEmbeds) === 0 ? renderEmbeds(draft.embeds ?? []) : [],
      components: renderComponents(draft.components ?? []),
      flags,
      tts: false,
      attachments: [],
      pinned: false,
      ...(draft.nonce !== undefined && draft.nonce !== null && { nonce: draft.nonce }),
      ...more,
    };
    if (isEmpty(message)) throw refused('emptyMessage');
    const kept: Kept = { channel, versions: [message], onlyFor, deleted: false, offScreen: false };
    model.messages.set(message.id, kept);
    if (author.id === BOT_ID) for (const url of previewed(message)) model.previews.push({ url, message: message.id });
    if (onlyFor === null && author.id === BOT_ID && (flags & FLAG.silent) === 0) ring(message, channel);
    if (onlyFor === null) changed('MESSAGE_CREATE', kept);
    return kept;
  }

  function ring(message: Message, channel: Channel): void {
    const at = { channel: channel.id, message: message.id };
    for (const { id } of message.mentions) if (model.reads(id, channel)) model.pings.push({ kind: 'user', id, ...at });
    for (const id of message.mention_roles) if (channel.guild?.roles.has(id)) model.pings.push({ kind: 'role', id, ...at });
    if (message.mention_everyone && channel.guild) model.pings.push({ kind: 'everyone', id: channel.guild.id, ...at });
  }

  function edit(kept: Kept, draft: Draft): Kept {
    const old = model.standing(kept);
    const asked = draft.flags ?? old.flags;
    // An edit may turn previews off and on and move to new components; nothing else, and never back.
    const flags = (old.flags & ~(FLAG.suppressEmbeds | FLAG.loading)) | (asked & (FLAG.suppressEmbeds | FLAG.componentsV2));
    const merged: Draft = {
      content: draft.content === undefined ? old.content : draft.content,
      embeds: draft.embeds === undefined ? old.embeds : draft.embeds,
      components: draft.components === undefined ? old.components : draft.components,
      allowed_mentions: draft.allowed_mentions ?? null,
    };
    check(merged, flags);
    const mentioned = mentionsOf(model, merged);
    const next: Message = {
      ...old,
      content: merged.content ?? '',
      embeds: (flags & FLAG.suppressEmbeds) === 0 ? renderEmbeds(merged.embeds ?? []) : [],
      components: renderComponents(merged.components ?? []),
      flags,
      edited_timestamp: (old.flags & FLAG.loading) === 0 ? model.time() : null,
      mentions: mentioned.users,
      mention_roles: mentioned.roles,
      mention_everyone: mentioned.everyone,
    };
    if (isEmpty(next)) throw refused('emptyMessage');
    kept.versions.push(next);
    if (kept.onlyFor === null) changed('MESSAGE_UPDATE', kept);
    return kept;
  }

  function remove(kept: Kept): void {
    kept.deleted = true;
    if (kept.onlyFor === null) changed('MESSAGE_DELETE', kept);
  }

  function channelFor(id: string): Channel {
    const channel = model.channels.get(id);
    if (!channel) throw refused('unknownChannel');
    if (channel.bot === 'no access') throw refused('missingAccess');
    return channel;
  }

  /** A stored message as the bot may reach it by its channel; an ephemeral one it may not. */
  function find(channelId: string, id: string): Kept {
    const channel = channelFor(channelId);
    const kept = model.messages.get(id);
    if (!kept || kept.deleted || kept.onlyFor !== null || kept.channel !== channel) throw refused('unknownMessage');
    return kept;
  }

  function mayPost(channel: Channel): void {
    if (channel.bot === 'no permission') throw refused('missingPermissions');
    if (channel.locked) throw refused('archived');
    const [person = ''] = channel.recipients;
    if (channel.type !== CHANNEL.dm) return;
    const account = model.account(person);
    if (account.closed || account.deleted || account.user.bot) throw refused('cannotWriteTo');
    if (!model.shares(person)) throw refused('noMutualGuild');
  }

  return {
    put,
    edit,
    remove,
    find,
    channelFor,

    /** POST /channels/:id/messages. The same nonce again, enforced, is the same message once. */
    create(channelId: string, draft: Draft): Message {
      const channel = channelFor(channelId);
      mayPost(channel);
      if (((draft.flags ?? 0) & ~(FLAG.suppressEmbeds | FLAG.silent | FLAG.componentsV2)) !== 0) {
        throw invalidForm(['a message of its own has a flag that only answers to interactions may have']);
      }
      const { nonce = null, enforce_nonce: enforced } = draft;
      const before = nonce !== null && enforced ? byNonce.get(nonce) : undefined;
      // Of the same author, in whatever channel; and Discord forgets.
      if (before && model.clock() - before.at < NONCE_MS) return model.standing(before.kept);
      const kept = put({ channel, draft });
      if (nonce !== null) byNonce.set(nonce, { kept, at: model.clock() });
      channel.archived = false;
      return model.standing(kept);
    },
    change(channelId: string, id: string, draft: Draft): Message {
      const kept = find(channelId, id);
      if (model.standing(kept).author.id !== BOT_ID) throw refused('notYourMessage');
      if (kept.channel.archived || kept.channel.locked) throw refused('archived');
      return model.standing(edit(kept, draft));
    },
    delete(channelId: string, id: string): void {
      const kept = find(channelId, id);
      if (kept.channel.archived || kept.channel.locked) throw refused('archived');
      if (model.standing(kept).author.id !== BOT_ID && kept.channel.bot !== 'posts') throw refused('missingPermissions');
      remove(kept);
    },
    /** What an answer to an interaction is made of beside its draft. */
    answered: (more: Json): Json => ({ application_id: APP_ID, webhook_id: APP_ID, ...more }),
  };
}
