// The adapter contract on the playground, and what only the playground has.

import { describe, expect, it } from 'vitest';

import { createPlayground } from '../../src/adapters/playground/adapter.ts';
import { describeAdapter } from './contract.ts';
import { RESCUES } from './contract/rescue.ts';
import { openPlayground } from './playground-chat.ts';

// In the place of a signature stand the Host, Origin, X-NT2 and Sec-Fetch-Site headers: `forge` tries each.
describeAdapter('playground', openPlayground, {
  'a form that the platform refuses is told as broken, not as slow, and its code is in the log':
    'the chat is this process and shows whatever it is handed: nobody is there who could refuse',
  'the menu entry on a message asks too': 'its page has one menu entry, which shares',
  ...Object.fromEntries(RESCUES.map((title) => [title, 'its page has one menu entry, which shares'])),
});

describe('the playground', () => {
  const open = (publicUrl: string) =>
    createPlayground({ config: { publicUrl, firstAnswerMs: 3_000 }, clock: () => 0, page: () => new Response('page') });
  const ask = (path: string, init: RequestInit & { method: 'GET' | 'POST' }): Promise<Response> => {
    const route = open('http://127.0.0.1:8448').routes.find((known) => known.method === init.method && known.path === path);
    return route?.handle(new Request(`http://127.0.0.1:8448${path}`, init)) ?? Promise.reject(new Error('no route'));
  };

  it('T16: does not start on an address that others can reach', () => {
    for (const url of ['https://nt2.example.com', 'http://0.0.0.0:8448', 'http://127.0.0.1.example.com', 'http://192.168.0.7']) {
      expect(() => open(url)).toThrow('loopback');
    }
    for (const url of ['http://127.0.0.1:8448', 'http://localhost:8448', 'http://[::1]:8448']) expect(() => open(url)).not.toThrow();
  });

  it('shows nothing to a page whose name was pointed at this machine', async () => {
    const response = await ask('/playground/state', { method: 'GET', headers: { host: 'rebound.example' } });
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('messages');
  });

  it('says one sentence to a request that is none', async () => {
    const headers = { host: '127.0.0.1:8448', origin: 'http://127.0.0.1:8448', 'x-nt2': '1', 'content-type': 'application/json' };
    for (const body of [
      '',
      '{',
      '[]',
      '{"as":"nobody"}',
      JSON.stringify({ as: 'alex', press: 'x', place: null, text: 1 }),
      'x'.repeat(70_000),
    ]) {
      const response = await ask('/playground/command', { method: 'POST', headers, body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'request.invalid', detail: expect.stringMatching(/\.$/) });
    }
  });

  it('never says a command aloud in a channel', async () => {
    const headers = { host: '127.0.0.1:8448', origin: 'http://127.0.0.1:8448', 'x-nt2': '1', 'content-type': 'application/json' };
    const body = JSON.stringify({ as: 'alex', place: 'engineering', text: ' /nt2 share hunter2' });
    expect((await ask('/playground/say', { method: 'POST', headers, body })).status).toBe(400);
  });
});
