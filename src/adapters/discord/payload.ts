// What one of Discord's interactions says, as plain data, however it came. Discord sends the people along, so nt2 looks up none.

import type { ActionName } from '../../bot/actions.ts';
import type { Form, Pasted } from '../../bot/port.ts';
import type { Tenant } from './config.ts';

/** Where an interaction is answered. Anybody with the token can answer in nt2's name: it goes into no log and no store. */
export interface Address {
  readonly id: string;
  readonly application: string;
  readonly token: string;
}

export interface DiscordUser {
  readonly id: string;
  readonly username: string;
  readonly global_name?: string | null | undefined;
  readonly bot?: boolean | null | undefined;
  readonly system?: boolean | null | undefined;
}

interface Membership {
  readonly nick?: string | null | undefined;
  readonly flags?: number | null | undefined;
}

interface DiscordChannel {
  readonly id: string;
  readonly type: number;
  readonly name?: string | null | undefined;
  readonly parent_id?: string | null | undefined;
}

/** What was done. People stand as Discord's user ids. */
export type DiscordContent =
  | {
      readonly kind: 'command';
      readonly verb: string;
      readonly people: readonly string[];
      readonly label: readonly TextPiece[];
      /** What stands behind the verb and names no person: a share by its link or id, or a terminal's code. */
      readonly named: string;
      /** Choices of the share form, by its own field ids. */
      readonly given: Readonly<Record<string, string>>;
    }
  /** A menu entry on a person, or on a message: `author` is null when its author cannot be the recipient. */
  | { readonly kind: 'user-menu'; readonly user: string; readonly asks: boolean }
  | { readonly kind: 'message-menu'; readonly author: DiscordUser | null; readonly asks: boolean; readonly pasted?: Pasted }
  | {
      readonly kind: 'action';
      readonly tenant: Tenant;
      readonly action: ActionName;
      readonly ref: string;
      /** What stood on the pressed card, where a press brings it back into a form. */
      readonly kept?: Readonly<Record<string, string | readonly string[]>>;
    }
  | {
      readonly kind: 'form';
      readonly tenant: Tenant;
      readonly name: Form['name'];
      readonly ref: string;
      readonly values: Readonly<Record<string, string | readonly string[]>>;
    };

/** A piece of what was typed: text, a person by id, or a role or everybody. */
export type TextPiece =
  | string
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'group'; readonly id: string; readonly said: string };

export interface AskedPayload {
  readonly kind: 'asked';
  readonly address: Address;
  readonly actor: DiscordUser & Membership;
  readonly guild: string | null;
  /** The guild has installed nt2; otherwise the actor has brought it along. */
  readonly isInstalledInGuild: boolean;
  readonly channel: DiscordChannel | null;
  /** Discord's number for a guild, the bot's direct messages, or a conversation between people. */
  readonly context: number | null;
  /** The people whom it names, by id, as Discord sent them along. */
  readonly users: Readonly<Record<string, DiscordUser>>;
  readonly members: Readonly<Record<string, Membership>>;
  /** It is a press on a private card, whose place the answer takes. */
  readonly replaces: boolean;
  readonly content: DiscordContent;
}

export type DiscordPayload =
  | { readonly kind: 'ping'; readonly address: Address }
  /** A template is being typed into a command. */
  | {
      readonly kind: 'completing';
      readonly address: Address;
      readonly actor: DiscordUser & Membership;
      readonly verb: string;
      readonly typed: string;
    }
  /** nt2 has no answer to it. `isAnswerable`: a person waits for one. */
  | { readonly kind: 'unknown'; readonly address: Address; readonly isAnswerable: boolean }
  | AskedPayload;
