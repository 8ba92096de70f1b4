// What is loaded for chat: only the platforms that the settings name.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { openPlatforms } from '../../src/app/platforms.ts';
import { readConfig } from '../../src/config/read.ts';

/** Packages of the platforms that have been loaded since. */
const loaded = new Set<string>();
registerHooks({
  load(url, context, next) {
    const [, name] = /\/node_modules\/(@slack\/[^/]+|discord\.js|@discordjs\/[^/]+)\//.exec(url) ?? [];
    if (name !== undefined) loaded.add(name);
    return next(url, context);
  },
});

const SLACK = { SLACK_BOT_TOKEN: 'xoxb-not-real', SLACK_SIGNING_SECRET: 'a'.repeat(32) };
const DISCORD = { DISCORD_TOKEN: 'not.a.token' };

describe('the platforms of chat', () => {
  let tools: Installation;
  const folder = mkdtempSync(join(tmpdir(), 'nt2-platforms-'));
  afterEach(() => tools.close());
  afterAll(() => rmSync(folder, { recursive: true }));

  /** As `nt2 serve` opens them. */
  async function open(settings: Record<string, string>): Promise<string[]> {
    const base = {
      NT2_PUBLIC_URL: 'http://127.0.0.1:8080',
      NT2_SECRET: randomBytes(32).toString('base64url'),
      NT2_STORE: 'sqlite::memory:',
    };
    const read = readConfig({ ...base, ...settings });
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    tools = await openInstallation(read.config, { write: () => undefined });
    return (await openPlatforms(read.config, tools)).map(({ platform }) => platform);
  }

  // In this order: what has been loaded once stays loaded.
  it.each([
    ['nothing', 'neither is configured', {}, [], []],
    ['Discord alone', 'only Discord is configured', DISCORD, ['discord'], [/^discord\.js$|^@discordjs/]],
    ['both', 'both are configured', { ...SLACK, ...DISCORD }, ['slack', 'discord'], [/^discord\.js$|^@discordjs/, /^@slack/]],
  ])('%s is loaded where %s', async (_what, _where, settings, platforms, packages) => {
    expect(await open(settings)).toEqual(platforms);
    for (const name of packages) expect([...loaded].some((one) => name.test(one))).toBe(true);
    expect([...loaded].filter((one) => !packages.some((name) => name.test(one)))).toEqual([]);
  });
});
