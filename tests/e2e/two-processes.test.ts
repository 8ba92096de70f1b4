// Two processes of nt2 on one Redis, behind one address: the sender's browser always meets one, the recipient's the other.
// On Redis alone, because SQLite is for one process.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { redisMissing } from '../support/redis.ts';
import { acceptHere } from './go.ts';
import { enterBy, openChat } from './chat.ts';
import { openPair, type Pair } from './pair.ts';
import { begin, codeOf, enter, FOR_CONTRACTOR, heading, reveal, seal, show } from './people.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
if (redisMissing) console.log(`left out: ${redisMissing}`);

/** A browser that says so in its User-Agent is led to B. */
const TO_B = 'led-to-b';

describe.skipIf(redisMissing !== null)('two processes on one Redis', () => {
  let pair: Pair;

  beforeAll(async () => {
    // Only A talks to the chat.
    pair = await openPair({ a: { NT2_PLAYGROUND: 'on' } });
    pair.lead((head) => (head.includes(TO_B) ? pair.b : pair.a));
  });
  afterAll(() => pair?.close());

  it('what the recipient does at B shows at once on the sender’s page at A, and back', async () => {
    const [onA, chatOfB, onB] = await Promise.all([pair.profile(), pair.profile(), pair.profile({ userAgent: `Mozilla/5.0 ${TO_B}` })]);
    const secret = pair.secret();
    const alex = await openChat(onA, pair.url, 'Alex');
    const contractor = await openChat(chatOfB, pair.url, 'Contractor');
    await contractor.go('nt2');
    const mine = await begin(alex);
    await enter(mine, secret);
    await heading(mine, senderSays.wait.title('Contractor')).waitFor();
    await contractor.press(FOR_CONTRACTOR, en.buttons.open);
    const theirs = await enterBy(onB, await contractor.address(en.answers.go.title, en.buttons.page));
    await acceptHere(theirs);
    await heading(theirs, messages.waiting.title('Alex')).waitFor();
    await heading(mine, senderSays.compare.title).waitFor();
    await expect.poll(() => codeOf(mine), { timeout: 10_000 }).toHaveLength(6);
    await expect.poll(() => codeOf(theirs), { timeout: 10_000 }).toEqual(await codeOf(mine));

    await seal(mine);
    // B hears of a commit that A made, without a question.
    const sealedAt = Date.now();
    await heading(theirs, messages.ready.title).waitFor();
    expect(Date.now() - sealedAt).toBeLessThan(4_000);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await heading(mine, senderSays.status.ended.delivered[0]).waitFor();
    await alex.message('A credential for Contractor').filter({ hasText: en.states.delivered }).waitFor();

    // Both had their share of the work, and neither wrote any of it down.
    expect(pair.a.printed()).toContain('"route":"/api/shares/:id/seal"');
    expect(pair.a.printed()).not.toContain('"route":"/api/shares/:id/claim"');
    expect(pair.b.printed()).toContain('"route":"/api/shares/:id/claim"');
    await pair.check({ secrets: [secret] });
  });
});
