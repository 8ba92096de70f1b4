// What goes over the wire, written down at both of its ends: requests as the server gets them, and what the pages ask for and complain about.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { BrowserContext, Page } from 'playwright-core';

export interface Traffic {
  /** Address, headers and body of every request. */
  readonly seen: string[];
  /** What pages complained about and which other hosts they asked, since the last time. */
  take(): { complaints: string[]; foreign: string[] };
  /** Complaints like this are what the test is about. */
  expect(complaint: RegExp): void;
  /** Requests like this carry a canary on purpose: they are not written down. Each needs its reason beside the call. */
  overlook(request: (line: string) => boolean): void;
  note(line: string): void;
  complain(text: string): void;
  ask(url: string): void;
  stop(): void;
}

/** Every request that reaches a server of this process on `port`, with its headers. */
export function listenToServer(port: number): Traffic {
  const seen: string[] = [];
  let complaints: string[] = [];
  let foreign: string[] = [];
  let expected: RegExp[] = [];
  let overlooked: ((line: string) => boolean)[] = [];
  const note = (line: string): void => {
    if (!overlooked.some((is) => is(line))) seen.push(line);
  };
  const onRequest = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    if (request.socket.localPort !== port) return;
    const head = `${request.method} ${request.url}`;
    note(`${head}\n${request.rawHeaders.join('\n')}`);
    // The body is written down as it comes in, without reading it in the server's stead.
    const push = request.push.bind(request);
    request.push = (chunk: Buffer | null, encoding) => {
      if (chunk !== null) note(`${head}\n${chunk.toString('latin1')}`);
      return push(chunk, encoding);
    };
  };
  subscribe('http.server.request.start', onRequest);
  return {
    seen,
    note,
    take() {
      const taken = { complaints: complaints.filter((text) => !expected.some((like) => like.test(text))), foreign };
      [complaints, foreign, expected, overlooked] = [[], [], [], []];
      return taken;
    },
    expect: (complaint) => void expected.push(complaint),
    overlook: (request) => void overlooked.push(request),
    complain: (text) => void complaints.push(text),
    ask(url) {
      if (!/^(?:data|blob):/.test(url) && new URL(url).origin !== `http://127.0.0.1:${port}`) foreign.push(url);
    },
    stop: () => void unsubscribe('http.server.request.start', onRequest),
  };
}

/** Listens to all pages of a profile, those that links open too. */
export async function watchProfile(profile: BrowserContext, traffic: Traffic): Promise<void> {
  // Chromium prints violations to the console as well, but not those that a script caught.
  await profile.addInitScript(
    "document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`))",
  );
  profile.on('request', (request) => {
    traffic.ask(request.url());
    // The fragment stays in the browser; everything else of the address does not.
    const { pathname, search } = new URL(request.url());
    traffic.note(`${request.method()} ${pathname}${search}\n${request.postDataBuffer()?.toString('latin1') ?? ''}`);
  });
  profile.on('page', (page) => watchPage(page, traffic));
}

function watchPage(page: Page, traffic: Traffic): void {
  page.on('pageerror', (error) => traffic.complain(`error: ${error.message}`));
  page.on('console', (message) => {
    // Refusals are answers with a status, and Chromium prints each of them.
    if ((message.type() === 'error' || message.type() === 'warning') && !/status of (?:4\d\d|503|507)/.test(message.text()))
      traffic.complain(message.text());
  });
}
