import { describe, expect, it } from 'vitest';
import { openDoor } from './harness.ts';

const CANARY = 'canary-in-an-adapter';

describe('routes of adapters', () => {
  it('get the raw request, under their own method and path, and answer for themselves', async () => {
    const seen: string[] = [];
    const door = await openDoor({
      site: {
        adapterRoutes: [
          {
            method: 'POST',
            path: '/hooks/chat',
            handle: async (request) => {
              seen.push(`${request.headers.get('x-signature')} ${await request.text()}`);
              return new Response('ok', { status: 202 });
            },
          },
        ],
      },
    });
    // A platform has no page here: its signature is what counts, and its adapter checks it over the bytes as they came.
    const response = await door.server.request('/hooks/chat', { method: 'POST', headers: { 'x-signature': 's' }, body: '{ "a":1}' }, {});
    expect([response.status, seen]).toEqual([202, ['s { "a":1}']]);
    expect((await door.ask('GET', '/hooks/chat')).status).toBe(405);
    await door.close();
  });

  it('T13: an adapter that fails shows nothing of what it got', async () => {
    const door = await openDoor({
      site: {
        adapterRoutes: [
          {
            method: 'POST',
            path: '/hooks/chat',
            handle: async () => {
              throw new Error(CANARY);
            },
          },
        ],
      },
    });
    const answer = await door.ask('POST', '/hooks/chat', { body: CANARY });
    expect([answer.status, answer.json.code]).toEqual([500, 'server.fault']);
    expect(answer.text + door.lines.join('')).not.toContain(CANARY);
    expect(JSON.parse(door.lines.at(-1) ?? '{}')).toMatchObject({ event: 'fault', route: '/hooks/chat', code: 'server.fault' });
    await door.close();
  });
});
