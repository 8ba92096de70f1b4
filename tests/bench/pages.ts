// Opening a secret as its recipient lives it: what the page weighs, and how long it takes in a real Chromium, plain and on a slow phone.

import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import type { buildPages } from '../../scripts/build.mjs';
import { formatFragment } from '../../src/crypto/keys/link.ts';
import { messages } from '../support/page-messages.ts';
import { credential, newBrowser, programShare, sealing } from '../support/actors.ts';
import { launchChromium } from '../support/chromium.ts';
import { inNewPage, spread } from './cold-pages.ts';
import { ALL, type Running } from './processes.ts';
import { measureSenderPages } from './sender-pages.ts';
import { startBare, startNt2, type Nt2 } from './servers.ts';
import { readAnswerMs, readStopwatch, startStopwatch, type PageTimes } from './stopwatch.ts';
import { median, tenth, whole, type Row } from './table.ts';

type Manifest = Awaited<ReturnType<typeof buildPages>>;

const AIM_READY_MS = 600;
const AIM_SHOWN_MS = 1_100;
const HOUR = 3_600_000;

/** Requests and gzipped bytes of the path of opening, the two answers of the API included. */
export function weighPages({ pages, files, entries }: Manifest): Row[] {
  const page = pages['share.html']?.gzip ?? Number.NaN;
  const afterPress = files[entries['src/web/recipient/after-press.ts']?.file ?? '']?.gzip ?? Number.NaN;
  const kib = (page + afterPress + answers()) / 1_024;
  // The page, the look at the share and what the press needs; then the claim.
  const requests = 4;
  return [
    {
      what: 'Opening a secret, cold: requests, gzipped with the answers (of that: the page itself)',
      nt2: `${requests} requests, ${tenth(kib)} KiB (${tenth(page / 1_024)} KiB)`,
      aim: { text: '≤ 4 and ≤ 60 KiB', reached: requests <= 4 && kib <= 60 },
    },
  ];
}

/** The look at the share and the claim, at their true size: ciphertext does not get smaller. */
function answers(): number {
  const claim = { capsule: randomBytes(2_250).toString('base64'), payload: randomBytes(4_300).toString('base64') };
  const view = { created: 'x'.repeat(400), seal: { statement: randomBytes(600).toString('base64') } };
  return gzipSync(JSON.stringify(claim)).length + gzipSync(JSON.stringify(view)).length;
}

export async function measurePages(plan: { readonly redisUrl: string; readonly times: number }): Promise<Row[]> {
  const nt2 = await startNt2({ store: 'Redis', redisUrl: plan.redisUrl, cores: ALL, programs: 1 });
  const bare = await startBare(plan.redisUrl, ALL);
  const browser = await launchChromium({ isWhole: true });
  try {
    return [
      ...(await timings('plain', { browser, nt2, bare, isSlow: false, times: plan.times })),
      ...(await timings('slow 4G, processor 4 times slower', { browser, nt2, bare, isSlow: true, times: plan.times })),
      ...(await measureSenderPages({ browser, nt2, times: plan.times })),
    ];
  } finally {
    await browser.close();
    await Promise.all([nt2.stop(), bare.stop()]);
  }
}

interface Trial {
  readonly browser: Browser;
  readonly nt2: Nt2;
  readonly bare: Running;
  readonly isSlow: boolean;
  readonly times: number;
}

async function timings(name: string, trial: Trial): Promise<Row[]> {
  const empty: number[] = [];
  const opened: PageTimes[] = [];
  for (let n = 0; n <= trial.times; n += 1) {
    const floor = await inNewPage(trial, async (page) => {
      await page.goto(`http://127.0.0.1:${trial.bare.port}/healthz`);
      return readAnswerMs(page);
    });
    const times = await open(trial);
    // The first one warms the browser up.
    if (n > 0) {
      empty.push(floor);
      opened.push(times);
    }
  }
  const ready = opened.map(({ readyMs }) => readyMs);
  const shown = opened.map(({ shownMs }) => shownMs);
  const press = opened.map(({ readyMs, shownMs }) => shownMs - readyMs);
  const baseline = `${whole(median(empty))} ms`;
  return [
    {
      what: `Chromium, ${name}: page ready to open (baseline: an answer of 14 bytes)`,
      nt2: spread(ready),
      baseline,
      ...(trial.isSlow && { aim: { text: `≤ ${whole(AIM_READY_MS)} ms`, reached: median(ready) <= AIM_READY_MS } }),
    },
    {
      what: `Chromium, ${name}: from opening the page to the shown secret, pressed at once`,
      nt2: `${spread(shown)}; press to shown ${whole(median(press))} ms`,
      baseline,
      ...(trial.isSlow && { aim: { text: `≤ ${whole(AIM_SHOWN_MS)} ms`, reached: median(shown) <= AIM_SHOWN_MS } }),
    },
  ];
}

async function open(trial: Trial): Promise<PageTimes> {
  const url = await makeLink(trial.nt2);
  return inNewPage(trial, async (page) => {
    await startStopwatch(page, messages.ready.button);
    await page.goto(url, { waitUntil: 'commit' });
    return readStopwatch(page);
  });
}

/** A link share of one credential, as a program makes it. */
export async function makeLink({ url, target }: Nt2): Promise<string> {
  const at = Date.now();
  const share = programShare({
    tag: target.tag,
    sender: `local:local:bench-0-${new URL(url).port}`,
    platform: 'local:local',
    label: 'Stripe webhook key',
    mode: 'link',
    at,
    forMs: HOUR,
  });
  const { input, linkKey } = await sealing(await newBrowser(target.host), share, { at, items: credential('whsec_7c1f2b90e4d84a5f9f0d') });
  if (linkKey === null || input.payload === null) throw new Error('a link share has a link and a payload');
  const { id, mode, createdAt, expiresAt, partiesSalt, labelSalt, label } = share;
  const seal = { ...input, capsule: base64(input.capsule), payload: base64(input.payload) };
  const body = JSON.stringify({ id, mode, kind: 'credential', label, note: '', createdAt, expiresAt, partiesSalt, labelSalt, seal });
  const headers = { authorization: `Bearer ${target.tokens[0]}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/shares`, { method: 'POST', headers, body });
  if (response.status !== 201) throw new Error(`create was answered with ${response.status}: ${await response.text()}`);
  return `${url}/s/${id}#${formatFragment(linkKey, id)}`;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
