// A person in front of Discord: types commands, presses, fills in, sees their screen. They do nothing that Discord's client forbids.

import { randomBytes } from 'node:crypto';

import type { Channel, Kept, Model } from '../model.ts';
import { buttonsOf } from '../reading.ts';
import type { Interactions, Live } from '../rest/interactions.ts';
import type { Messages } from '../rest/messages.ts';
import { type Command, flatten, type Json, type Message, type Modal, TYPE, type User } from '../shapes.ts';
import type { Act, Delivery } from './delivery.ts';
import { makeInteraction, originOf, originOfMessage, resolveNamed } from './payload.ts';
import { fillModal, type ModalValues, type OptionValues, typeCommand } from './typed.ts';

export interface How {
  /** Id of the channel, thread or conversation; else the first channel that the person reads. */
  readonly in?: string;
}

export function createPeople({
  model,
  messages,
  interactions,
  delivery,
  steady,
}: {
  model: Model;
  messages: Messages;
  interactions: Interactions;
  delivery: Delivery;
  steady: () => number;
}) {
  function begin(
    by: User,
    { channel, type, data, source = null }: { channel: Channel; type: number; data: Json; source?: Kept | null },
  ): Promise<Act> {
    const account = model.account(by.id);
    const origin = originOf(model, account, channel) ?? originOfMessage(source && model.standing(source), channel);
    if (!origin) throw new Error(`the app is neither in channel ${channel.id} nor on ${by.username}'s account`);
    const token = randomBytes(48).toString('base64url');
    const message = source ? model.standing(source) : undefined;
    const interaction = makeInteraction({ model, account, channel, origin, type, data, token, ...(message && { message }) });
    let answered = (): void => undefined;
    const answer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const live: Live = {
      interaction,
      by,
      channel,
      source,
      answered,
      limited: origin.limited,
      createdAt: model.clock(),
      begunAt: steady(),
      first: null,
      original: null,
      followUps: 0,
    };
    interactions.begin(live);
    return delivery.deliver(live, answer);
  }

  function registered(channel: Channel, type: number, name: string, by: User): Command {
    const own = channel.guild ? (model.commands.guild.get(channel.guild.id) ?? []) : [];
    const command = [...own, ...model.commands.global].find((known) => known.type === type && known.name === name);
    if (!command) throw new Error(`"${name}" is not registered`);
    const origin = originOf(model, model.account(by.id), channel);
    const installs = Object.keys(origin?.owners ?? {}).map(Number);
    const byInstall = (command.integration_types ?? [0]).some((kind) => installs.includes(kind));
    const inContext = !command.contexts || command.contexts.includes(origin?.context ?? -1);
    if (!byInstall || !inContext) throw new Error(`"${name}" is not offered here: its contexts or integration types leave this place out`);
    return command;
  }

  function person(id: string) {
    const by = model.account(id).user;

    const place = ({ in: wanted }: How = {}): Channel => {
      const channel = wanted === undefined ? [...model.channels.values()].find((known) => model.reads(id, known)) : model.channel(wanted);
      if (!channel || !model.reads(id, channel)) throw new Error(`${by.username} does not see channel ${wanted ?? 'any'}`);
      return channel;
    };
    const onScreen = (messageId: string): Kept => {
      const kept = model.messages.get(messageId);
      const seen = kept && model.seenBy(id, kept.channel).some((message) => message.id === messageId);
      if (!kept || !seen) throw new Error(`${by.username} does not see message ${messageId}`);
      return kept;
    };
    const component = (kept: Kept, data: Json): Promise<Act> =>
      begin(by, { channel: kept.channel, type: TYPE.component, source: kept, data });
    const menu = (type: number, name: string, channel: Channel, target: string, resolved: Json): Promise<Act> => {
      const command = registered(channel, type, name, by);
      const own = command.guild_id === undefined ? {} : { guild_id: command.guild_id };
      return begin(by, { channel, type: TYPE.command, data: { id: command.id, name, type, ...own, target_id: target, resolved } });
    };

    return {
      id,
      user: by,
      /** `path` as typed, without the slash: `nt2 share`. Options by name, people by id. */
      async command(path: string, values: OptionValues = {}, how: How = {}): Promise<Act> {
        const channel = place(how);
        const words = path.split(' ');
        const command = registered(channel, 1, words[0] ?? '', by);
        return begin(by, { channel, type: TYPE.command, data: typeCommand({ model, channel, command, path: words, values }) });
      },
      async onUser(name: string, user: string, how: How = {}): Promise<Act> {
        const channel = place(how);
        return menu(2, name, channel, user, resolveNamed(model, channel, [user]));
      },
      async onMessage(name: string, { id: target }: Pick<Message, 'id'>): Promise<Act> {
        const kept = onScreen(target);
        return menu(3, name, kept.channel, target, { messages: { [target]: model.standing(kept) } });
      },
      /** `which`: the button's label or its custom_id. */
      async press({ id: target }: Pick<Message, 'id'>, which: string): Promise<Act> {
        const kept = onScreen(target);
        const button = buttonsOf(model.standing(kept)).find(({ label, customId }) => label === which || customId === which);
        if (!button) throw new Error(`there is no button "${which}" on message ${target}`);
        if (button.customId === null || button.disabled) throw new Error(`the button "${which}" leads elsewhere or is off`);
        return component(kept, { component_type: 2, custom_id: button.customId, id: button.id });
      },
      /** Chooses in a select of a message. */
      async choose({ id: target }: Pick<Message, 'id'>, customId: string, values: readonly string[]): Promise<Act> {
        const kept = onScreen(target);
        const found = flatten(model.standing(kept).components).find(
          ({ custom_id, type }) => custom_id === customId && type >= 3 && type <= 8,
        );
        if (!found) throw new Error(`there is no select "${customId}" on message ${target}`);
        const offered = (found.options ?? []).map(({ value }) => value);
        if (found.type === 3 && values.some((value) => !offered.includes(value))) throw new Error(`"${customId}" does not offer that`);
        const resolved = found.type >= 5 ? { resolved: resolveNamed(model, kept.channel, values) } : {};
        return component(kept, { component_type: found.type, custom_id: customId, id: found.id, values, ...resolved });
      },
      /** Fields that `values` does not name keep what stands in them. A modal may be sent again, as by a person whose first try failed. */
      async submit(modal: Modal, values: ModalValues = {}): Promise<Act> {
        const live = interactions.modals.find((opened) => opened.modal === modal)?.live;
        if (live?.by.id !== id) throw new Error(`this modal is not open in front of ${by.username}`);
        const data = fillModal({ model, channel: live.channel, modal, values });
        return begin(by, { channel: live.channel, type: TYPE.modal, source: live.source, data });
      },
      /** The modal that was opened last in front of this person. */
      modal: (): Modal | null => interactions.modals.findLast(({ live }) => live.by.id === id)?.modal ?? null,
      /** Writes something themselves. */
      says: (text: string, how: How = {}): Message =>
        model.standing(messages.put({ channel: place(how), draft: { content: text }, author: by })),
      /** Opens the conversation with the bot. */
      direct: (): Channel => model.directOf(id)!,
      /** What stands on this person's screen in one place or, without one, everywhere; ephemeral messages too. */
      sees(channel?: string): Message[] {
        const places = channel === undefined ? [...model.channels.values()] : [model.channel(channel)];
        return places.flatMap((one) => model.seenBy(id, one));
      },
      /** Closes Discord and opens it again: ephemeral messages are gone. */
      reload(): void {
        for (const kept of model.messages.values()) if (kept.onlyFor === id) kept.offScreen = true;
      },
      /** Lets nobody write to them directly. */
      close(closed = true): void {
        model.account(id).closed = closed;
      },
      /** Puts the app on their own account. */
      install(installed = true): void {
        model.account(id).installed = installed;
      },
    };
  }

  return { person };
}
