// What nt2 sends to Slack by itself: said once whatever goes wrong, told apart by whether a second try can help, and quiet.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classifyError } from '../../../src/adapters/slack/delivery-errors.ts';
import type { Outbound } from '../../../src/bot/port.ts';
import type { PersonKey } from '../../../src/core/share.ts';
import { cardOf, createStub, openStage, type Stage } from './stage.ts';

const METHODS = join(import.meta.dirname, '../../../../shared/conformance/slack/methods');
const MISSING = existsSync(METHODS) ? '' : ' (skipped: the published Slack methods are not on this machine)';
const CHANNEL = { ref: 'T1ACME/C1ENG', name: '#engineering' };
const who = (id: string) => ({ key: `slack:T1ACME:${id}` as PersonKey, name: id });
const CARD = cardOf('A credential', {
  buttons: [{ kind: 'act', action: 'share', ref: '', label: 'x'.repeat(90) }],
  fallback: 'Alex <@U1SAM> & co',
  body: [['*no* _markup_ <!here> ', { kind: 'person', person: who('U1SAM') }, ' ', { kind: 'time', at: 1_795_000_000_000 }]],
});

describe('sending', () => {
  let stage: Stage;
  let out: Outbound;
  const texts = (id: string): number =>
    stage.slack
      .person(id)
      .messages()
      .filter(({ text }) => text.includes('&amp; co')).length;
  const posted = async (key = 'k') => {
    const sent = await out.post(CHANNEL, CARD, key);
    return sent.ok ? sent.ref : '';
  };
  beforeEach(async () => {
    stage = await openStage();
    out = stage.adapter.outbound;
    await stage.adapter.start(createStub().bot);
  });
  afterEach(() => stage.close());

  it('a message is quiet: no previews, no markup, nobody mentioned but through a person', async () => {
    await posted();
    const [message] = stage.slack.world.messages;
    expect(message?.unfurl).toEqual({ links: false, media: false });
    expect(message?.text).toBe('Alex &lt;@U1SAM&gt; &amp; co');
    const elements = JSON.stringify(message?.blocks);
    expect(elements).toContain('{"type":"text","text":"*no* _markup_ <!here> "}');
    expect(elements).toContain('{"type":"user","user_id":"U1SAM"}');
    expect(elements).toContain('"type":"date","timestamp":1795000000');
    expect(elements).not.toContain('mrkdwn');
  });

  it('T20: the same key is the same message once, whatever became of the first answer', async () => {
    for (const [n, fault] of (['reset', 'half', 'status'] as const).entries()) {
      const key = `k${n}`;
      stage.slack.fail('chat.postMessage', fault === 'status' ? { answer: fault, status: 502, done: true } : { answer: fault, done: true });
      expect(await out.post(CHANNEL, CARD, key), fault).toMatchObject({ ok: false, reason: 'later' });
      const again = await out.post(CHANNEL, CARD, key);
      expect(again, fault).toMatchObject({ ok: true });
      expect(await out.post(CHANNEL, CARD, key)).toEqual(again);
      expect(texts('U1SAM')).toBe(n + 1);
    }
    // Another instance has the same name for it.
    expect(await stage.another().outbound.post(CHANNEL, CARD, 'k0')).toMatchObject({ ok: true });
    expect(texts('U1SAM')).toBe(3);
    // Someone took it away since: it does not come back.
    const [first] = stage.slack.world.messages;
    stage.slack.remove('C1ENG', first?.ts ?? '');
    expect(await out.post(CHANNEL, CARD, 'k0')).toEqual({ ok: false, reason: 'refused' });
  });

  it('when Slack asks to wait, it says for how long; when it is away, that it is', async () => {
    stage.slack.fail('chat.postMessage', { answer: 'rate-limited', retryAfter: 7 });
    expect(await out.post(CHANNEL, CARD, 'k')).toEqual({ ok: false, reason: 'later', retryAfterMs: 7_000 });
    for (const method of ['conversations.open', 'chat.postMessage']) {
      stage.slack.fail(method, { answer: 'status', status: 503 });
      expect(await out.sendDirect(who('U1SAM'), CARD, 'd')).toEqual({ ok: false, reason: 'later' });
    }
    expect(await out.sendDirect(who('U1SAM'), CARD, 'd')).toMatchObject({ ok: true });
    stage.slack.fail('chat.update', { answer: 'rate-limited', retryAfter: 3 });
    const ref = await posted();
    expect(await out.update(ref, CARD)).toEqual({ ok: false, reason: 'later', retryAfterMs: 3_000 });
    stage.slack.fail('chat.postEphemeral', { answer: 'reset' });
    expect(await out.postEphemeral(CHANNEL, who('U1SAM'), CARD, 'w')).toEqual({ ok: false, reason: 'later' });
  });

  it('T20: a person who cannot be written to is refused, and so is a place where nt2 may not write', async () => {
    for (const id of ['U1GONE', 'U1DEPLOYBOT', 'U2FAR', 'U9NOBODY'])
      expect(await out.sendDirect(who(id), CARD, id), id).toEqual({ ok: false, reason: 'refused' });
    expect(await out.sendDirect({ key: 'slack:T1ACME:?x' as PersonKey, name: 'x' }, CARD, 'x')).toEqual({ ok: false, reason: 'refused' });
    stage.slack.closeDirect('U1SAM', 'hidden');
    expect(await out.sendDirect(who('U1SAM'), CARD, 'h')).toEqual({ ok: false, reason: 'refused' });
    for (const channel of ['C1RANDOM', 'C1LEADS', 'C1OLD', 'C9NONE'])
      expect(await out.post({ ref: `T1ACME/${channel}`, name: '' }, CARD, channel), channel).toMatchObject({
        ok: false,
        reason: 'refused',
      });
    // Who is not in the channel does not see a whisper there.
    expect(await out.postEphemeral(CHANNEL, who('U1TEMP'), CARD, 'w')).toEqual({ ok: false, reason: 'refused' });
    expect(await out.postEphemeral(CHANNEL, { key: 'slack:T2PARTNER:U2PAT' as PersonKey, name: 'pat' }, CARD, 'w')).toEqual({
      ok: false,
      reason: 'refused',
    });
  });

  it('a direct conversation that is no more is looked for once again', async () => {
    expect(await out.sendDirect(who('U1SAM'), CARD, 'd1')).toMatchObject({ ok: true });
    stage.slack.fail('chat.postMessage', { answer: 'error', error: 'channel_not_found' });
    expect(await out.sendDirect(who('U1SAM'), CARD, 'd2')).toMatchObject({ ok: true });
    expect(stage.slack.calls.filter(({ method }) => method === 'conversations.open')).toHaveLength(2);
    expect(texts('U1SAM')).toBe(2);
  });

  it('T20: a card that is gone is posted anew; one that can no longer be changed is taken away first', async () => {
    const [channel, ts] = (await posted('a')).split('/').slice(1) as [string, string];
    stage.slack.remove(channel, ts);
    expect(await out.update(`T1ACME/${channel}/${ts}`, CARD)).toEqual({ ok: false, reason: 'gone' });
    const frozen = await posted('b');
    stage.slack.freeze(frozen.split('/')[2] ?? '');
    expect(await out.update(frozen, CARD)).toEqual({ ok: false, reason: 'gone' });
    expect(texts('U1SAM')).toBe(0);
    expect(await out.update('no ref of ours', CARD)).toEqual({ ok: false, reason: 'gone' });
    const archived = await posted('c');
    const room = stage.slack.world.channels.get('C1ENG');
    if (room) room.archived = true;
    expect(await out.update(archived, CARD)).toEqual({ ok: false, reason: 'refused' });
  });

  it('after nt2 was thrown out, a message waits for the next installation', async () => {
    const ref = await posted();
    await stage.slack.revoke('T1ACME');
    const waits = { ok: false, reason: 'later', retryAfterMs: 300_000 };
    expect([await out.post(CHANNEL, CARD, 'n'), await out.update(ref, CARD), await out.sendDirect(who('U1SAM'), CARD, 'd')]).toEqual([
      waits,
      waits,
      waits,
    ]);
    expect(await out.post({ ref: 'T7OTHER/C1ENG', name: '' }, CARD, 'o')).toEqual(waits);
  });

  it('what went wrong is logged by its name alone', async () => {
    await out.post({ ref: 'T1ACME/C1OLD', name: '' }, CARD, 'o');
    expect(stage.lines).toEqual(['{"event":"slack.not_sent","type":"chat.postMessage","code":"is_archived"}']);
  });

  it.skipIf(MISSING !== '')(`every error that Slack documents for what nt2 sends has its row${MISSING}`, () => {
    for (const method of ['chat.postMessage', 'chat.update', 'chat.delete', 'chat.postEphemeral', 'conversations.open']) {
      const { errors } = JSON.parse(readFileSync(join(METHODS, `${method}.json`), 'utf8')) as { errors: Record<string, unknown> };
      for (const error of Object.keys(errors)) expect(classifyError(error), `${method}: ${error}`).toBeDefined();
    }
    expect(classifyError('never_heard_of')).toBeUndefined();
  });
});
