// What stands in the fake Slack: teams, people, channels, messages, views. Plain data, no behaviour.

export interface TextObject {
  type: string;
  text: string;
}

export interface Option {
  text: TextObject;
  value?: string;
}

/** A block, an element or a rich text part, as loosely as Slack itself holds one; blocks-judge.ts says what it must be. */
export interface Block {
  type: string;
  block_id?: string;
  action_id?: string;
  text?: TextObject | string;
  label?: TextObject;
  fields?: TextObject[];
  elements?: Block[];
  element?: Block;
  accessory?: Block;
  value?: string;
  url?: string;
  optional?: boolean;
  options?: Option[];
  option_groups?: { options: Option[] }[];
  min_length?: number;
  max_length?: number;
  max_selected_items?: number;
  initial_value?: string;
  initial_option?: Option;
  initial_options?: Option[];
  initial_user?: string;
  initial_users?: string[];
  initial_conversation?: string;
  initial_conversations?: string[];
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly enterpriseId: string | null;
}

export interface Enterprise {
  readonly id: string;
  readonly name: string;
}

/** `teams`: the workspaces that they belong to, their home `teamId` among them. */
export interface User {
  readonly id: string;
  readonly handle: string;
  readonly realName: string;
  readonly teamId: string;
  readonly teams: readonly string[];
  /** `single`: a guest of one channel. */
  readonly guest: 'no' | 'multi' | 'single';
  readonly bot: boolean;
  deleted: boolean;
}

/** `tab`: the app's messages tab is off for them. `hidden`: they have hidden the app, which no longer finds a conversation with them. */
export type Closed = 'no' | 'tab' | 'hidden';

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im' | 'mpim';
  /** The team that owns it, then those it is shared with (Slack Connect). */
  readonly teams: readonly string[];
  readonly members: Set<string>;
  archived: boolean;
  closed: Closed;
}

export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly botId: string | null;
  readonly threadTs: string | null;
  readonly clientMsgId: string | null;
  text: string;
  blocks: Block[];
  metadata: unknown;
  unfurl: { readonly links: boolean; readonly media: boolean };
  editedTs: string | null;
  deleted: boolean;
  /** What it said before each edit, oldest first. */
  readonly versions: { readonly text: string; readonly blocks: readonly Block[]; readonly metadata: unknown }[];
}

/** Seen by one person in one place and not stored by Slack. `by`: the act whose answer it is, or null for chat.postEphemeral. */
export interface Ephemeral {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly threadTs: string | null;
  readonly by: string | null;
  text: string;
  blocks: Block[];
  gone: boolean;
}

/** What the app sends as a view. */
export interface ViewInput {
  type: 'modal' | 'home';
  title?: TextObject;
  submit?: TextObject;
  close?: TextObject;
  blocks: Block[];
  private_metadata?: string;
  callback_id?: string;
  external_id?: string;
  notify_on_close?: boolean;
  clear_on_close?: boolean;
}

export interface View extends ViewInput {
  id: string;
  team_id: string;
  private_metadata: string;
  callback_id: string;
  external_id: string;
  state: { values: Record<string, Record<string, unknown>> };
  hash: string;
  root_view_id: string;
  previous_view_id: string | null;
  app_id: string;
  bot_id: string;
  app_installed_team_id: string;
}

/** A token of a bot in one team, or in all teams of an enterprise (`teamId` null). */
export interface Installation {
  readonly token: string;
  readonly teamId: string | null;
  readonly enterpriseId: string | null;
  readonly botUserId: string;
  readonly botId: string;
  scopes: string[];
  status: 'active' | 'revoked' | 'uninstalled';
}

export interface App {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingSecret: string;
  readonly appToken: string;
  readonly verificationToken: string;
  readonly redirectUrls: readonly string[];
  /** Slash commands with `should_escape`, by name: `/nt2`. */
  readonly commands: Readonly<Record<string, { readonly escape: boolean }>>;
  homeTab: boolean;
  messagesTab: boolean;
}

/** One thing that a person did, as Slack sends it: the same bytes however often it is delivered. */
export interface Act {
  readonly id: string;
  readonly kind: 'command' | 'interactive' | 'event';
  /** Slack's own name: slash_commands, block_actions, view_submission, view_closed, message_action, shortcut, app_home_opened, … */
  readonly type: string;
  readonly user: string | null;
  readonly channel: string | null;
  readonly threadTs: string | null;
  readonly contentType: string;
  readonly body: string;
  /** The payload as an object, as Socket Mode carries it. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly triggerId: string | null;
  readonly responseUrl: string | null;
  readonly viewId: string | null;
}
