// Machines in chat: how one is named, and what a person reads before they let one in or share with it.

import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/bot/parse/command.ts';
import type { Interaction, InteractionResponse } from '../../src/bot/port.ts';
import { machineScenes, oneMachine } from '../support/machines.ts';
import { open } from './ask.ts';
import { cardText } from './fixtures.ts';

const textOf = (answer: InteractionResponse): string => (answer.kind === 'private' ? cardText(answer.card) : answer.kind);
const interactionOf = (said: string) =>
  (said.includes(' ')
    ? { kind: 'command', text: said, people: [] }
    : { kind: 'action', action: said, ref: 'WDJBMJHT' }) as unknown as Interaction;

describe('machines in chat', () => {
  it.each([
    ['share machine:ci deploy key', { kind: 'share', machine: 'ci', label: 'deploy key', leaked: false }],
    ['share Machine:CI: the key', { kind: 'share', machine: 'ci', label: 'the key', leaked: false }],
    ['share machine:ci', { kind: 'share', machine: 'ci', label: '', leaked: false }],
    ['share the machine:ci key', { kind: 'share', label: 'the machine:ci key', leaked: false }],
    ['revoke machine:ci', { kind: 'revoke-machine', machine: 'ci', leaked: false }],
    ['revoke', { kind: 'revoke', leaked: false }],
  ])('%s', (text, command) => expect(parseCommand(text)).toEqual(command));

  it.each(machineScenes.map(([said, world]) => [said, world] as const))(
    'says all of it, with every name filled in: %s',
    async (said, world) => {
      const text = textOf(await open(world).ask(interactionOf(said)));
      expect(text).not.toMatch(/[{}]/);
      expect(text).toMatch(/ci|code/);
    },
  );

  it('a share with one begins at once, says that it opens it alone, and offers no form, which knows no machine', async () => {
    const answer = await open({ machines: oneMachine }).ask(interactionOf('share machine:ci deploy key'));
    expect(textOf(answer)).toContain('ci (machine)');
    expect(textOf(answer)).toContain('with no person at it');
    expect(answer).toMatchObject({ card: { buttons: [{ kind: 'open' }] } });
  });
});
