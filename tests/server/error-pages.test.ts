// What a person's browser is shown where there is no page to show, on the real server: words for people, and never what a program reads.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdapterRoute } from '../../src/bot/port.ts';
import { Fault } from '../../src/core/refusal.ts';
import { createErrorPages } from '../../src/server/pages/error-page.ts';
import { PROBLEM_CODES, statusOf, type HttpRefusal } from '../../src/server/http/problem.ts';
import { createPage, loadPages } from '../../src/server/pages/pages.ts';
import { builtPages } from '../support/pages.ts';
import { HOST, openDoor, PUBLIC_URL, type Harness } from './harness.ts';

const CANARY = 'canary-in-a-page';
const OPENED = { 'sec-fetch-mode': 'navigate', accept: 'text/html,*/*;q=0.8' };
/** Safari before 16.4 says nothing of how it fetches. */
const OLD = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

const fails = (path: string, error: Error): AdapterRoute => ({ method: 'GET', path, handle: () => Promise.reject(error) });

describe('a browser that opens an address', () => {
  let door: Harness;
  let local: Harness;
  beforeAll(async () => {
    const adapterRoutes = [
      fails('/hooks/broken', new Error(CANARY)),
      fails('/hooks/busy', new Fault('store.unavailable', CANARY)),
      { method: 'POST', path: '/hooks/chat', handle: async () => new Response('ok') } as const,
    ];
    door = await openDoor({ site: { adapterRoutes } });
    local = await openDoor({ site: { publicUrl: new URL('http://127.0.0.1:4180') } });
  });
  afterAll(() => Promise.all([door.close(), local.close()]));

  it.each([
    [404, 'GET', '/board/callback', 'request.path', 'There’s nothing here'],
    [401, 'GET', '/log/x/checkpoint', 'token.invalid', 'This address is for programs'],
    [405, 'GET', '/hooks/chat', 'request.method', 'This page can’t be opened that way'],
    [405, 'POST', '/s/x', 'request.method', 'This page can’t be opened that way'],
    [500, 'GET', '/hooks/broken', 'server.fault', 'Something went wrong on this server'],
    [503, 'GET', '/hooks/busy', 'store.busy', 'The server is busy'],
  ])(
    '%i: a browser is shown a page in plain words, and a program reads a problem document (%s %s)',
    async (status, method, path, code, title) => {
      for (const headers of [OPENED, OLD]) {
        const shown = await door.ask(method, path, { headers });
        expect([shown.status, shown.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
        expect(shown.text).toContain(`<title>${title}</title>`);
        expect(shown.text).not.toContain(CANARY);
        expect(shown.text).not.toContain(code);
        expect(Object.fromEntries(shown.headers)).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store, no-transform' });
      }
      // A script of a page, which takes anything, and one that would like HTML.
      for (const headers of [{ accept: '*/*' }, { ...OLD, 'sec-fetch-mode': 'cors' }]) {
        const read = await door.ask(method, path, { headers });
        expect([read.status, read.json.code]).toEqual([status, code]);
        expect(read.headers.get('content-type')).toBe('application/problem+json');
      }
    },
  );

  it('under a policy that lets it paint itself and nothing else, with what the status asks for beside it', async () => {
    const wrong = await door.ask('POST', '/s/x', { headers: OPENED });
    expect(wrong.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'none'; img-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect((await door.ask('GET', '/hooks/busy', { headers: OPENED })).headers.get('retry-after')).toBe('1');
  });

  it('at an address where nt2 is not served, it is told where that is, whatever it asked for', async () => {
    for (const path of ['/', '/s/x', '/assets/x.js', '/nothing']) {
      const { status, text } = await local.ask('GET', path, { headers: { ...OPENED, host: 'evil.example' } });
      expect([path, status]).toEqual([path, path.startsWith('/assets/') ? 404 : 421]);
      if (status === 421) expect(text).toMatch(/nt2 isn’t at this address.*http:\/\/127\.0\.0\.1:4180/s);
    }
    expect((await local.ask('GET', '/s/x', { headers: { host: 'evil.example' } })).json.code).toBe('request.host');
  });

  it('the API answers everyone as a program', async () => {
    for (const [method, path, status] of [
      ['GET', '/api/nothing', 404],
      ['GET', '/api/shares', 405],
      ['GET', `/api/shares/${'a'.repeat(32)}`, 410],
    ] as const) {
      const { headers, json } = await door.ask(method, path, { headers: OPENED });
      expect([json.status, headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    }
  });

  it('every code has a page of its own, also those that a browser does not meet today, and text stays text', async () => {
    const html = '<!doctype html><title>{{title}}</title><p>{{text}}</p>{{runBy}} {{unknown}}';
    const pages = {
      htmlPages: new Map([['error.html', createPage('error.html', Buffer.from(html))]]),
      assets: new Map(),
      documents: new Map(),
      operator: 'A <b> & "C"',
    };
    const errorPages = createErrorPages(pages, new URL(PUBLIC_URL));
    const request = new Request(`${PUBLIC_URL}/`);
    for (const code of PROBLEM_CODES) {
      const answer = errorPages.answer(request, { ok: false, code, retryAfterMs: 90_000 } as HttpRefusal);
      expect([answer?.status, answer?.headers.get('retry-after')], code).toEqual([statusOf(code), '90']);
      const text = (await answer?.text()) ?? '';
      expect(text, code).toMatch(/<title>[^{}<]{4,}<\/title><p>[^{}<]{20,}<\/p>Run by A &lt;b&gt; &amp; &quot;C&quot;\. $/);
    }
    expect(
      createErrorPages({ ...pages, htmlPages: new Map() }, new URL(PUBLIC_URL)).answer(request, { ok: false, code: 'rate.limited' }),
    ).toBeNull();
  });

  it('as it is built, who runs the server and the way to more are two things', async () => {
    const built = loadPages(await builtPages(), { operator: 'Acme IT', clearHiddenMinutes: 10, fileBytes: null });
    if (built === null) throw new Error('not built');
    const card = createErrorPages(built, new URL(PUBLIC_URL)).answer(new Request(`${PUBLIC_URL}/`), { ok: false, code: 'store.busy' });
    const text = ((await card?.text()) ?? '').replaceAll('&#32;', ' ').replaceAll(/<[^>]*>/g, '');
    expect(text).toContain('Run by Acme IT. What nt2 can');
  });

  it('where there are no pages, nobody is shown one', async () => {
    const chat = await openDoor({ site: { role: 'chat' } });
    const { status, headers } = await chat.ask('POST', '/healthz', { headers: { ...OPENED, host: HOST } });
    expect([status, headers.get('content-type')]).toEqual([405, 'application/problem+json']);
    await chat.close();
  });
});
