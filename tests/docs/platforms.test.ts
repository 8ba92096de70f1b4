// The pages that tell how nt2 is set up in Slack and Discord name only what is there: settings, commands, scopes, menus, sentences.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ROUTE, TIMES } from '../../src/adapters/discord/config.ts';
import { LIMITS } from '../../src/adapters/discord/limits.ts';
import { EVENTS, PATHS, SCOPES } from '../../src/adapters/slack/config.ts';
import { manifestOf } from '../../src/adapters/slack/setup/manifest.ts';
import { ROUTE as TEAMS_ROUTE } from '../../src/adapters/teams/config.ts';
import { manifestOf as manifestOfTeams } from '../../src/adapters/teams/setup/manifest.ts';
import { MENU_COMMANDS } from '../../src/adapters/teams/setup/commands.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { COMMANDS } from '../../src/cli/help/commands.ts';
import { main } from '../../src/cli/main.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { limits } from '../../src/core/limits.ts';
import { readPage } from './pages.ts';

const SLACK = readPage('docs/platforms/slack.md');
const DISCORD = readPage('docs/platforms/discord.md');
const TEAMS = readPage('docs/platforms/teams.md');
const pages = [
  ['slack', SLACK],
  ['discord', DISCORD],
  ['teams', TEAMS],
] as const;
const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Sentences of the platforms themselves. */
const THEIRS = ['/nt2 failed because the app did not respond', 'dispatch_failed', 'The application did not respond'];
/** What a card says of its kind, where the page names no recipient. */
const ABOUT = 'a credential for …';

/** All of the sources that speak to people, with {names} as a reader sees them: as anything. */
function sayings(): string[] {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.map((name) => readFileSync(join(src, name), 'utf8'));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
/** `#channel` stands for the name of a place. */
const like = (sentence: string): RegExp => new RegExp(escaped(sentence).replace('#channel', String.raw`\{place\}`), 'i');

describe.each(pages)('docs/platforms/%s.md', (_name, page) => {
  test('names only settings that exist', () => {
    const named = [...page.matchAll(/\b(?:NT2|SLACK|DISCORD|TEAMS)_[A-Z_]+\b/g)].map(([name]) => name.replace(/_FILE$/, ''));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !Object.hasOwn(SETTINGS, name))).toEqual([]);
  });

  test('names only commands of nt2 that exist, with options that they take', async () => {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    onTestFinished(() => out.mockRestore());
    const lines = [...page.matchAll(/(?:node scripts\/nt2\.mjs|`nt2) ([a-z][^`\n]*)/g)].map(([, line = '']) => line.trim());
    expect(lines.length).toBeGreaterThan(2);
    const wrong: string[] = [];
    for (const line of lines) {
      const [name = '', ...args] = line.split(' ');
      const flags = COMMANDS.filter((command) => command.name.split(' ')[0] === name).map((command) => command.flags ?? []);
      const isKnown = flags.length > 0 && args.every((arg) => !arg.startsWith('--') || flags.flat().some(({ flag }) => flag === arg));
      if (!isKnown || (name === 'manifest' && (await main([name, ...args])) !== 0)) wrong.push(line);
    }
    expect(wrong).toEqual([]);
  });

  test('quotes only what nt2 says, or the platform itself', () => {
    const said = sayings();
    const quoted = [...page.matchAll(/“([^”]+)”/g)].map(([, sentence = '']) => sentence);
    expect(quoted.length).toBeGreaterThan(3);
    const unsaid = quoted.filter((one) => one !== ABOUT && !THEIRS.includes(one) && !said.some((text) => like(one).test(text)));
    expect(unsaid).toEqual([]);
    expect(en.place.titles.credential).toMatch(/^A credential for \{recipient\}$/);
  });

  test('names every command that can be typed', () => {
    for (const command of ['share', 'list', 'revoke', 'receipt', 'help']) expect(page).toContain(`/nt2 ${command}`);
  });

  test('says how long a form takes what is typed', () => {
    expect(page).toContain(`${limits.modalSecret.toLocaleString('en')} characters`);
  });
});

test('Slack: the scopes and events are those of the manifest, each with its reason', () => {
  const table = SLACK.split('## What each scope is for')[1]?.split('\n## ')[0] ?? '';
  const scopes = [...table.matchAll(/^\| `([a-z:]+)` \|/gm)].map(([, scope]) => scope);
  expect(scopes).toEqual([...SCOPES]);
  for (const event of EVENTS) expect(table).toContain(`\`${event}\``);
});

test('Slack: the menu entries and addresses are those of the manifest', () => {
  const made = manifestOf({ mode: 'http', url: 'https://nt2.example.com', workspaces: 'many' }) as {
    features: { shortcuts: { name: string; type: string }[]; bot_user: { display_name: string } };
  };
  for (const { name, type } of made.features.shortcuts) expect(SLACK).toContain(`${type} shortcut **${name}**`);
  expect(SLACK).toContain(`/invite @${made.features.bot_user.display_name}`);
  expect(SLACK).toContain(PATHS.events);
  expect(SLACK).toContain(`https://nt2.example.com${PATHS.install}`);
  expect(existsSync(join(src, '../manifest.json'))).toBe(true);
});

test('Teams: the package has the menu entries that the page names and nt2 answers, and the address is its own', () => {
  const shown = manifestOfTeams({ appId: 'a1b2c3d4-0000-4000-8000-00000000b07a', url: 'https://nt2.example.com' }) as {
    bots: { scopes: string[] }[];
    composeExtensions: { commands: { id: string; title: string; fetchTask: boolean }[] }[];
  };
  const entries = shown.composeExtensions.flatMap(({ commands }) => commands);
  expect(entries.map(({ id, fetchTask }) => [id, fetchTask])).toEqual(MENU_COMMANDS.map((id) => [id, true]));
  for (const { title } of entries) expect(TEAMS.split('## What people use')[1]).toContain(`**${title}**`);
  expect(shown.bots.map(({ scopes }) => scopes)).toEqual([['personal', 'team', 'groupChat']]);
  expect(TEAMS).toContain(`https://nt2.example.com${TEAMS_ROUTE}`);
});

test('Discord: the menu entries, the address and the numbers are those of the code', () => {
  expect(DISCORD).toContain(`message command **${en.menu.onMessage}**`);
  expect(DISCORD).toContain(`user command **${en.menu.onPerson}**`);
  expect(DISCORD).toContain(`message command **${en.request.menu.onMessage}**`);
  expect(DISCORD).toContain(`user command **${en.request.menu.onPerson}**`);
  expect(DISCORD).toContain(`message command **${en.rescue.menu}**`);
  expect(DISCORD).toContain(`https://nt2.example.com${ROUTE}`);
  expect(LIMITS.fields).toBe(5);
  expect(DISCORD).toContain('A form has five fields');
  expect(TIMES.lease + TIMES.watch).toBeLessThan(20_000);
  expect(DISCORD).toContain('take over within 20 seconds');
});
