// The whole way on LINE: a command in a group, the push that asks, the sign-in, and the token that the page then redeems.

import { expect, it, onTestFinished } from 'vitest';
import { PATHS } from '../../../src/adapters/line/config.ts';
import type { OpenChat } from '../chat.ts';
import { button } from '../contract/stage.ts';
import { openLineChat, textMessage, USERS, type LineChat } from '../line-chat.ts';
import { openWorld, PUBLIC_URL } from '../world.ts';

it('from a command in a group to the page of the person who was named, and of nobody else', async () => {
  let line: LineChat | undefined;
  const open: OpenChat = async (options) => (line = await openLineChat(options));
  const world = await openWorld(open);
  onTestFinished(() => world.close());
  const chat = line!;
  const typed = { type: 'message', message: textMessage('/nt2 share @コニー Stripe webhook key') };
  await chat.deliver([chat.event('sender', typed, { isGroup: true })]);
  await chat.idle();
  const inGroup = chat.seen(chat.line.stored.at(-1)!.message);
  expect(`${inGroup.title} ${inGroup.text}`).not.toContain('Stripe');
  const [share] = await world.made();

  /** Who presses it, on their own phone: to LINE, and back. */
  const follow = async (as: 'sender' | 'recipient' | 'other', url: string) => {
    const get = (address: string, cookie = '') =>
      chat.adapter.routes.find(({ path }) => path === new URL(address).pathname)!.handle(new Request(address, { headers: { cookie } }));
    const going = await get(url);
    const cookie = (going.headers.get('set-cookie') ?? '').split(';')[0];
    const back = await get(chat.line.authorize(going.headers.get('location') ?? '', USERS[as]), cookie);
    return back.headers.get('location') ?? '';
  };
  const tokenIn = (address: string): string => new RegExp(`^${PUBLIC_URL}/go#([a-z2-7]{32})$`).exec(address)?.[1] ?? '';

  const enter = button(inGroup, 'Enter the secret').url!;
  expect(enter).toBe(`${PUBLIC_URL}${PATHS.go}?to=s/${share!.id}`);
  // Everyone in the group sees that button.
  expect(await follow('other', enter)).toBe(`${PUBLIC_URL}/s/${share!.id}`);
  const mine = await world.tokens.redeem(tokenIn(await follow('sender', enter)));
  expect(mine).toMatchObject({ ok: true, value: { person: { key: chat.keys.sender }, share: share!.id } });

  await world.shares.uploadPayload(share!.id, chat.keys.sender, new Uint8Array(4_400));
  // The answer of the first push is lost.
  chat.line.faults.push({ path: '/v2/bot/message/push', status: 0, body: {}, after: true });
  await world.settle();
  await world.turn(10_000);
  const asked = await chat.cards('recipient');
  expect(asked.map(({ text }) => text)).toEqual([expect.stringContaining('Stripe webhook key')]);
  const theirs = await world.tokens.redeem(tokenIn(await follow('recipient', button(asked[0]!, 'Open').url!)));
  expect(theirs).toMatchObject({ ok: true, value: { person: { key: chat.keys.recipient, name: 'コニー' }, share: share!.id } });

  const pages = await world.acceptAndSeal(share!);
  await pages.seal();
  await pages.open();
  await world.turn(1_000);
  // Two for each: what a share costs.
  expect([(await chat.cards('sender')).length, (await chat.cards('recipient')).length, chat.line.quota.used]).toEqual([2, 2, 4]);
  expect(await chat.kept()).not.toMatch(/\/go#/);
});
