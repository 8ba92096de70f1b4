// The real bot, core and store before the fake Slack: what only Slack has, and what must hold whatever it does.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CANARY, openWorld, type World } from '../world.ts';
import { slackOver } from '../slack-chat.ts';
import type { Stage } from './stage.ts';

const LABEL = 'Stripe webhook key';

describe('nt2 in Slack', () => {
  let world: World;
  let stage: Stage;
  const alex = () => stage.slack.person('U1ALEX');
  const contractor = () => stage.slack.person('U1CONTRACTOR');
  const share = async (text = 'share @contractor'): Promise<void> => {
    await alex().command(`/nt2 ${text}`, { in: 'C1ENG' });
    await alex().submit({ label: LABEL });
  };
  const cards = (): number =>
    stage.slack.world.messages.filter(({ channel, botId, deleted }) => channel === 'C1ENG' && botId !== null && !deleted).length;

  beforeEach(async () => {
    world = await openWorld(slackOver('http', (opened) => (stage = opened)));
  });
  afterEach(() => world.close());

  it('T20: two instances that get the same press do it once', async () => {
    const other = stage.another();
    await other.start(stage.bot());
    const [here, there] = [stage.adapter, other].map(({ routes }) => routes[0]?.handle);
    stage.slack.deliverTo({
      by: 'handler',
      async handle(request) {
        const copy = request.clone();
        const [first] = await Promise.all([here?.(request), there?.(copy)]);
        return first ?? new Response(null, { status: 500 });
      },
    });
    await alex().command('/nt2 share @contractor', { in: 'C1ENG' });
    expect(stage.slack.calls.filter(({ method }) => method === 'views.open')).toHaveLength(1);
    const opened = alex().modal()?.id;
    await stage.slack.person('U1ALEX').submit({ label: LABEL }, opened === undefined ? {} : { view: opened });
    await world.settle();
    expect(await world.made()).toHaveLength(1);
    expect(cards()).toBe(1);
  });

  it('T20: when the answers to its posts are lost again and again, each card still stands once', async () => {
    await share();
    stage.slack.fail('chat.postMessage', { answer: 'reset', done: true, times: 2 });
    stage.slack.fail('chat.postMessage', { answer: 'status', status: 500, done: true });
    stage.slack.fail('chat.postMessage', { answer: 'half', times: 2 });
    for (let n = 0; n < 8; n += 1) await world.turn(6_000);
    expect(cards()).toBe(1);
    for (const person of [alex(), contractor()]) expect(person.messages().filter(({ where }) => where === 'dm')).toHaveLength(1);
    await (await world.acceptAndSeal((await world.made())[0] ?? (await Promise.reject(new Error('nothing was shared'))))).seal();
    expect(cards()).toBe(1);
  });

  it('a person’s own page shows what waits and what they have sent, and lets them share and take back from there', async () => {
    await share();
    await world.settle();
    await contractor().openHome();
    await expect.poll(() => JSON.stringify(contractor().home())).toContain(LABEL);
    await contractor().press('home', 'nt2:browser:0');
    expect(JSON.stringify(contractor().modal())).toContain('/go#');
    expect(JSON.stringify(contractor().home())).not.toContain('/go#');
    await contractor().press('home', ({ action_id: id = '' }) => id.startsWith('nt2:receipt:'));
    expect(JSON.stringify(contractor().modal())).toMatch(/\/go#[a-z2-7]{32}\/receipt"/);
    // J3: to all of it on a page: by a press that is answered with a link, or at once where a browser is known.
    await contractor().press('home', ({ action_id: id = '' }) => id.startsWith('nt2:more:'));
    expect(JSON.stringify(contractor().modal())).toMatch(/\/go#[a-z2-7]{32}\/mine"/);
    world.know('recipient');
    await contractor().openHome();
    await expect.poll(() => JSON.stringify(contractor().home())).toMatch(/\/mine\?by=[a-z2-7]{32}&as=recipient"/);

    await alex().openHome();
    await expect.poll(() => JSON.stringify(alex().home())).toContain('Take back');
    await alex().press('home', ({ action_id: id = '' }) => id.startsWith('nt2:revoke:'));
    await alex().press('modal', 'nt2:revoke-now:0');
    expect(alex().modal()).toMatchObject({ title: { text: 'Taken back' } });
    await expect.poll(() => JSON.stringify(alex().home())).not.toContain('Take back');

    await alex().press('home', 'nt2:share:0');
    // Nobody reads a card on someone's own page: there is no place to choose.
    expect(
      alex()
        .modal()
        ?.blocks.map(({ block_id: id }) => id),
    ).not.toContain('place');
    await alex().submit({ label: 'Another key', people: ['U1SAM'] });
    await expect.poll(() => JSON.stringify(alex().home())).toContain('Another key');
  });

  it('T20: a group, and someone from another workspace, are told apart from a person, in the form too', async () => {
    const said = async (text: string): Promise<string> => {
      const { act } = await alex().command(`/nt2 share ${text} key`, { in: 'C1SHARED' });
      return JSON.stringify(stage.slack.outcome(act).ephemerals);
    };
    expect(await said('@oncall')).toContain('isn’t one person');
    expect(await said('@pat')).toContain('belongs to another organization');
    await alex().command('/nt2 share key', { in: 'C1SHARED' });
    const { act } = await alex().submit({ people: ['U2PAT'] });
    expect(stage.slack.outcome(act).errors?.['people']).toContain('belongs to another organization');
    const { act: outsider } = await stage.slack.person('U2PAT').command('/nt2 share @alex key', { in: 'C1SHARED' });
    expect(JSON.stringify(stage.slack.outcome(outsider).ephemerals)).toContain('Only members can share');
    expect(await world.made()).toEqual([]);
  });

  it('T13: whatever goes wrong while a secret is typed, it is printed nowhere, and neither is a token', async () => {
    const printed: string[] = [];
    const keep = (...words: unknown[]): boolean => printed.push(words.map(String).join(' ')) > 0;
    const spies = [
      ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name).mockImplementation(keep)),
      vi.spyOn(process.stdout, 'write').mockImplementation(keep),
      vi.spyOn(process.stderr, 'write').mockImplementation(keep),
    ];
    try {
      stage.slack.fail('views.open', { answer: 'half' });
      await alex().command(`/nt2 share @contractor ${CANARY}`, { in: 'C1ENG' });
      await alex().command('/nt2 share @contractor', { in: 'C1ENG' });
      await alex().press('modal', 'nt2:options:0');
      await alex().submit({ label: 'key', entry: 'modal', opens: 'words' });
      stage.slack.fail('chat.postMessage', { answer: 'error', error: 'invalid_blocks', times: 2 });
      stage.slack.fail('chat.postMessage', { answer: 'status', status: 500 });
      stage.slack.takeComplaints();
      await world.settle();
      await alex().press('modal', 'nt2:enter:0');
      stage.slack.fail('views.update', { answer: 'reset' });
      await alex().submit({ secret: CANARY, words: 'weak' });
      // Stretching the words may take longer than Slack waits: the form then keeps what was typed, and is sent again.
      const send = async (): Promise<unknown> => {
        await alex().submit({ secret: CANARY });
        return (await world.made())[0]?.state.status;
      };
      await expect.poll(send, { timeout: 15_000 }).toBe('sealed');
      await world.turn(10_000);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    const text = [...printed, ...stage.lines, ...world.log, stage.slack.stored()].join('\n');
    for (const secret of [CANARY, 'xoxb-', 'fake-signing-secret', '/go#']) expect(text).not.toContain(secret);
    // Nothing that nt2 has ever sent to Slack holds it: it only came from there.
    expect(stage.slack.kept()).not.toContain(CANARY);
  });
});
