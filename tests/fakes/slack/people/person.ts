// One person in the fake Slack: what they can do, and what they see.

import { canSee, edit, post, shown } from '../model/messages.ts';
import type { Act, Block, Channel, Ephemeral, Message, User, View } from '../model/types.ts';
import { stackOf } from '../model/views.ts';
import type { World } from '../model/world.ts';
import type { createActs, Scene } from './acts.ts';
import type { Delivered, DeliverOptions } from './delivery.ts';
import { elementsOf, fill, type Given, valueOf } from './state.ts';
import { escapeTyped } from './typed.ts';

/** `press`: a name for this very act; the same name again is the same act delivered once more, with Slack's retry headers. */
export interface Doing extends DeliverOptions {
  readonly press?: string;
}

interface Heard extends Doing {
  readonly threadTs?: string | null;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Delivers what `act` makes; `unless` says afterwards that the client keeps it to itself. */
export type Perform = (doing: Doing & { readonly unless?: () => boolean }, act: () => Act) => Promise<Delivered>;

/** Where a button stands: a message (also an ephemeral one), the modal on top, or the home tab. */
export type Place = { readonly channel: string; readonly ts: string } | 'modal' | 'home';

export interface SeenMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly where: 'channel' | 'thread' | 'dm';
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Whether Slack may fetch links in it for a preview. */
  readonly unfurl: Message['unfurl'];
}

/** `refused`: by block id, what Slack's client said instead of sending the form. */
export interface Submitted extends Delivered {
  readonly refused: Readonly<Record<string, string>> | null;
}

export type Person = ReturnType<typeof createPerson>;

export function createPerson({
  world,
  acts,
  user,
  team,
  perform,
}: {
  world: World;
  acts: ReturnType<typeof createActs>;
  user: User;
  team: string;
  perform: Perform;
}) {
  const channelOf = (id: string): Channel => {
    const found = world.channels.get(id);
    if (!found || !canSee(found, user)) throw new Error(`${user.handle} has no channel ${id}`);
    return found;
  };
  /** In a shared channel the app acts for the workspace that has it, no matter who presses. */
  const teamIn = (channel: Channel | null): string => {
    const here = channel === null || channel.teams.includes(team);
    if (here && world.installationFor(team)) return team;
    return channel?.teams.find((one) => world.installationFor(one) !== null) ?? team;
  };
  const scene = (channel: Channel | null, more: Partial<Scene> = {}): Scene => ({
    user,
    team: more.view?.app_installed_team_id ?? teamIn(channel),
    channel,
    ...more,
  });

  function messageAt(channel: string, ts: string): Message | Ephemeral {
    channelOf(channel);
    const stored = world.messages.find((message) => message.channel === channel && message.ts === ts && !message.deleted);
    const mine = world.ephemerals.find((one) => one.channel === channel && one.ts === ts && one.user === user.id && !one.gone);
    const found = stored ?? mine;
    if (!found) throw new Error(`${user.handle} sees no message ${ts} in ${channel}`);
    return found;
  }

  const top = (): View | null => stackOf(world, user.id).at(-1) ?? null;
  const home = (): View | null => world.homes.get(user.id) ?? null;
  function viewAt(place: 'modal' | 'home'): View {
    const found = place === 'modal' ? top() : home();
    if (!found) throw new Error(`${user.handle} sees no ${place}`);
    return found;
  }

  function find(blocks: readonly Block[], which: (element: Block) => boolean): { block: Block; element: Block } {
    for (const block of blocks) for (const element of elementsOf(block)) if (which(element)) return { block, element };
    throw new Error(`there is no such button for ${user.handle}`);
  }

  function pressed(
    place: Place,
    which: string | ((element: Block) => boolean),
    { given, typed = {} }: { readonly given?: string | readonly string[] | undefined; readonly typed?: Given | undefined },
  ): Act {
    const wanted = typeof which === 'string' ? (element: Block): boolean => element.action_id === which : which;
    const actions = (blocks: readonly Block[]) => {
      const { block, element } = find(blocks, wanted);
      return [acts.action(block, element, valueOf(element, given) ?? {})];
    };
    if (typeof place === 'string') {
      const view = viewAt(place);
      const state = { values: fill(view.blocks, typed).values };
      const container = { type: 'view', view_id: view.id };
      return acts.interactive('block_actions', scene(null, { view }), {
        container,
        view: { ...view, state },
        state,
        actions: actions(view.blocks),
      });
    }
    const channel = channelOf(place.channel);
    const message = messageAt(place.channel, place.ts);
    const ephemeral = 'gone' in message;
    const { threadTs } = message;
    const container = {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(threadTs !== null && { thread_ts: threadTs }),
    };
    return acts.interactive('block_actions', scene(channel, { threadTs, original: { ts: message.ts, ephemeral } }), {
      withHook: true,
      container,
      channel: { id: channel.id, name: acts.channelName(channel) },
      // Of an ephemeral message the app gets no more than its place.
      ...(!ephemeral && { message: shown(world, message) }),
      state: { values: fill(message.blocks, {}).values },
      actions: actions(message.blocks),
    });
  }

  return {
    id: user.id,
    user,

    /** `/nt2 share @alex key`, typed in a channel or a direct conversation. Not in threads: Slack has no commands of apps there. */
    command(typed: string, { in: where, ...doing }: Doing & { readonly in: string }): Promise<Delivered> {
      return perform(doing, () => {
        const [, name = '', text = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed) ?? [];
        const known = world.app.commands[name];
        if (!known) throw new Error(`${name} is not a command of the app`);
        const channel = channelOf(where);
        return acts.command({ ...scene(channel), channel }, name, known.escape ? escapeTyped(world, text, user) : text);
      });
    },

    /** The app's entry in the menu of a message. */
    messageShortcut(
      callbackId: string,
      { channel: id, ts, ...doing }: Doing & { readonly channel: string; readonly ts: string },
    ): Promise<Delivered> {
      return perform(doing, () => {
        const channel = channelOf(id);
        const message = messageAt(id, ts);
        if ('gone' in message) throw new Error('an ephemeral message has no shortcuts');
        return acts.interactive('message_action', scene(channel, { threadTs: message.threadTs, original: { ts, ephemeral: false } }), {
          withHook: true,
          callback_id: callbackId,
          action_ts: acts.stamp(),
          message_ts: ts,
          channel: { id, name: acts.channelName(channel) },
          message: shown(world, message),
        });
      });
    },

    globalShortcut: (callbackId: string, doing: Doing = {}): Promise<Delivered> =>
      perform(doing, () => acts.interactive('shortcut', scene(null), { callback_id: callbackId, action_ts: acts.stamp() })),

    /** Presses a button, or chooses in a select that stands outside an input. `which`: its action_id, or a test on it. `typed`: what stands in the inputs of the modal by then. */
    press(
      place: Place,
      which: string | ((element: Block) => boolean),
      { given, typed, ...doing }: Doing & { readonly given?: string | readonly string[]; readonly typed?: Given } = {},
    ): Promise<Delivered> {
      return perform(doing, () => pressed(place, which, { given, typed }));
    },

    /** Submits the modal on top (or another one of the stack). Fields that are not given keep what stands in them. */
    async submit(given: Given = {}, { view: id, ...doing }: Doing & { readonly view?: string } = {}): Promise<Submitted> {
      let refused: Submitted['refused'] = null;
      const act = (): Act => {
        const view = id === undefined ? viewAt('modal') : stackOf(world, user.id).find((one) => one.id === id);
        if (!view?.submit) throw new Error(`${user.handle} has no open modal to submit`);
        const filled = fill(view.blocks, given);
        if (Object.keys(filled.refused).length > 0) refused = filled.refused;
        return acts.interactive('view_submission', scene(null, { view }), {
          view: { ...view, state: { values: filled.values } },
          response_urls: [],
        });
      };
      const delivered = await perform({ ...doing, unless: () => refused !== null }, act);
      return { ...delivered, refused };
    },

    /** Closes the modal on top; the app hears of it only when it asked to. */
    async closeModal(doing: Doing = {}): Promise<Delivered | null> {
      const view = viewAt('modal');
      const stack = stackOf(world, user.id);
      if (view.clear_on_close === true) stack.length = 0;
      else stack.pop();
      if (view.notify_on_close !== true) return null;
      const more = { withTrigger: false, view, is_cleared: view.clear_on_close === true };
      return perform(doing, () => acts.interactive('view_closed', scene(null, { view }), more));
    },

    openHome(tab: 'home' | 'messages' = 'home', doing: Doing = {}): Promise<Delivered> {
      return perform(doing, () => {
        const bot = world.installationFor(team)?.botUserId ?? '';
        const channel = world.direct(team, [user.id, bot])?.id ?? '';
        const view = home();
        const event = { type: 'app_home_opened', user: user.id, channel, tab, ...(view && tab === 'home' && { view }) };
        return acts.event(team, event, { user: user.id, channel });
      });
    },

    /** Writes a message like everybody does. The app hears nothing of it. */
    say: (channel: string, text: string, threadTs: string | null = null): Message =>
      post(world, { channel: channelOf(channel).id, user: user.id, text, blocks: [], threadTs }),
    /** The same where the app reads the channel. `more`: what else the event says. */
    sayHeard(channel: string, text: string, { threadTs = null, more = {}, ...doing }: Heard = {}): Promise<Delivered> {
      return perform(doing, () => {
        const at = channelOf(channel);
        const { ts } = post(world, { channel: at.id, user: user.id, text, blocks: [], threadTs });
        const said = {
          type: 'message',
          channel: at.id,
          user: user.id,
          text,
          ts,
          ...(threadTs !== null && { thread_ts: threadTs }),
          ...more,
        };
        return acts.event(teamIn(at), said, { user: user.id, channel: at.id });
      });
    },
    change(message: Message, text: string): void {
      edit(world, message, { text });
    },

    /** Everything that stands in their channels and direct conversations, oldest first; ephemeral messages apart. */
    messages(): SeenMessage[] {
      return world.messages.flatMap((message): SeenMessage[] => {
        const channel = world.channels.get(message.channel);
        if (message.deleted || !channel || !canSee(channel, user)) return [];
        const where = channel.kind === 'im' ? 'dm' : message.threadTs === null ? 'channel' : 'thread';
        const { ts, threadTs, text, blocks, unfurl } = message;
        return [{ channel: channel.id, ts, threadTs, where, user: message.user, text, blocks, unfurl }];
      });
    },
    ephemerals: (): Ephemeral[] => world.ephemerals.filter((one) => one.user === user.id && !one.gone),
    modal: top,
    /** All views of the open modal, the lowest first. */
    modals: (): readonly View[] => stackOf(world, user.id),
    home,
    /** Their direct conversation with the app. */
    direct: (): Channel => {
      const channel = world.direct(team, [user.id, world.installationFor(team)?.botUserId ?? '']);
      if (!channel) throw new Error('no direct conversation');
      return channel;
    },
  };
}
