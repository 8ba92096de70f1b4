// What the fake refuses, as Slack does, and what its judges complain about.

import { describe, expect, it } from 'vitest';

import { begin, button, call, ENG, modal } from './begin.ts';
import { gridCast } from './cast.ts';
import { judgeMissing } from './judge.ts';

describe('the fake Slack', () => {
  describe('refuses', () => {
    it.each([
      ['chat.postMessage', { channel: 'C1RANDOM' }, 'not_in_channel'],
      ['chat.postMessage', { channel: 'C1LEADS' }, 'channel_not_found'],
      ['chat.postMessage', { channel: 'D1ALEXSAM' }, 'channel_not_found'],
      ['chat.postMessage', { channel: 'G1THREE' }, 'channel_not_found'],
      ['chat.postMessage', { channel: 'C1OLD' }, 'is_archived'],
      ['chat.postMessage', { channel: 'U1GONE' }, 'channel_not_found'],
      ['chat.postMessage', { channel: ENG, thread_ts: '1700000000.000100' }, 'cannot_reply_to_message'],
      ['chat.postEphemeral', { channel: ENG, user: 'U1TEMP' }, 'user_not_in_channel'],
      ['chat.update', { channel: ENG, ts: '1700000000.000100' }, 'message_not_found'],
      ['conversations.info', { channel: ENG }, 'missing_scope'],
      ['conversations.open', { users: 'U1GONE' }, 'user_disabled'],
      ['conversations.open', { users: 'U2FAR' }, 'user_not_visible'],
      ['conversations.open', { users: 'U1NOBODY' }, 'user_not_found'],
      ['users.info', { user: 'U2FAR' }, 'user_not_visible'],
    ])('%s %o with %s', (method, args, error) => {
      const begun = begin();
      expect(call(begun, method, method.startsWith('chat.') ? { text: 'hello', ...args } : args)).toMatchObject({ ok: false, error });
      expect(begun.slack.complaints()).toEqual([]);
    });

    it('direct messages that a person has closed', () => {
      const begun = begin();
      const { slack } = begun;
      slack.closeDirect('U1SAM', 'tab');
      const { channel } = call(begun, 'conversations.open', { users: 'U1SAM' }) as { channel: { id: string } };
      expect(call(begun, 'chat.postMessage', { channel: channel.id, text: 'hello' })['error']).toBe('messages_tab_disabled');
      slack.closeDirect('U1SAM', 'hidden');
      expect(call(begun, 'chat.postMessage', { channel: channel.id, text: 'hello' })['error']).toBe('channel_not_found');
      slack.closeDirect('U1SAM', 'no');
      expect(call(begun, 'chat.postMessage', { channel: channel.id, text: 'hello' })['ok']).toBe(true);
      expect(slack.complaints()).toEqual([]);
    });

    it('a fourth view on the stack, a stale hash, a view that is closed, an external id that is taken', async () => {
      const begun = begin();
      const { slack } = begun;
      const alex = slack.person('U1ALEX');
      slack.deliverTo({ by: 'handler', handle: async () => new Response() });
      const trigger = async () => (await alex.globalShortcut('share')).act.triggerId;
      const opened = call(begun, 'views.open', { trigger_id: await trigger(), view: modal({ external_id: 'x' }) }) as {
        view: { id: string; hash: string };
      };
      const again = { view_id: opened.view.id, hash: opened.view.hash, view: modal({ external_id: 'x' }) };
      expect(call(begun, 'views.update', again)['ok']).toBe(true);
      expect(call(begun, 'views.update', again)['error']).toBe('hash_conflict');
      expect(call(begun, 'views.open', { trigger_id: await trigger(), view: modal({ external_id: 'x' }) })['error']).toBe(
        'duplicate_external_id',
      );
      expect(call(begun, 'views.push', { trigger_id: await trigger(), view: modal() })['error']).toBe('not_found');
      for (const answer of [1, 2]) {
        slack.deliverTo({
          by: 'handler',
          handle: async () => Response.json({ response_action: 'push', view: modal({ callback_id: `n${answer}` }) }),
        });
        expect((await alex.submit()).sawError).toBeNull();
      }
      expect((await alex.submit()).sawError).toBe('a fourth view on the stack');
      expect(alex.modals()).toHaveLength(3);
      while (alex.modal()) await alex.closeModal();
      expect(call(begun, 'views.update', { view_id: opened.view.id, view: modal() })['error']).toBe('not_found');
      expect(slack.complaints()).toEqual([]);
    });

    it('to change what someone else wrote, and to forget blocks that an edit does not name', () => {
      const begun = begin();
      const { slack } = begun;
      const theirs = slack.person('U1ALEX').say(ENG, 'mine');
      const edited = (ts: string, more: object = {}) => call(begun, 'chat.update', { channel: ENG, ts, text: 'over', ...more });
      expect(edited(theirs.ts)['error']).toBe('cant_update_message');
      expect(call(begun, 'chat.delete', { channel: ENG, ts: theirs.ts })['error']).toBe('cant_delete_message');
      const { ts } = call(begun, 'chat.postMessage', { channel: ENG, text: 'card', blocks: button('Go') }) as { ts: string };
      expect(edited(ts)['message']).toMatchObject({ text: 'over', blocks: [{ block_id: 'b' }] });
      expect(slack.takeComplaints()).toEqual(['chat.update: text alone leaves the old blocks standing']);
      slack.freeze(ts);
      expect(edited(ts, { blocks: [] })['error']).toBe('edit_window_closed');
    });

    it('tokens that are wrong, revoked or absent', () => {
      const { slack, token } = begin();
      const error = (used: string | null) => (JSON.parse(slack.call('auth.test', {}, used).body) as { error?: string }).error;
      expect([error(null), error('xoxb-other'), error(slack.app.appToken)]).toEqual([
        'not_authed',
        'invalid_auth',
        'not_allowed_token_type',
      ]);
      expect(call({ slack, token }, 'auth.revoke', {})).toMatchObject({ revoked: true });
      expect(error(token)).toBe('token_revoked');
    });

    it('says who is a guest, a bot, deactivated, a stranger or from another workspace of the organisation', () => {
      const begun = begin();
      const of = (user: string) => call(begun, 'users.info', { user })['user'];
      expect(of('U1CONTRACTOR')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
      expect(of('U1TEMP')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
      expect(of('U1DEPLOYBOT')).toMatchObject({ is_bot: true });
      expect(of('U1GONE')).toMatchObject({ deleted: true });
      expect(of('U2PAT')).toMatchObject({ is_stranger: true, team_id: 'T2PARTNER' });
      const grid = begin({ cast: gridCast });
      expect(call(grid, 'users.info', { user: 'W9BEN' })['user']).toMatchObject({ enterprise_user: { teams: ['T9SOUTH'] } });
      expect([...begun.slack.complaints(), ...grid.slack.complaints()]).toEqual([]);
    });
  });

  describe('complains', () => {
    const title = 'about an unknown argument, a missing one, a wrong type, an unknown method and an undocumented error';
    it.skipIf(judgeMissing !== null)(judgeMissing === null ? title : `${title} (${judgeMissing})`, () => {
      const begun = begin();
      const { slack } = begun;
      const planted = (method: string, args: Record<string, unknown>) => {
        call(begun, method, args);
        return slack.takeComplaints().join('\n');
      };
      expect(planted('chat.postMessage', { channel: ENG, text: 'a', colour: 'red' })).toContain('unknown argument colour');
      expect(planted('chat.update', { channel: ENG, text: 'a' })).toContain('"missingProperty":"ts"');
      expect(planted('chat.postMessage', { channel: ENG, text: 'a', unfurl_links: 'perhaps' })).toContain('/unfurl_links must be boolean');
      expect(planted('chat.scheduleMessage', {})).toContain('does not know this method');
      slack.fail('users.info', { answer: 'error', error: 'no_such_error' });
      expect(planted('users.info', { user: 'U1SAM' })).toContain('undocumented error no_such_error');
    });

    it('about blocks that Slack would not take', () => {
      const begun = begin();
      const planted = (blocks: unknown) => {
        const answer = call(begun, 'chat.postMessage', { channel: ENG, text: 'a', blocks: JSON.stringify(blocks) });
        expect(answer['error']).toBe('invalid_blocks');
        return begun.slack.takeComplaints().join('\n');
      };
      expect(planted(button('x'.repeat(76)))).toContain('elements.0.text.text: Too big');
      expect(planted([...button('a'), ...button('b')])).toContain('block_id "b" stands twice');
      expect(planted([{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }])).toContain('text.text');
      expect(planted([{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }])).toContain('text.type');
      expect(planted([{ type: 'marquee' }])).toContain('marquee');
      expect(planted(Array.from({ length: 51 }, () => ({ type: 'divider' })))).toContain('at most 50');
      const rich = [
        { type: 'text', text: 'by ' },
        { type: 'user', user_id: 'U1SAM' },
        { type: 'date', timestamp: 1_800_000_000, format: '{date_short} {time}', fallback: 'soon' },
      ];
      const good = [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: rich }] }];
      expect(call(begun, 'chat.postMessage', { channel: ENG, text: 'a', blocks: JSON.stringify(good) })['ok']).toBe(true);
      expect(begun.slack.complaints()).toEqual([]);
    });

    it('about a view that is too long or cannot be submitted', () => {
      const begun = begin();
      const { submit: _submit, ...noSubmit } = modal();
      for (const view of [
        modal({ title: { type: 'plain_text', text: 'x'.repeat(25) } }),
        modal({ private_metadata: 'x'.repeat(3001) }),
        noSubmit,
      ]) {
        expect(call(begun, 'views.open', { trigger_id: '1.2.a', view: JSON.stringify(view) })['error']).toBe('invalid_arguments');
      }
      expect(begun.slack.takeComplaints()).toHaveLength(3);
    });
  });

  it('reads blocks as people do, and says whom a message calls', () => {
    const { slack } = begin();
    const section = (text: string, more: object = {}) => ({ type: 'section', text: { type: 'mrkdwn', text, ...more } });
    const lines = (...blocks: object[]) => slack.read.lines(blocks as never).join('\n');
    const calls = (...blocks: object[]) => slack.read.notifies({ text: 'a card', blocks: blocks as never });
    expect(lines(section('*Key* for <@U1SAM>, a&amp;b &lt;!here&gt; until <!date^1800000000^{time}|soon>, <https://x.example|open>'))).toBe(
      'Key for @sam, a&b <!here> until 2027-01-15T08:00:00.000Z, open (https://x.example)',
    );
    expect(calls(section('<@U1SAM> &lt;!here&gt; <!subteam^S1ONCALL>'))).toEqual(['U1SAM', 'S1ONCALL']);
    expect(calls(section('@here now'))).toEqual(['!here']);
    expect(calls(section('@here now', { verbatim: true }), { type: 'header', text: { type: 'plain_text', text: '<!here>' } })).toEqual([]);
    const parts = [
      { type: 'text', text: '<!here> *' },
      { type: 'user', user_id: 'U1SAM' },
    ];
    const rich = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: parts }] };
    expect([lines(rich), calls(rich)]).toEqual(['<!here> *@sam', ['U1SAM']]);
    expect(slack.read.buttons(button('Go') as never)).toEqual([{ label: 'Go', actionId: 'go', value: 'r1', url: null }]);
  });
});
