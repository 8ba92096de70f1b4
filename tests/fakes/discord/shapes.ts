// What goes over Discord's wires, as far as the fake knows it: the members that it reads or writes itself.

export type Json = Record<string, unknown>;

export interface User {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly discriminator: string;
  readonly avatar: string | null;
  readonly bot: boolean;
  readonly public_flags: number;
  readonly flags: number;
  readonly primary_guild: null;
}

export interface Component {
  readonly type: number;
  readonly id?: number;
  readonly custom_id?: string;
  readonly label?: string;
  readonly description?: string;
  readonly content?: string;
  readonly style?: number;
  readonly url?: string;
  readonly disabled?: boolean;
  readonly required?: boolean;
  readonly value?: string;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly min_values?: number;
  readonly max_values?: number;
  readonly options?: readonly { readonly label: string; readonly value: string; readonly default?: boolean }[];
  readonly default_values?: readonly { readonly id: string; readonly type: string }[];
  readonly components?: readonly Component[];
  readonly component?: Component;
  readonly accessory?: Component;
}

export interface Embed {
  readonly title?: string;
  readonly description?: string;
  readonly url?: string;
  readonly footer?: { readonly text: string };
  readonly author?: { readonly name: string };
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly inline?: boolean }[];
}

export interface Message {
  readonly id: string;
  readonly type: number;
  readonly channel_id: string;
  readonly author: User;
  readonly content: string;
  readonly timestamp: string;
  readonly edited_timestamp: string | null;
  readonly mention_everyone: boolean;
  readonly mentions: readonly User[];
  readonly mention_roles: readonly string[];
  readonly embeds: readonly Embed[];
  readonly components: readonly Component[];
  readonly flags: number;
  readonly nonce?: string | number;
  readonly application_id?: string;
  readonly webhook_id?: string;
}

/** What an app asks Discord to post or to change. */
export interface Draft {
  readonly content?: string | null;
  readonly embeds?: readonly Embed[] | null;
  readonly components?: readonly Component[] | null;
  readonly flags?: number | null;
  readonly nonce?: string | number | null;
  readonly enforce_nonce?: boolean | null;
  readonly allowed_mentions?: {
    readonly parse?: readonly string[] | null;
    readonly users?: readonly string[] | null;
    readonly roles?: readonly string[] | null;
  } | null;
}

export interface Modal {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly Component[];
}

export interface CommandOption {
  readonly type: number;
  readonly name: string;
  readonly required?: boolean;
  readonly options?: readonly CommandOption[];
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[];
  readonly min_length?: number;
  readonly max_length?: number;
}

export interface Command {
  readonly id: string;
  readonly type: number;
  readonly name: string;
  readonly guild_id?: string;
  readonly contexts?: readonly number[] | null;
  readonly integration_types?: readonly number[];
  readonly options?: readonly CommandOption[];
}

export interface Interaction {
  readonly id: string;
  readonly application_id: string;
  readonly type: number;
  readonly token: string;
  readonly version: number;
  readonly data?: Json;
  readonly guild_id?: string;
  readonly channel_id?: string;
  readonly member?: Json;
  readonly user?: User;
  readonly message?: Message;
  readonly authorizing_integration_owners?: Readonly<Record<string, string>>;
  readonly context?: number;
}

export const FLAG = { suppressEmbeds: 4, ephemeral: 64, loading: 128, silent: 4096, componentsV2: 32_768 } as const;
export const TYPE = { ping: 1, command: 2, component: 3, modal: 5 } as const;
export const FIRST = { pong: 1, message: 4, deferred: 5, deferredUpdate: 6, update: 7, modal: 9 } as const;
export const CHANNEL = { text: 0, dm: 1, group: 3, publicThread: 11, privateThread: 12 } as const;

/** Components and all that stand inside them, outermost first. */
export function flatten(components: readonly Component[]): Component[] {
  return components.flatMap((component) => [
    component,
    ...flatten(component.components ?? []),
    ...flatten([component.component, component.accessory].filter((inner) => inner !== undefined)),
  ]);
}
