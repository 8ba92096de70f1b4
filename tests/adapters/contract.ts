// The contract of every adapter: what a person presses on the platform, and what then stands in chat. Run on each platform's harness.
// Its parts lie in contract/. A test that a platform cannot have is skipped with its reason, given by that platform's test file.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenChat } from './chat.ts';
import { CANARY, openWorld, type World, type WorldOptions } from './world.ts';
import { LABEL, type Stage, form } from './contract/stage.ts';
import { testAhead } from './contract/ahead.ts';
import { testJourney } from './contract/journey.ts';
import { testDelivery } from './contract/delivery.ts';
import { testPeople } from './contract/people.ts';
import { testRequests } from './contract/requests.ts';
import { shareWithoutForms, testLacking } from './contract/lacking.ts';
import { testInput } from './contract/input.ts';
import { testLogins } from './contract/logins.ts';
import { testRescue } from './contract/rescue.ts';
import { testTogether } from './contract/together.ts';

const BEARER = /\/go#|#1[a-z2-7]{10}/;

/** `skips`: test title → why this platform cannot have it. `lacks`: it has neither edits nor forms, and keeps every answer. */
export function describeAdapter(
  name: string,
  open: OpenChat,
  skips: Readonly<Record<string, string>> = {},
  { lacks = false }: { readonly lacks?: boolean } = {},
): void {
  const test = (title: string, run: () => Promise<void>): void => {
    const reason = skips[title];
    it.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped on ${name}: ${reason})`, async () => {
      expect.hasAssertions();
      await run();
    });
  };

  describe(`adapter contract: ${name}`, () => {
    let world: World;
    const begin = async (options?: WorldOptions): Promise<void> => {
      await world?.close();
      world = await openWorld(open, options);
    };
    beforeEach(() => begin());
    afterEach(async () => {
      // Every test ends with the sweep: nothing secret went out or into a log, and no stored message opens anything (T12, T13).
      const kept = await world.chat.kept();
      expect(kept).not.toMatch(BEARER);
      for (const text of [kept, world.log.join('\n')]) expect(text).not.toContain(CANARY);
      expect(world.log.join('\n')).not.toContain(LABEL);
      await world.close();
    });

    const command: Stage['command'] = (as, text, where = 'channel') => world.chat.command(as, text, { where });
    const shareForm: Stage['shareForm'] = async (text = `share ${world.chat.mention('recipient')}`) => form(await command('sender', text));
    const stage: Stage = {
      get world() {
        return world;
      },
      begin,
      command,
      shareForm,
      async share(values = {}) {
        if (world.chat.adapter.capabilities.forms === false) return shareWithoutForms(stage, values);
        const answer = await world.chat.submit('sender', await shareForm(), { label: LABEL, ...values });
        await world.settle();
        return answer;
      },
      async newest() {
        const [made] = await world.made();
        if (!made) throw new Error('nothing was shared');
        return made;
      },
    };

    testJourney(test, stage);
    testAhead(test, stage);
    testTogether(test, stage);
    testDelivery(test, stage);
    testPeople(test, stage);
    testRequests(test, stage);
    testRescue(test, stage);
    testLogins(test, stage);
    testInput(test, stage);
    if (lacks) testLacking(test, stage);
  });
}
