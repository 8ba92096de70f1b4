// The built pages, the real server on SQLite, and a real Chromium with one profile for each person.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { signInQuietly } from '../e2e/go.ts';
import { createPlayground } from '../../src/adapters/playground/adapter.ts';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import type { Adapter } from '../../src/bot/port.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Kind, Mode, Person, PersonKey, ShareId } from '../../src/core/share.ts';
import { createSignInTokens } from '../../src/core/sign-in-tokens.ts';
import { deriveKeys, tenantTag } from '../../src/crypto/keys/root.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { loadPages } from '../../src/server/pages/pages.ts';
import { servePage } from '../../src/server/pages/serve.ts';
import { launchChromium } from '../support/chromium.ts';
import { builtPages } from '../support/pages.ts';
import { watchFocus } from './keyboard.ts';

const TENANT = 'playground:toy';
export const person = (name: string): Person => ({ key: `${TENANT}:${name.toLowerCase()}` as PersonKey, name });
export const alice = person('Alice');
export const bob = person('Bob');

const SECRET = randomBytes(32).toString('base64url');

export interface Wish {
  readonly sender?: Person;
  readonly mode?: Mode;
  readonly kind?: Kind;
  readonly label?: string;
  readonly note?: string;
  /** Absent: Bob. */
  readonly recipient?: Person;
  readonly together?: { readonly ids: readonly ShareId[]; readonly at: number };
  readonly isUntold?: true;
  /** One of the policy that the stage was given. */
  readonly template?: string;
}

export interface Stage {
  readonly app: RunningServer;
  readonly url: string;
  share(wish?: Wish): Promise<ShareId>;
  /** The address behind a pressed button in chat. */
  button(who: Person, share: ShareId): Promise<string>;
  profile(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Opens the share in a profile as this person, through the button. */
  enter(profile: BrowserContext, who: Person, share: ShareId): Promise<Page>;
  close(): Promise<void>;
}

/** Everything that a page complains about ends here; a test looks at it. */
export const complaints: string[] = [];

/** One stage for all tests of a file, after each of which no page may have complained. `opened`: what else the file needs before its first test. */
export function useStage(
  opened: (stage: Stage) => void | Promise<void>,
  env: Readonly<Record<string, string>> = {},
  more: More = {},
): void {
  let stage: Stage | null = null;
  beforeAll(async () => {
    stage = await openStage(env, more);
    await opened(stage);
  });
  afterAll(() => stage?.close());
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });
}

interface More {
  /** The toy chat runs, which knows Alex and the contractor, and tells them. */
  readonly withChat?: true;
}

function toyChat(pages: string, publicUrl: string): Adapter {
  const page = loadPages(pages)?.htmlPages.get('playground.html');
  if (!page) throw new Error('the pages were built without the playground');
  const config = { publicUrl, firstAnswerMs: 30_000 };
  return createPlayground({ config, clock: Date.now, page: (request) => servePage(page, request, 'never') });
}

/** `env`: settings beside those that every stage has. */
export async function openStage(env: Readonly<Record<string, string>> = {}, { withChat }: More = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-web-'));
  const pages = await builtPages();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const read = readConfig({
    NT2_PUBLIC_URL: url,
    NT2_PORT: String(port),
    NT2_SECRET: SECRET,
    NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
    NT2_STATE_DIR: folder,
    NT2_RATE_ADDRESS: '100000',
    NT2_RATE_PERSON: '100000',
    NT2_QUOTA_PERSON_BYTES: '2MiB',
    ...env,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const app = await startServer(read.config, { pages, write: () => {}, ...(withChat && { adapters: [toyChat(pages, url)] }) });
  const keys = deriveKeys(read.config.NT2_SECRET);
  const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
  const tenantTags = { tagOf: (tenant: string) => tenantTag(keys.tag, tenant) as TenantTag };
  const tokens = createSignInTokens({ store: app.store, clock: Date.now, random, tenantTags });
  const browser = await launchChromium();

  const button = async (who: Person, share: ShareId): Promise<string> =>
    `${url}/go#${await tokens.issue({ person: who, share, tenant: TENANT })}`;
  return {
    app,
    url,
    button,
    async share({
      sender = alice,
      mode = 'sealed',
      kind = 'credential',
      label = 'Stripe webhook key',
      note = 'For the Friday deploy',
      recipient = bob,
      together,
      template,
      isUntold,
    } = {}) {
      const made = await app.shares.create({
        sender,
        recipient: mode.startsWith('link') ? null : recipient,
        together,
        template,
        ...(isUntold && { isUntold }),
        ...(template === undefined ? {} : { from: 'member', to: 'member' }),
        tenant: TENANT,
        mode,
        entry: 'page',
        via: 'api',
        kind,
        label,
        note,
        place: null,
        expiresInMs: 86_400_000,
      });
      if (!made.ok) throw new Error(made.code);
      return made.value.id;
    },
    async profile(options = {}) {
      const profile = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...options });
      await watchFocus(profile);
      return profile;
    },
    async enter(profile, who, share) {
      const page = await profile.newPage();
      watch(page);
      await signInQuietly(page, await button(who, share));
      return page;
    },
    async close() {
      await browser.close();
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function watch(page: Page): void {
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // Refusals are answers with a status, and Chromium prints each of them.
    if ((message.type() === 'error' || message.type() === 'warning') && !/status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
