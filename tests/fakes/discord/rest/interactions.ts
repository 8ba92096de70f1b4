// The life of an interaction: one first response within three seconds, then fifteen minutes in which its token edits and follows up.

import { APP_ID, type Channel, type Kept, type Model } from '../model.ts';
import { modalProblems } from '../limits.ts';
import { type Draft, FIRST, FLAG, type Interaction, type Json, type Message, type Modal, TYPE, type User } from '../shapes.ts';
import type { Messages } from './messages.ts';
import { invalidForm, refused } from './refused.ts';

const TOKEN_MS = 15 * 60_000;

export interface Callback {
  readonly type: number;
  readonly data?: Json | null;
}

export interface Live {
  readonly interaction: Interaction;
  readonly by: User;
  readonly channel: Channel;
  /** The message whose button was pressed, or from which the modal came. */
  readonly source: Kept | null;
  /** Out of a user install where the app itself is not: five follow-ups. */
  readonly limited: boolean;
  /** Wall clock, for the token; and a steady clock, for the three seconds. */
  readonly createdAt: number;
  readonly begunAt: number;
  first: { readonly type: number; readonly tookMs: number; readonly message: Kept | null; readonly modal: Modal | null } | null;
  original: Kept | null;
  followUps: number;
  /** Told when the first response is there. */
  readonly answered: () => void;
}

export type Interactions = ReturnType<typeof createInteractions>;

export function createInteractions({
  model,
  messages,
  settings,
  steady,
}: {
  model: Model;
  messages: Messages;
  settings: { readonly firstAnswerMs: number };
  /** Real milliseconds, without those that the judge takes. */
  steady: () => number;
}) {
  const lives = new Map<string, Live>();
  /** Every modal that was opened, and the interaction that it answered. */
  const modals: { readonly modal: Modal; readonly live: Live }[] = [];

  const byToken = (token: string): Live | undefined => lives.get(token);
  const kindOf = ({ interaction }: Live): number => ({ [TYPE.command]: 20, [TYPE.component]: 19 })[interaction.type] ?? 0;

  function post(live: Live, draft: Draft, more: { loading?: boolean } = {}): Kept {
    const quiet = live.limited && live.channel.guild?.quiet === true ? FLAG.ephemeral : 0;
    const asked = (draft.flags ?? 0) | quiet;
    if ((asked & ~(FLAG.suppressEmbeds | FLAG.ephemeral | FLAG.silent | FLAG.componentsV2)) !== 0) {
      throw invalidForm(['an answer has a flag that answers cannot have']);
    }
    const hidden = (asked & FLAG.ephemeral) !== 0;
    const { id, type, authorizing_integration_owners: owners = {} } = live.interaction;
    const metadata = { id, type, user: live.by, authorizing_integration_owners: owners };
    return messages.put({
      channel: live.channel,
      draft,
      type: live.interaction.data?.['type'] === 1 || type !== TYPE.command ? kindOf(live) : 23,
      onlyFor: hidden ? live.by.id : null,
      flags: more.loading ? (asked & FLAG.ephemeral) | FLAG.loading : asked,
      more: messages.answered({ interaction_metadata: withSource(metadata, live) }),
    });
  }

  function withSource(metadata: Json, { source, interaction }: Live): Json {
    if (interaction.type === TYPE.component && source) return { ...metadata, interacted_message_id: model.standing(source).id };
    if (interaction.type !== TYPE.modal) return metadata;
    const { user, authorizing_integration_owners } = metadata;
    const trigger = { id: interaction.id, user, authorizing_integration_owners };
    const before = source ? { type: TYPE.component, interacted_message_id: model.standing(source).id } : { type: TYPE.command };
    return { ...metadata, triggering_interaction_metadata: { ...trigger, ...before } };
  }

  function first(live: Live, { type, data }: Callback): { message: Kept | null; modal: Modal | null } {
    const draft = (data ?? {}) as Draft;
    switch (type) {
      case FIRST.message:
        live.original = post(live, draft);
        return { message: live.original, modal: null };
      case FIRST.deferred:
        // Of a deferral's flags only "ephemeral" counts.
        live.original = post(live, { flags: (draft.flags ?? 0) & FLAG.ephemeral }, { loading: true });
        return { message: live.original, modal: null };
      case FIRST.deferredUpdate:
      case FIRST.update:
        if (!live.source) throw invalidForm(['type: there is no message to update']);
        if (live.source.deleted) throw refused('unknownMessage');
        live.original = type === FIRST.update ? messages.edit(live.source, draft) : live.source;
        return { message: live.original, modal: null };
      case FIRST.modal:
        return { message: null, modal: open(live, data as unknown as Modal) };
      default:
        throw invalidForm([`type: ${type} answers no interaction of type ${live.interaction.type}`]);
    }
  }

  function open(live: Live, modal: Modal): Modal {
    if (live.interaction.type === TYPE.modal) throw invalidForm(['type: a modal cannot answer a modal']);
    const problems = modalProblems(modal);
    if (problems.length > 0) throw invalidForm(problems);
    modals.push({ modal, live });
    return modal;
  }

  function alive(token: string): Live {
    const live = byToken(token);
    if (!live || model.clock() - live.createdAt > TOKEN_MS) throw refused('invalidToken');
    if (!live.first) throw refused('unknownWebhook');
    return live;
  }

  function target(live: Live, id: string): Kept {
    const kept = id === '@original' ? live.original : model.messages.get(id);
    const mine = kept === live.original || kept?.versions[0]?.webhook_id === APP_ID;
    if (!kept || kept.deleted || !mine || kept.channel !== live.channel) throw refused('unknownMessage');
    return kept;
  }

  return {
    modals,
    begin(live: Live): void {
      lives.set(live.interaction.token, live);
    },
    /** POST /interactions/:id/:token/callback, or the body of the answer to a signed request. */
    respond(id: string, token: string, callback: Callback): Live {
      const live = byToken(token);
      if (!live || live.interaction.id !== id) throw refused('unknownInteraction');
      if (live.first) throw refused('alreadyAnswered');
      const tookMs = steady() - live.begunAt;
      if (tookMs > settings.firstAnswerMs) throw refused('unknownInteraction');
      live.first = { type: callback.type, tookMs, ...first(live, callback) };
      live.answered();
      return live;
    },
    followUp(token: string, draft: Draft): Message {
      const live = alive(token);
      const { original } = live;
      // The first follow-up after a deferral takes the place of "thinking …".
      if (original && !original.deleted && (model.standing(original).flags & FLAG.loading) !== 0) {
        return model.standing(messages.edit(original, draft));
      }
      if (live.limited && live.followUps >= 5) throw refused('tooManyFollowUps');
      live.followUps += 1;
      const kept = post(live, draft);
      live.original ??= kept;
      return model.standing(kept);
    },
    read: (token: string, id: string): Message => model.standing(target(alive(token), id)),
    edit(token: string, id: string, draft: Draft): Message {
      const live = alive(token);
      return model.standing(messages.edit(target(live, id), draft));
    },
    remove(token: string, id: string): void {
      const live = alive(token);
      messages.remove(target(live, id));
    },
  };
}
