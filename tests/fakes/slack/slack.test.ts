// The fake Slack itself: real clients can talk to it, and it delivers what people do.

import { verifySlackRequest } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';

import { type Begun, begin, button, call, client, ENG, modal } from './begin.ts';
import { gridCast } from './cast.ts';
import type { Slack, SlackOptions } from './slack.ts';

describe('the fake Slack', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const nocked = (options: SlackOptions = {}) => {
    const begun = begin(options);
    closing.push(begun.slack.nock());
    return { ...begun, web: client(begun.token) };
  };

  describe('to the real web client', () => {
    it('shows a posted message to those who are in the channel, and keeps what an edit replaced', async () => {
      const { slack, web } = nocked();
      const posted = await web.chat.postMessage({ channel: ENG, text: 'one', blocks: button('Go'), unfurl_links: false });
      await web.chat.update({ channel: ENG, ts: posted.ts ?? '', text: 'two', blocks: button('Gone') });
      expect(slack.person('U1SAM').messages()).toMatchObject([{ channel: ENG, text: 'two', where: 'channel' }]);
      expect(slack.person('U1TEMP').messages()).toEqual([]);
      expect(slack.stored()).toContain('"one"');
      expect(posted.response_metadata?.scopes).toContain('chat:write');
      expect(slack.complaints()).toEqual([]);
    });

    it('answers a second post with the same client_msg_id with the first message', async () => {
      const { slack, web } = nocked();
      const args = { channel: ENG, text: 'once', client_msg_id: '0e8b7f80-3f9d-4f0e-9a57-0c9a5b2f5a11' };
      const first = await web.apiCall('chat.postMessage', args);
      const second = await web.apiCall('chat.postMessage', args);
      expect(second).toMatchObject({ is_duplicate: true, ts: (first as { ts?: string }).ts });
      expect(slack.world.messages).toHaveLength(1);
      expect(slack.complaints()).toEqual([]);
    });

    it('can be told to do what was asked and lose the answer', async () => {
      const { slack, web, token } = nocked();
      const post = () => web.chat.postMessage({ channel: ENG, text: 'lost' });
      for (const answer of ['reset', 'half'] as const) {
        slack.fail('chat.postMessage', { answer, done: true });
        await expect(post()).rejects.toThrow();
      }
      slack.fail('chat.postMessage', { answer: 'reset' });
      slack.fail('chat.postMessage', { answer: 'status', status: 500 });
      slack.fail('chat.postMessage', { answer: 'rate-limited', retryAfter: 2 });
      await expect(post()).rejects.toThrow();
      await expect(post()).rejects.toThrow('500');
      const limited = client(token, { rejectRateLimitedCalls: true }).chat.postMessage({ channel: ENG, text: 'lost' });
      await expect(limited).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 2 });
      expect(slack.world.messages).toHaveLength(2);
      expect(slack.complaints()).toEqual([]);
    });

    it('takes five answers at a response_url, then no more', async () => {
      const { slack } = nocked();
      slack.deliverTo({ by: 'handler', handle: async () => new Response() });
      const { act } = await slack.person('U1ALEX').command('/nt2 list', { in: ENG });
      const respond = async () => {
        const body = JSON.stringify({ text: 'yours', response_type: 'ephemeral' });
        return (await fetch(act.responseUrl ?? '', { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status;
      };
      const statuses = [];
      for (let count = 0; count < 6; count += 1) statuses.push(await respond());
      expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
      expect(slack.outcome(act).ephemerals).toHaveLength(5);
      expect(slack.person('U1SAM').ephemerals()).toEqual([]);
      expect(slack.stored()).not.toContain('yours');
      expect(slack.kept()).toContain('yours');
    });
  });

  describe('to an app that it delivers to', () => {
    /** An app that checks the signature as Bolt does and answers what the test says. */
    function app(slack: Slack, answer: (payload: Record<string, unknown>, request: Request) => unknown) {
      const handle = async (request: Request): Promise<Response> => {
        const body = await request.text();
        const signature = request.headers.get('x-slack-signature') ?? '';
        const at = Number(request.headers.get('x-slack-request-timestamp'));
        try {
          const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': at };
          verifySlackRequest({ signingSecret: slack.app.signingSecret, body, headers });
        } catch {
          return new Response(null, { status: 401 });
        }
        const form = new URLSearchParams(body);
        const isJson = request.headers.get('content-type') === 'application/json';
        const payload: unknown = isJson
          ? JSON.parse(body)
          : form.has('payload')
            ? JSON.parse(form.get('payload') ?? '')
            : Object.fromEntries(form);
        const said = await answer(payload as Record<string, unknown>, request);
        return said === undefined ? new Response() : Response.json(said);
      };
      slack.deliverTo({ by: 'handler', handle });
    }
    const opening = (begun: Begun): void =>
      app(begun.slack, ({ trigger_id }) => void call(begun, 'views.open', { trigger_id, view: modal() }));

    it('brings a command with its names escaped, and shows the answer to that person alone', async () => {
      const { slack } = begin();
      let text: unknown;
      app(slack, (payload) => {
        text = payload['text'];
        return { response_type: 'ephemeral', text: 'done' };
      });
      const typed = '/nt2 share @contractor @oncall @here #leads #random @nobody <@U1SAM> a&b https://x.example/y';
      const { act, sawError } = await slack.person('U1ALEX').command(typed, { in: 'D1ALEXSAM' });
      expect(sawError).toBeNull();
      expect(text).toBe(
        'share <@U1CONTRACTOR|contractor> <!subteam^S1ONCALL|@oncall> <!here> <#C1LEADS|> <#C1RANDOM|random> @nobody &lt;@U1SAM&gt; a&amp;b <https://x.example/y>',
      );
      expect(slack.outcome(act).ephemerals).toMatchObject([{ text: 'done', user: 'U1ALEX' }]);
      expect(slack.person('U1SAM').ephemerals()).toEqual([]);
    });

    it('tells the person of an error when the answer is late, refused, or none', async () => {
      const { slack } = begin({ ackMs: 20 });
      const alex = slack.person('U1ALEX');
      app(slack, () => new Promise((resolve) => setTimeout(resolve, 40)));
      expect((await alex.command('/nt2', { in: ENG })).sawError).toContain('no answer');
      slack.deliverTo({ by: 'handler', handle: async () => new Response(null, { status: 503 }) });
      expect((await alex.command('/nt2', { in: ENG })).sawError).toBe('answered 503');
    });

    it('signs what it sends, and can forge and age it', async () => {
      const { slack } = begin();
      app(slack, () => undefined);
      const { act, status } = await slack.person('U1ALEX').globalShortcut('share');
      const old = Math.floor(Date.now() / 1000) - 301;
      const tries = [{ secret: 'another' }, { secret: null }, { signedAt: old }];
      const statuses = await Promise.all(tries.map(async (options) => (await slack.again(act, options)).status));
      expect([status, ...statuses]).toEqual([200, 401, 401, 401]);
    });

    it('delivers a press again with the same trigger and the headers of a retry', async () => {
      const { slack } = begin();
      const seen: unknown[] = [];
      app(slack, (payload, request) => void seen.push([payload['trigger_id'], request.headers.get('x-slack-retry-num')]));
      const alex = slack.person('U1ALEX');
      const { act } = await alex.command('/nt2', { in: ENG, press: 'p1' });
      await alex.command('/nt2', { in: ENG, press: 'p1' });
      await slack.again(act);
      expect(seen).toEqual([null, '1', '2'].map((retry) => [act.triggerId, retry]));
    });

    it('opens a modal once within three seconds, fills it from what stands in it, and carries out the answer', async () => {
      let now = 1_800_000_000_000;
      const begun = begin({ clock: () => now, signClock: Date.now });
      const { slack } = begun;
      opening(begun);
      const alex = slack.person('U1ALEX');
      const { act } = await alex.messageShortcut('share_here', { channel: ENG, ts: alex.say(ENG, 'Blocked').ts });
      expect(slack.outcome(act).modal).toMatchObject({ callback_id: 'share' });
      expect(call(begun, 'views.open', { trigger_id: act.triggerId, view: modal() })['error']).toBe('exchanged_trigger_id');
      expect(call(begun, 'views.open', { trigger_id: '1.2.a', view: modal() })['error']).toBe('invalid_trigger_id');
      app(slack, () => undefined);
      const late = (await alex.globalShortcut('share')).act.triggerId;
      now += 3001;
      expect(call(begun, 'views.open', { trigger_id: late, view: modal() })['error']).toBe('expired_trigger_id');

      let values: unknown;
      app(slack, ({ view }) => {
        values = (view as { state: { values: unknown } }).state.values;
        return { response_action: 'errors', errors: { label: 'Too plain.' } };
      });
      expect((await alex.submit({ label: '' })).refused).toEqual({ label: 'Please complete this required field.' });
      const refused = await alex.submit({ to: ['U1CONTRACTOR'] });
      expect(values).toEqual({
        label: { v: { type: 'plain_text_input', value: 'Stripe key' } },
        to: { v: { type: 'multi_users_select', selected_users: ['U1CONTRACTOR'] } },
      });
      expect(slack.outcome(refused.act).errors).toEqual({ label: 'Too plain.' });
      app(slack, () => ({ response_action: 'push', view: modal({ callback_id: 'second' }) }));
      await alex.submit();
      expect(alex.modals().map((view) => view.callback_id)).toEqual(['share', 'second']);
      app(slack, () => ({ response_action: 'clear' }));
      await alex.submit();
      expect(alex.modal()).toBeNull();
      expect(slack.complaints()).toEqual([]);
    });

    it('puts an answer in the place of the message whose button was pressed', async () => {
      const begun = begin();
      const { slack } = begun;
      const { ts } = call(begun, 'chat.postMessage', { channel: ENG, text: 'card', blocks: JSON.stringify(button('Go')) }) as {
        ts: string;
      };
      let payload: Record<string, unknown> = {};
      app(slack, (got) => {
        payload = got;
      });
      const down = slack.nock();
      closing.push(down);
      const sam = slack.person('U1SAM');
      await expect(slack.person('U1TEMP').press({ channel: ENG, ts }, 'go')).rejects.toThrow('no channel');
      const { act, sawError } = await sam.press({ channel: ENG, ts }, 'go');
      expect(sawError).toBeNull();
      expect(payload).toMatchObject({
        container: { message_ts: ts },
        message: { ts },
        actions: [{ action_id: 'go', block_id: 'b', value: 'r1' }],
      });
      const body = JSON.stringify({ replace_original: true, text: 'gone' });
      await fetch(act.responseUrl ?? '', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      expect(sam.messages()).toMatchObject([{ ts, text: 'gone', blocks: [] }]);
    });

    it('publishes a home and says that someone opened it; uninstalls, and the token is dead', async () => {
      const begun = begin();
      const { slack } = begun;
      const types: unknown[] = [];
      app(slack, (payload) => void types.push((payload['event'] as { type?: unknown } | undefined)?.type ?? payload['type']));
      const alex = slack.person('U1ALEX');
      call(begun, 'views.publish', { user_id: alex.id, view: { type: 'home', blocks: button('Sent') } });
      await alex.openHome();
      await alex.press('home', 'go');
      await slack.rateLimited('T1ACME');
      await slack.sslCheck();
      await slack.urlVerification('c');
      await slack.uninstall('T1ACME');
      const lifecycle = ['tokens_revoked', 'app_uninstalled'];
      expect(types).toEqual(['app_home_opened', 'block_actions', 'app_rate_limited', undefined, 'url_verification', ...lifecycle]);
      expect(call(begun, 'auth.test', {})['error']).toBe('account_inactive');
      expect(slack.stored()).toContain('Sent');
      expect(slack.complaints()).toEqual([]);
    });

    it('names the organisation instead of a team, and the home team of someone from Slack Connect', async () => {
      const payloads: Record<string, unknown>[] = [];
      const begun = begin();
      const grid = begin({ cast: gridCast });
      for (const one of [begun, grid]) {
        app(one.slack, (payload) => {
          payloads.push(payload);
          if (payload['type'] === 'block_actions') call(one, 'views.open', { trigger_id: payload['trigger_id'], view: modal() });
        });
      }
      await grid.slack.person('W8ANNA').command('/nt2', { in: 'C8NORTH' });
      await grid.slack.person('W9BEN').globalShortcut('share');
      expect(payloads.splice(0)).toMatchObject([
        { team_id: 'T8NORTH', enterprise_id: 'E1ORG', is_enterprise_install: 'true' },
        { team: null, enterprise: { id: 'E1ORG' }, is_enterprise_install: true, user: { team_id: 'T9SOUTH' } },
      ]);
      const { ts } = call(begun, 'chat.postMessage', { channel: 'C1SHARED', text: 'card', blocks: JSON.stringify(button('Go')) }) as {
        ts: string;
      };
      const pat = begun.slack.person('U2PAT');
      await pat.press({ channel: 'C1SHARED', ts }, 'go');
      await pat.submit();
      expect(payloads).toMatchObject([
        { team: { id: 'T1ACME' }, user: { team_id: 'T2PARTNER' } },
        { team: { id: 'T2PARTNER' }, user: { team_id: 'T2PARTNER' }, view: { app_installed_team_id: 'T1ACME' } },
      ]);
      expect([...begun.slack.complaints(), ...grid.slack.complaints()]).toEqual([]);
    });
  });
});
