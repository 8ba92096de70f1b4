// What one worker caches must not stay true in it after another one has made it false.

import { describe, expect, it } from 'vitest';
import { createInteractionReplies } from '../../src/adapters/discord/interaction-replies.ts';
import type { Rest } from '../../src/adapters/discord/rest-api.ts';
import { DEFAULTS } from '../../src/adapters/slack/config.ts';
import { createInstallations } from '../../src/adapters/slack/installations/installations.ts';
import type { SettingsStore } from '../../src/core/ports/settings-store.ts';
import type { Receipts } from '../../src/core/receipts.ts';
import type { PersonKey, ShareId } from '../../src/core/share.ts';
import { createReceiptHandles } from '../../src/server/api/receipt.ts';
import { createSessionRevocations } from '../../src/server/auth/session-revocations.ts';
import type { ApiRequest } from '../../src/server/http/route.ts';
import { linkSiblings } from '../support/siblings.ts';

const KEY = 'local:local:ann' as PersonKey;
const session = { key: KEY, name: 'Ann', ref: 'a', untilAt: 1_000_000, bond: null };

/** `slow`: look-ups of this store answer only when they are let go. */
function settings(): SettingsStore & { readonly slow: { hold: boolean; readonly held: (() => void)[] } } {
  const rows = new Map<string, string>();
  const slow = { hold: false, held: [] as (() => void)[] };
  return {
    slow,
    putSetting: async (key, value) => void (value === null ? rows.delete(key) : rows.set(key, value)),
    getSetting(key) {
      const found = rows.get(key) ?? null;
      return slow.hold ? new Promise((resolve) => slow.held.push(() => resolve(found))) : Promise.resolve(found);
    },
    listSettings: async () => [],
  };
}

describe('sessions', () => {
  const make = (store: SettingsStore) =>
    linkSiblings(2).map((siblings) => createSessionRevocations({ store, clock: () => 0, hash: (text) => text, siblings }));

  it('T13: one that is ended by one worker is over in the other, which had just looked it up', async () => {
    const [one, two] = make(settings());
    expect(await two?.filterActive([session])).toEqual([session]);
    await one?.revoke([session]);
    expect(await two?.filterActive([session])).toEqual([]);
  });

  it('T13: a look-up that was under way meanwhile does not bring it back', async () => {
    const store = settings();
    const [one, two] = make(store);
    store.slow.hold = true;
    const looking = two?.filterActive([session]);
    await one?.revokeAll(KEY);
    for (const answer of store.slow.held) answer();
    expect(await looking).toEqual([]);
    expect(await two?.filterActive([session])).toEqual([]);
  });
});

describe('workspaces of Slack', () => {
  const row = (token: string): string => JSON.stringify({ token, team: 'T1ACME', enterprise: null, botUser: 'U0', at: 0 });

  it('one that is installed at one worker is known to the other, which had just not found it', async () => {
    const rows = new Map<string, string>();
    const secretSettings = {
      get: async (name: string) => rows.get(name) ?? null,
      put: async (name: string, value: string | null) => void (value === null ? rows.delete(name) : rows.set(name, value)),
    };
    const [one, two] = linkSiblings(2).map((siblings) =>
      createInstallations({
        config: {
          ...DEFAULTS,
          publicUrl: 'https://nt2.example.com',
          botToken: null,
          appToken: null,
          signingSecret: null,
          client: { id: '1.2', secret: 'fake' },
          apiUrl: 'https://slack.com/api/',
        },
        secretSettings,
        api: () => Promise.resolve({ ok: false, error: 'unreachable' }),
        clock: () => 0,
        siblings,
      }),
    );
    expect(await two?.byTenant('T1ACME')).toBeNull();
    await one?.save(JSON.parse(row('xoxb-new')));
    expect(await two?.byTenant('T1ACME')).toMatchObject({ token: 'xoxb-new' });
    expect(await one?.forget('T1ACME', 1)).toBe(true);
    expect(await two?.byTenant('T1ACME')).toBeNull();
  });
});

describe("Discord's interactions", () => {
  it('what one worker heard, the other one may answer, and change what was said', async () => {
    const asked: string[] = [];
    const rest: Rest = {
      call: async (method, route) => {
        asked.push(`${method} ${route}`);
        return { ok: true, value: { id: '77', flags: 0 } as never, date: null };
      },
    };
    const [one, two] = linkSiblings(2).map((siblings) => createInteractionReplies({ rest, clock: () => 0, siblings }));
    expect(await two?.post('place', {} as never)).toMatchObject({ ok: false });
    one?.remember('place', { id: '1', application: '2', token: 'not-a-token' });
    expect(await two?.post('place', {} as never)).toMatchObject({ ok: true });
    expect(await one?.edit('77', {} as never)).toMatchObject({ ok: true });
    expect(asked).toEqual(['POST /webhooks/2/not-a-token', 'PATCH /webhooks/2/not-a-token/messages/77']);
  });
});

describe('receipts', () => {
  it('the signature that one worker gives is over the text that the other one gave', async () => {
    let built = 0;
    const receipts = {
      halfFor: async () => ({ ok: true, value: 'sender' }),
      build: async () => ({ ok: true, value: { text: `text ${(built += 1)}`, half: 'sender', waiting: [] } }),
      sign: async (_id: string, text: string) => `over ${text}`,
    } as unknown as Receipts;
    let now = 0;
    const [one, two] = linkSiblings(2).map((siblings) => createReceiptHandles({ receipts, clock: () => (now += 1), siblings }));
    const call = { id: 'a'.repeat(26) as ShareId, persons: [session], isAuditor: false } as unknown as ApiRequest;
    const textOf = async (answer: Promise<unknown> | undefined): Promise<string> => ((await answer) as Response).text();
    expect(await textOf(one?.text(call) as Promise<Response>)).toBe('text 1');
    expect(await textOf(two?.signature(call) as Promise<Response>)).toBe('over text 1');
    expect(await textOf(two?.text(call) as Promise<Response>)).toBe('text 2');
    expect(await textOf(one?.signature(call) as Promise<Response>)).toBe('over text 2');
  });
});
