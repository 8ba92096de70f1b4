import { describe, expect, it } from 'vitest';

import type { Contact } from '../../src/bot/port.ts';
import { resolveMentions, type MentionPiece } from '../../src/bot/parse/mentions.ts';
import type { PersonKey } from '../../src/core/share.ts';
import { toInteraction } from '../../src/adapters/playground/to-interaction.ts';

const one = (name: string, kind: Contact['kind']): MentionPiece => ({
  contact: { key: `chat:t:${name}` as PersonKey, name, kind },
  said: `@${name}`,
});
const bob = one('bob', 'member');
const nobody = one('nobody', 'unknown');
const team = one('team', 'group');

describe('names in a command', () => {
  it.each<[string, MentionPiece[], string, string[]]>([
    ['somebody, and a name that is text', ['share ', bob, ' key for ', team], 'share <@chat:t:bob> key for @team', ['bob']],
    ['a name that is text, and somebody', ['share key of ', nobody, ' for ', bob], 'share key of @nobody for <@chat:t:bob>', ['bob']],
    ['nobody else', ['share key of ', nobody], 'share key of <@chat:t:nobody>', ['nobody']],
    ['the wrong name first', ['share ', nobody, ' ', bob, ' key'], 'share <@chat:t:nobody> <@chat:t:bob> key', ['nobody', 'bob']],
    [
      'the wrong name beside the right one',
      ['share ', bob, ' ', nobody, ' key'],
      'share <@chat:t:bob> <@chat:t:nobody> key',
      ['bob', 'nobody'],
    ],
    ['no verb', [nobody, ' key'], '<@chat:t:nobody> key', ['nobody']],
    ['two people apart', ['share ', bob, ' key also for ', bob], 'share <@chat:t:bob> key also for <@chat:t:bob>', ['bob', 'bob']],
    [
      'someone who cannot receive it is meant all the same',
      ['share ', bob, ' key also for ', one('bot', 'bot')],
      'share <@chat:t:bob> key also for <@chat:t:bot>',
      ['bob', 'bot'],
    ],
  ])('R12: %s', (_, pieces, text, people) => {
    const read = resolveMentions(pieces);
    expect(read.text).toBe(text);
    expect(read.people.map(({ name }) => name)).toEqual(people);
  });

  it('R12: the playground knows a package by its stroke', () => {
    const typed = (text: string) => {
      const inbound = toInteraction({ as: 'alex', press: 'press-0001', place: null, content: { kind: 'command', text } });
      if (inbound.kind !== 'command') throw new Error(inbound.kind);
      return inbound;
    };
    expect(typed('/nt2 share @contractor npm token for @acme/widgets')).toMatchObject({ people: [{ kind: 'guest' }] });
    expect(typed('/nt2 share @contractor npm token for @acme/widgets').text).toMatch(/ npm token for @acme\/widgets$/);
    expect(typed('/nt2 share @acme/widgets').people).toEqual([]);
    expect(typed('/nt2 share @acme').people).toMatchObject([{ kind: 'unknown' }]);
  });
});
