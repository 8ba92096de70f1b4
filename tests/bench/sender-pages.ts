// The pages between chat and a sealed share, cold on a slow phone: `/go`, and the sender's form.

import type { Browser, Page } from 'playwright-core';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Person, PersonKey, ShareId } from '../../src/core/share.ts';
import { createSignInTokens } from '../../src/core/sign-in-tokens.ts';
import { go } from '../../src/web/messages/go.ts';
import { messages } from '../support/sender-messages.ts';
import { passGo } from '../e2e/go.ts';
import { inNewPage, slowDown, spread } from './cold-pages.ts';
import type { Nt2 } from './servers.ts';
import { readReadyMs, startReadyWatch } from './stopwatch.ts';
import { median, type Row } from './table.ts';

const AIM_GO_MS = 600;
const AIM_FORM_MS = 800;
const TENANT = 'local:local';
const person = (name: string): Person => ({ key: `${TENANT}:${name.toLowerCase()}` as PersonKey, name });
const [sender, recipient] = [person('Alice'), person('Bob')];

export async function measureSenderPages(plan: { readonly browser: Browser; readonly nt2: Nt2; readonly times: number }): Promise<Row[]> {
  const { browser, nt2, times } = plan;
  const read = readConfig(nt2.settings);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const installation = await openInstallation(read.config, { write: () => undefined });
  try {
    const [goTimes, form]: [number[], number[]] = [[], []];
    for (let n = 0; n <= times; n += 1) {
      const share = await makeShare(installation);
      const address = `${nt2.url}/go#${await issueToken(installation, share)}`;
      const goMs = await inNewPage({ browser, isSlow: true }, (page) => timeOpening(page, address, go.steps.enter));
      const formMs = await inNewPage({ browser, isSlow: false }, async (page) => {
        await signIn(page, address);
        await slowDown(page);
        return timeOpening(page, `${nt2.url}/s/${share}`, messages.enter.seal);
      });
      // The first one warms the browser up.
      if (n === 0) continue;
      goTimes.push(goMs);
      form.push(formMs);
    }
    const name = 'Chromium, slow 4G, processor 4 times slower';
    return [
      aimed(`${name}: /go ready to press`, goTimes, AIM_GO_MS),
      aimed(`${name}: the sender's form ready, signed in, nothing cached`, form, AIM_FORM_MS),
    ];
  } finally {
    await installation.close();
  }
}

const aimed = (what: string, times: readonly number[], most: number): Row => ({
  what,
  nt2: spread(times),
  aim: { text: `≤ ${most} ms`, reached: median(times) <= most },
});

async function timeOpening(page: Page, address: string, button: string): Promise<number> {
  await startReadyWatch(page, button);
  await page.goto(address, { waitUntil: 'commit' });
  return readReadyMs(page);
}

/** Afterwards the tab is the sender's, and nothing lies in the browser's cache. */
async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await passGo(page);
  await page.getByRole('button', { name: messages.enter.seal, exact: true }).waitFor();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.clearBrowserCache');
  await devtools.detach();
}

async function makeShare({ shares }: Installation): Promise<ShareId> {
  const made = await shares.create({
    sender,
    recipient,
    tenant: TENANT,
    mode: 'sealed',
    entry: 'page',
    via: 'api',
    kind: 'credential',
    label: 'Stripe webhook key',
    note: '',
    place: null,
    expiresInMs: 3_600_000,
  });
  if (!made.ok) throw new Error(made.code);
  return made.value.id;
}

function issueToken({ store, tenantTags }: Installation, share: ShareId): Promise<string> {
  const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
  return createSignInTokens({ store, clock: Date.now, random, tenantTags }).issue({ person: sender, share, tenant: TENANT });
}
