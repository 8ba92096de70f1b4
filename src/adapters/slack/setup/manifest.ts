// The manifest that an operator pastes into Slack, made from the same names that the code uses.

import { en } from '../../../bot/messages/messages.ts';
import { COMMAND, EVENTS, PATHS, scopesFor, SHORTCUTS, WATCH } from '../config.ts';

export interface ManifestOptions {
  /** With sockets, Slack need not reach this server. */
  readonly mode: 'socket' | 'http';
  /** NT2_PUBLIC_URL without a slash at its end; HTTP and installing by OAuth need it. */
  readonly url: string;
  readonly workspaces: 'one' | 'many';
  /** For `NT2_WATCH_PASTES=on`: it reads messages. */
  readonly watches?: boolean;
}

const LONG = [
  'nt2 hands a password, a key or a document to one person, without leaving it in the chat.',
  'The secret is encrypted in the browser of the one who sends it and opened once in the browser of the one who accepted it.',
  'Slack carries only cards that say how it stands; no message holds anything that opens it.',
  'The server is run by your own organisation.',
].join(' ');

export function manifestOf({ mode, url, workspaces, watches = false }: ManifestOptions): unknown {
  const isHttp = mode === 'http';
  const isMany = workspaces === 'many';
  const request = isHttp ? { request_url: url + PATHS.events } : {};
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'nt2',
      description: 'Hand a secret to one person, without leaving it in the chat.',
      long_description: LONG,
      background_color: '#1f2933',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'nt2', always_online: true },
      shortcuts: [
        {
          name: 'Share a secret',
          type: 'global',
          callback_id: SHORTCUTS.global,
          description: 'Hand a secret to one person',
        },
        {
          // Slack takes at most 24 characters.
          name: 'Share a secret in thread',
          type: 'message',
          callback_id: SHORTCUTS.thread,
          description: 'Hand a secret to one person, with its card in this thread',
        },
        {
          name: 'Ask for a secret',
          type: 'global',
          callback_id: SHORTCUTS.ask,
          description: 'Ask someone to give you a secret',
        },
        {
          name: 'Ask for a secret here',
          type: 'message',
          callback_id: SHORTCUTS.askThread,
          description: 'Ask the author of this message to give you a secret',
        },
        {
          name: en.rescue.menu,
          type: 'message',
          callback_id: SHORTCUTS.pasted,
          description: 'A secret was pasted: what to do now. nt2 keeps nothing of it',
        },
      ],
      slash_commands: [
        {
          command: COMMAND,
          ...(isHttp && { url: url + PATHS.events }),
          description: 'Hand a secret to one person',
          usage_hint: 'share @person what it is | link what it is | request @person what you need | list | revoke | receipt | help',
          should_escape: true,
        },
      ],
    },
    oauth_config: {
      ...(isMany && { redirect_urls: [url + PATHS.installed] }),
      scopes: { bot: [...scopesFor({ watches })] },
    },
    settings: {
      event_subscriptions: { ...request, bot_events: [...EVENTS, ...(watches ? WATCH.events : [])] },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: isMany,
      socket_mode_enabled: !isHttp,
      token_rotation_enabled: false,
    },
  };
}
