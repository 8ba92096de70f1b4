// Who goes through the doors of tests/server/policy-doors.ts, and what chat answers them.

import { noEnvelopes, noOffboardings, noRotations } from '../support/rotations.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Contact, Interaction } from '../../src/bot/port.ts';
import type { Directory } from '../../src/core/ports/directory.ts';
import { ann, ben, PUBLIC_URL, TENANT, type Harness } from './harness.ts';

export const member = (person = ann): Contact => ({ ...person, kind: 'member' });
export const guest = (person = ben): Contact => ({ ...person, kind: 'guest' });

/** Ann is a member, Ben a guest. */
export const directory: Directory = {
  isGone: () => Promise.resolve(false),
  async find(key) {
    const one = [member(), guest()].find((contact) => contact.key === key);
    return one === undefined ? 'nobody' : { person: { key, name: one.name }, standing: one.key === ann.key ? 'member' : 'guest' };
  },
  resolve: () => Promise.resolve('nobody'),
};

let press = 0;

/** What chat answers: `ok`, `form` where it asks for more first, or the code that the bot logged. */
export async function chat(door: Harness, actor: Contact, more: Partial<Interaction> & Pick<Interaction, 'kind'>): Promise<string> {
  let code = 'ok';
  const bot = createBot({
    shares: door.shares,
    tokens: door.tokens,
    deviceCodes: door.deviceCodes,
    machines: door.machines,
    rotations: noRotations,
    offboardings: noOffboardings,
    envelopes: noEnvelopes,
    clock: () => door.time.now,
    isKnown: () => Promise.resolve(false),
    markOnce: () => Promise.resolve(true),
    publicUrl: PUBLIC_URL,
    modalEntry: true,
    passphrase: { generate: () => 'one two three four five', good: () => true },
    platform: { name: 'Chatter', capabilities: { fields: 10, rejectForms: false, redrawForms: false } },
    log: (event, facts) => {
      if (event === 'bot.refused') code = facts['code'] ?? '';
      if (event === 'bot.failed') throw new Error(`failed: ${JSON.stringify(facts)}`);
    },
  });
  const interaction = { id: `p${(press += 1)}`, tenant: TENANT, actor, place: null, ...more } as Interaction;
  const answer = await bot.handle(interaction, new AbortController().signal);
  return answer.kind === 'form' && answer.form.name !== 'secret' ? 'form' : code;
}
