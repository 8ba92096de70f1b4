// What adapters read of a message that is said to be a secret: who wrote it, whom the form may name, and its kind. Its text ends there.

import { describe, expect, it } from 'vitest';
import { parseInteraction } from '../../src/adapters/discord/parse/interaction.ts';
import { toInteraction as onDiscord } from '../../src/adapters/discord/to-interaction.ts';
import { parseShortcut } from '../../src/adapters/slack/parse/shortcut.ts';

const PASTED = 'password: CANARY-7f3d91-hunter2';
const [alex, sam, bot] = ['111111111111111111', '222222222222222222', '333333333333333333'];
const user = (id: string | undefined, more = {}) => ({ id, username: `u${id?.slice(0, 1)}`, ...more });

/** Alex says so of a message, in a direct message between people. */
function discord(author: object, recipients: readonly object[], more = {}) {
  const raw = {
    id: '900000000000000001',
    application_id: '900000000000000002',
    token: 't',
    type: 2,
    user: user(alex),
    context: 2,
    authorizing_integration_owners: { 1: alex },
    channel: { id: '900000000000000003', type: 1, recipients },
    data: {
      type: 3,
      name: 'This is a secret',
      target_id: '900000000000000004',
      resolved: { messages: { '900000000000000004': { author, content: PASTED, embeds: [{ description: PASTED }], ...more } } },
    },
  };
  const payload = parseInteraction(raw);
  if (payload?.kind !== 'asked') throw new Error('not read');
  const interaction = onDiscord(payload, { kind: 'user', id: alex });
  expect(JSON.stringify([payload, interaction])).not.toContain('CANARY');
  if (interaction.kind !== 'shortcut') throw new Error('no menu entry');
  return {
    by: interaction.pasted?.by,
    looks: interaction.pasted?.looks,
    people: interaction.people.map(({ key }) => key.split(':').at(-1)),
  };
}

describe('what is read of a message', () => {
  it('M3: on Discord the author, or the other person of a direct message where the message is one’s own', () => {
    const both = [user(alex), user(sam)];
    expect(discord(user(alex), both)).toEqual({ by: 'actor', looks: 'named', people: [sam] });
    expect(discord(user(sam), both)).toEqual({ by: 'other', looks: 'named', people: [sam] });
    // Nobody is guessed: in a group, beside a bot, and where Discord does not say.
    for (const others of [[...both, user('444444444444444444')], [user(alex), user(bot, { bot: true })], []])
      expect(discord(user(alex), others).people).toEqual([]);
    expect(discord(user(bot, { bot: true }), both)).toMatchObject({ by: 'app', people: [sam] });
    expect(discord(user(sam), [], { webhook_id: '900000000000000005' })).toMatchObject({ by: 'app', people: [] });
    expect(discord(user(sam), [], { content: undefined }).looks).toBeNull();
  });

  it('M3: on Slack the author; an app has none, and in a direct message nobody is guessed', () => {
    const slack = (message: object) => {
      const payload = parseShortcut({
        type: 'message_action',
        callback_id: 'pasted',
        trigger_id: '1.2',
        user: { id: 'U1ALEX' },
        channel: { id: 'D1ALEXSAM', name: 'directmessage' },
        message: { ts: '1.1', text: PASTED, blocks: [{ type: 'rich_text', elements: [PASTED] }], ...message },
      });
      expect(JSON.stringify(payload)).not.toContain('CANARY');
      return payload?.content;
    };
    expect(slack({ user: 'U1SAM' })).toMatchObject({ people: ['U1SAM'], pasted: { by: 'other', looks: 'named' } });
    expect(slack({ user: 'U1ALEX' })).toMatchObject({ people: [], pasted: { by: 'actor' } });
    expect(slack({ user: 'U1SAM', bot_id: 'B1' })).toMatchObject({ people: [], pasted: { by: 'app' } });
    expect(slack({ user: 'U1SAM', text: null })).toMatchObject({ pasted: { looks: null } });
  });
});
