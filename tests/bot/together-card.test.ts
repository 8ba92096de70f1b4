// The sender's one card for several people: what each row says and offers, and that it fits every platform, however long the names are.

import { describe, expect, it } from 'vitest';
import { renderCard } from '../../src/adapters/discord/render.ts';
import { renderMessage } from '../../src/adapters/slack/render.ts';
import type { RenderContext } from '../../src/bot/render-context.ts';
import { togetherCard } from '../../src/bot/cards/together.ts';
import { ok } from '../../src/core/refusal.ts';
import type { PersonKey, Share, ShareId, State } from '../../src/core/share.ts';
import { openJudge } from '../fakes/discord/judge.ts';
import { messageProblems } from '../fakes/discord/limits.ts';
import { judgeBlocks } from '../fakes/slack/blocks-judge.ts';
import { me, open, untouched } from './ask.ts';
import { cardText, endings, HELD, known, lineText, shareIn, states, voice } from './fixtures.ts';

const idOf = (n: number): ShareId => `abcdef${'2'.repeat(20)}${'abcdefghij'[n]}${'cdefgh'.slice(0, 5)}` as ShareId;
const ids = Array.from({ length: 10 }, (_, n) => idOf(n));
const NAMES = ['Sam', 'Kim', 'Lee', 'Ada', 'Bo', 'Cy', 'Di', 'Eli', 'Flo', 'Gus'];

/** One share for each state, to one person each. */
function group(all: readonly State[], more: Partial<Share> = {}): [Share, ...Share[]] {
  const members = all.map((state, n) =>
    shareIn(state, {
      id: ids[n]!,
      recipient: { key: `chatter:t:p${n}` as PersonKey, name: NAMES[n]! },
      together: ids.slice(0, all.length),
      ...more,
    }),
  );
  return members as [Share, ...Share[]];
}
const rowsOf = (context: RenderContext, members: readonly [Share, ...Share[]]): string[] =>
  (togetherCard(context, members).rows ?? []).map(
    ({ line, buttons }) => `${lineText(line)} | ${buttons.map(({ label }) => label).join(' | ')}`,
  );
const by = (cause: string): State => endings.find((state) => state.status === 'ended' && state.cause === cause)!;

describe('I8: one card for several people', () => {
  it('has a row for each, with their number, their state and what can be done about it', () => {
    const mixed = group([
      states.entered,
      states.acceptedEntered,
      states.readyAhead,
      states.claimed,
      by('delivered'),
      by('declined'),
      by('unconfirmed'),
    ]);
    const card = togetherCard(voice, mixed);
    expect(card.title).toBe('Your credential for 7 people');
    expect(cardText(card)).toContain('2 of 7 opened · Stripe webhook key');
    const until = 'Expires 1970-01-02T00:00:00.000Z.';
    expect(rowsOf(voice, mixed).map((row) => row.replace(/no\. \d{4}/, 'no. 0'))).toEqual([
      `Sam · no. 0: Waiting for an answer. ${until} | Remind: Sam | One more day: Sam | Take back: Sam`,
      `Kim · no. 0: Accepted. Open the page once more to send it, unless it’s still open and sends by itself. ${until} | Send it now: Kim | One more day: Kim | Take back: Kim`,
      `Lee · no. 0: Ready to open. ${until} | Remind: Lee | One more day: Lee | Take back: Lee`,
      'Ada · no. 0: Opened. | Open: Ada',
      'Bo · no. 0: Opened, then deleted. | Receipt: Bo',
      'Cy · no. 0: Declined. | Share again: Cy | Receipt: Cy',
      'Di · no. 0: It was sent to Di, but never confirmed. Ask them; if in doubt, change the secret. | Share again: Di | Receipt: Di',
    ]);
    expect(new Set(rowsOf(voice, mixed).map((row) => /no\. \d{4}/.exec(row)?.[0])).size).toBe(7);
    expect(card.buttons.map(({ label }) => label)).toEqual(['Status']);
    expect(card.tone).toBe('warn');
  });

  it('before anything is entered it leads to the one page where it is typed once', () => {
    const fresh = group([states.offered, states.accepted]);
    expect(togetherCard(voice, fresh).buttons).toMatchObject([{ label: 'Enter the secret', action: 'browser', tone: 'primary' }]);
    expect(togetherCard(known, fresh).buttons).toMatchObject([
      { label: 'Enter the secret', url: `https://nt2.example/s/${ids[0]}?as=sender` },
      { label: 'New browser', action: 'browser' },
    ]);
    expect(cardText(togetherCard(voice, fresh))).toContain('typed once');
    expect(rowsOf(voice, fresh)[1]).toContain('Accepted. Enter the secret to send it.');
  });

  it('typed in chat each has their own way to enter it, and the card says who sees it', () => {
    const modal = group([states.offered, states.accepted], { entry: 'modal' });
    expect(rowsOf(voice, modal)[1]).toMatch(/Enter it here: Kim \| One more day: Kim \| Take back: Kim$/);
    expect(cardText(togetherCard(voice, modal))).toContain('this server see it on its way');
  });

  it('a row offers more time where its share may still wait longer and there is room for a third button; else it is behind Open', () => {
    const labelsOf = (count: number, waitsLongest: RenderContext['waitsLongest'] = () => false): string[] =>
      (togetherCard({ ...voice, waitsLongest }, group(Array.from({ length: count }, () => states.entered))).rows ?? []).map(({ buttons }) =>
        buttons.map(({ label }) => label.replace(/: .*/, '')).join(', '),
      );
    expect(new Set(labelsOf(7))).toEqual(new Set(['Remind, One more day, Take back']));
    expect(new Set(labelsOf(8))).toEqual(new Set(['Remind, Take back']));
    expect(new Set(labelsOf(10))).toEqual(new Set(['Open']));
    // Of two, the one that waits as long as it may.
    expect(labelsOf(2, ({ id }) => id === ids[0])).toEqual(['Remind, Take back', 'Remind, One more day, Take back']);
  });

  it('when all is over it offers what is left, and nothing else', () => {
    const over = togetherCard(known, group([by('delivered'), by('revoked')]));
    expect(over.tone).toBe('over');
    expect(over.buttons.map(({ label }) => label)).toEqual(['Status']);
  });

  it('of one alone it is the usual card', () => {
    const [alone] = group([states.ready]);
    expect(togetherCard(voice, [alone]).title).toMatch(/^Your credential for Sam · no\. \d{4}$/);
  });

  const all: readonly State[] = [...Object.values(states), ...endings];
  const shapes = [2, 7, 8, 9, 10].flatMap((count) =>
    [...all.keys()].map((from): readonly State[] => Array.from({ length: count }, (_, n) => all[(from + n) % all.length]!)),
  );

  it('fits a message of Slack and of Discord, with the longest names, label and note, and as many buttons for a row as there is room', () => {
    const discord = openJudge();
    const path = { method: 'POST', path: '/channels/1573367316480000027/messages', query: new URLSearchParams() };
    const alike = all.flatMap((state) => [7, 8, 10].map((length) => Array.from({ length }, () => state)));
    for (const shape of alike)
      for (const context of [voice, known])
        for (const entry of ['page', 'modal'] as const) {
          const members = group(shape, { entry, label: '*'.repeat(80), note: '_'.repeat(300) }).map((share) => ({
            ...share,
            recipient: { ...share.recipient!, name: '*'.repeat(80) },
          })) as [Share, ...Share[]];
          const card = togetherCard(context, members);
          expect(card.rows).toHaveLength(members.length);
          const message = renderCard(card, { kind: 'guild', id: '1' });
          expect(messageProblems(message as never, message.flags), `${members.length} ${shape[0]?.status}`).toEqual([]);
          if (discord.absent === null && entry === 'modal')
            expect(discord.request({ ...path, body: message })).toEqual({ problems: [], fits: true });
          const { blocks } = renderMessage(card);
          if (entry === 'modal') expect(judgeBlocks(blocks, 'message')).toEqual([]);
          // Nothing fell off the end.
          expect(JSON.stringify(blocks)).toContain(card.buttons.at(-1)!.label);
          expect(blocks.length).toBeLessThan(50);
        }
  });

  it('holds nothing that the state holds', () => {
    for (const shape of shapes)
      for (const held of HELD) expect(JSON.stringify(togetherCard(known, group(shape, { label: 'x', note: '' })))).not.toContain(held);
  });

  it('every button is one that its reader may press, and answers something', async () => {
    const pressed = new Set<string>();
    for (const shape of shapes.filter(({ length }) => length === 7 || length === 10)) {
      const members = group(shape);
      const card = togetherCard(voice, members);
      const all = [...card.buttons, ...(card.rows ?? []).flatMap(({ buttons }) => buttons)];
      for (const button of all) {
        if (button.kind !== 'act') continue;
        pressed.add(button.action);
        const share = members.find(({ id }) => id === button.ref)!;
        const find = () => Promise.resolve(share);
        const findParties = () => Promise.resolve({ id: share.id, sender: share.sender.key, recipient: share.recipient!.key });
        const { ask } = open({
          shares: { ...untouched, find, findParties, remind: () => Promise.resolve(ok(share)), extend: () => Promise.resolve(ok(share)) },
        });
        const answer = await ask({ kind: 'action', action: button.action, ref: button.ref, actor: me });
        expect(JSON.stringify(answer), button.label).not.toMatch(/That didn’t work|Something went wrong|isn’t for you|Only the person/);
      }
    }
    expect([...pressed].toSorted()).toEqual(['browser', 'extend', 'open', 'receipt', 'remind', 'revoke', 'share-again', 'status']);
  });
});
