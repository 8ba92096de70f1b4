// The manifest of nt2's app in Teams: what goes into the package that an admin uploads, with two pictures beside it.

import { en } from '../../../bot/messages/messages.ts';
import { MENU_COMMANDS } from './commands.ts';

export interface ManifestOptions {
  readonly appId: string;
  /** NT2_PUBLIC_URL, without a slash at its end. */
  readonly url: string;
}

type MenuCommand = (typeof MENU_COMMANDS)[number];

const CONTEXTS: Readonly<Record<MenuCommand, readonly string[]>> = {
  share: ['compose', 'commandBox', 'message'],
  request: ['compose', 'message'],
  pasted: ['message'],
};
const TITLES: Readonly<Record<MenuCommand, string>> = {
  share: 'Share a secret',
  request: en.request.menu.onPerson,
  pasted: en.rescue.menu,
};
const SCOPES = ['personal', 'team', 'groupChat'];
const TYPED = [
  { title: 'share', description: 'Hand a secret to a person' },
  { title: 'request', description: 'Ask a person for a secret' },
  { title: 'link', description: 'A one-time link for a person outside' },
  { title: 'list', description: 'What waits for you, and for others' },
  { title: 'help', description: 'All that can be typed' },
];

export function manifestOf({ appId, url }: ManifestOptions): unknown {
  return {
    $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json',
    manifestVersion: '1.25',
    version: '1.0.0',
    id: appId,
    developer: { name: 'nt2', websiteUrl: url, privacyUrl: url, termsOfUseUrl: url },
    name: { short: 'nt2', full: 'nt2' },
    description: {
      short: 'Hand a secret to one person',
      full: 'Hand a secret to one person, without leaving it in the chat.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#3B5BDB',
    bots: [{ botId: appId, scopes: SCOPES, commandLists: [{ scopes: SCOPES, commands: TYPED }] }],
    composeExtensions: [
      {
        botId: appId,
        commands: MENU_COMMANDS.map((id) => ({ id, type: 'action', title: TITLES[id], context: CONTEXTS[id], fetchTask: true })),
      },
    ],
    validDomains: [new URL(url).host],
  };
}
