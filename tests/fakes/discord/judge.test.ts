// The judge of calls to Discord: silent about what fits, and each planted fault named.

import { describe, expect, it } from 'vitest';

import { openJudge } from './judge.ts';
import { buttonsOf, textOf } from './reading.ts';
import { FLAG } from './shapes.ts';
import { begin, BUTTON, COMMANDS, MODAL, plant } from './stage.ts';

const { absent } = openJudge();
const [button] = BUTTON.components;
const row = (change: object): object => ({ components: [{ type: 1, components: [{ ...button, ...change }] }] });
const x = (count: number): string => 'x'.repeat(count);
const labelled = (component: object): object => ({ ...MODAL, components: [{ type: 18, label: 'To', component }] });

describe.skipIf(absent !== null)(`the judge of calls to Discord${absent === null ? '' : ` (${absent})`}`, () => {
  it('takes a whole card, an edit and a deletion without a word', async () => {
    const { discord, kim, channel, call } = await begin();
    const card = {
      flags: FLAG.componentsV2,
      allowed_mentions: { parse: [], users: [kim.id] },
      nonce: 'n-1',
      enforce_nonce: true,
      components: [{ type: 17, accent_color: 255, components: [{ type: 10, content: `for <@${kim.id}>` }, { type: 14 }, BUTTON] }],
    };
    const posted = await call('POST', `/channels/${channel.id}/messages`, card);
    expect(posted.status).toBe(200);
    expect(buttonsOf(posted.body)).toMatchObject([{ label: 'Accept', customId: 'accept:1' }]);
    const changed = { components: [{ type: 10, content: 'over' }] };
    expect((await call('PATCH', `/channels/${channel.id}/messages/${posted.body.id}`, changed)).status).toBe(200);
    expect(discord.standing(channel).map(textOf)).toEqual(['over']);
    expect(discord.kept()).toContain('Accept');
    expect(discord.stored()).not.toContain('Accept');
    const removed = await call('DELETE', `/channels/${channel.id}/messages/${posted.body.id}`);
    expect([removed.status, removed.headers.get('content-type')]).toEqual([204, null]);
  });

  it.each([
    ['a member that Discord does not know', { content: 'a', colour: 1 }, /\/colour is no member/, 200],
    ['a member unknown deep inside', { components: [{ ...BUTTON, tone: 'primary' }] }, /\/components\/0\/tone is no member/, 200],
    ['a value of the wrong kind', { content: 7 }, /\/content: /, 400],
    ['a nonce of 26 characters', { content: 'a', nonce: x(26) }, /\/nonce: .*25 characters/, 400],
    ['a label of 81 characters', row({ label: x(81) }), /\/label: .*80 characters/, 400],
    ['a custom_id of 101 characters', row({ custom_id: x(101) }), /\/custom_id: .*100 characters/, 400],
    ['a button with neither label nor emoji', row({ label: '' }), /has no label/, 400],
    ['a link button with a custom_id', row({ style: 5, url: 'https://nt2.test' }), /needs a url and no custom_id/, 400],
    ['a link that is no web address', row({ style: 5, custom_id: undefined, url: 'nt2:go' }), /no web address/, 400],
    [
      'six buttons in a row',
      { components: [{ type: 1, components: [1, 2, 3, 4, 5, 6].map((n) => ({ ...button, custom_id: `b${n}` })) }] },
      /6 items/,
      400,
    ],
    ['content of 2001 characters', { content: x(2001) }, /content has 2001/, 400],
    ['components v2 without their flag', { components: [{ type: 10, content: 'a' }] }, /without flag 32768/, 400],
    ['components v2 beside content', { flags: 32_768, content: 'a', components: [{ type: 10, content: 'a' }] }, /beside content/, 400],
    ['a custom_id twice', { components: [BUTTON, BUTTON] }, /stands twice/, 400],
    ['an ephemeral message out of nothing', { content: 'a', flags: 64 }, /flag that only answers/, 400],
    [
      'text displays of 4001 characters',
      { flags: 32_768, components: [x(4000), 'y'].map((content) => ({ type: 10, content })) },
      /4001/,
      400,
    ],
    ['embeds of 6001 characters', { embeds: [{ description: x(4000) }, { description: x(2001) }] }, /6001/, 400],
    ['an embed with too long a title', { embeds: [{ title: x(257) }] }, /\/title: .*256 characters/, 400],
    ['mentions parsed and listed', { content: 'a', allowed_mentions: { parse: ['users'], users: ['1'] } }, /allowed_mentions/, 400],
  ])('complains about %s', async (_, body, complaint, status) => {
    const { discord, channel, call } = await begin();
    plant(complaint);
    expect((await call('POST', `/channels/${channel.id}/messages`, body)).status).toBe(status);
    expect(discord.complaints()).toContainEqual(expect.stringMatching(complaint));
  });

  it.each([
    ['a title of 46 characters', { ...MODAL, title: x(46) }, /\/title: .*45 characters/],
    ['a label of 46 characters', { ...MODAL, components: [{ ...MODAL.components[1], label: x(46) }] }, /\/label: .*45 characters/],
    ['six components', { ...MODAL, components: [1, 2, 3, 4, 5, 6].map(() => ({ type: 10, content: 'a' })) }, /6 components, 1 to 5/],
    ['a prefilled value longer than its field', labelled({ type: 4, custom_id: 'a', style: 1, max_length: 2, value: 'abc' }), /prefilled/],
    [
      '26 options',
      labelled({ type: 3, custom_id: 'a', options: Array.from({ length: 26 }, (_, n) => ({ label: `${n}`, value: `${n}` })) }),
      /26 items/,
    ],
    [
      'an option twice',
      labelled({ type: 3, custom_id: 'a', options: ['a', 'a'].map((value) => ({ label: value, value })) }),
      /twice in a select/,
    ],
    ['an unknown member of a field', labelled({ type: 4, custom_id: 'a', style: 1, secret: true }), /\/component\/secret is no member/],
    ['a button in a modal', labelled({ ...button }), /none of the \d+ forms/],
  ])('complains about a modal with %s', async (_, data, complaint) => {
    const { discord, alex, channel, answering } = await begin();
    plant(complaint);
    answering(() => ({ type: 9, data }));
    // What Discord would take all the same it opens: an unknown member alone harms nobody.
    expect((await alex.command('nt2 list', {}, { in: channel.id })).failed).toBe(!complaint.source.includes('no member'));
    expect(discord.complaints()).toContainEqual(expect.stringMatching(complaint));
  });

  it.each([
    [
      'an option that is required behind one that is not',
      {
        options: [
          { type: 6, name: 'a', description: 'a' },
          { type: 6, name: 'b', description: 'b', required: true },
        ],
      },
      /required options come first/,
    ],
    ['a name in capitals', { name: 'NT2' }, /no name for a chat command/],
    ['no description', { description: '' }, /need one/],
    [
      '26 choices',
      {
        options: [
          { type: 3, name: 'a', description: 'a', choices: Array.from({ length: 26 }, (_, n) => ({ name: `${n}`, value: `${n}` })) },
        ],
      },
      /26 items/,
    ],
    ['a context that does not exist', { contexts: [7] }, /\/contexts\/0/],
  ])('complains about a command with %s', async (_, change, complaint) => {
    const { discord, call } = await begin();
    plant(complaint);
    expect((await call('PUT', `/applications/${discord.appId}/commands`, [{ ...COMMANDS[0], ...change }])).status).toBe(400);
    expect(discord.complaints()).toContainEqual(expect.stringMatching(complaint));
  });

  it('complains about routes, parameters and headers that Discord does not know', async () => {
    const { discord, channel, call } = await begin();
    plant(/./);
    await call('POST', `/channels/${channel.id}/messages?when=now`, { content: 'a' });
    await call('POST', '/channels/general/messages', { content: 'a' });
    await call('POST', '/secrets', {});
    await call('GET', '/users/@me', undefined, { 'user-agent': 'curl' });
    await call('POST', `/channels/${channel.id}/messages`);
    await call('POST', `/channels/${channel.id}/messages`, { content: 'a' }, { 'content-type': 'text/plain' });
    for (const told of [
      /\?when is no/,
      /channel_id in the path/,
      /Discord has no such route/,
      /user agent/,
      /without a body/,
      /text\/plain/,
    ]) {
      expect(discord.complaints()).toContainEqual(expect.stringMatching(told));
    }
  });

  it('finds an answer of the fake that Discord would not give', () => {
    const judge = openJudge();
    const call = { method: 'GET', path: '/users/1' };
    expect(judge.answer(call, { status: 200, body: { id: '1' } })).toContainEqual(expect.stringMatching(/without username/));
    expect(judge.answer(call, { status: 204, body: undefined })).toEqual(['the fake answers 204, which Discord does not']);
    expect(judge.answer(call, { status: 404, body: { message: 'Unknown User' } })).toContainEqual(expect.stringMatching(/code/));
    expect(judge.part('UserResponse', { id: 1 })).not.toEqual([]);
  });
});

it('is heard: what it says of an answer or of a payload is a complaint', async () => {
  const judge = {
    ...openJudge('/nowhere/openapi.json'),
    absent: null,
    answer: () => ['the answer does not fit'],
    part: () => ['the payload does not fit'],
  };
  const { discord, alex, answering } = await begin({ judge });
  plant(/does not fit/);
  answering(() => ({ type: 5 }));
  await alex.command('nt2 list');
  expect(discord.complaints()).toContainEqual(expect.stringMatching(/^PUT .*: the answer does not fit/));
  expect(discord.complaints()).toContain('the payload does not fit');
});

it('says why where what Discord publishes is not there, and lets everything pass', () => {
  const judge = openJudge('/nowhere/openapi.json');
  expect(judge.absent).toContain('/nowhere/openapi.json');
  const call = { method: 'POST', path: '/secrets', query: new URLSearchParams(), body: 7 };
  expect([judge.request(call).fits, judge.answer(call, { status: 299, body: 1 }), judge.part('UserResponse', 1)]).toEqual([true, [], []]);
});
