// The private answer to `/nt2 help`, and to what is not a command.

import type { Card, Line } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, strong } from '../text.ts';
import { simpleCard } from './parts.ts';

interface Help {
  /** What was typed is not a command. */
  readonly isUnknown: boolean;
  readonly takesTerminals: boolean;
}

export function helpCard({ messages }: RenderContext, { isUnknown, takesTerminals }: Help): Card {
  const { help } = messages.answers;
  const { commands } = messages;
  const body: Line[] = [
    ...(isUnknown ? [[help.unknown]] : []),
    [help.intro],
    interpolate(help.share, { command: strong(commands.example) }),
    interpolate(help.link, { command: strong(commands.link) }),
    interpolate(messages.request.help, { command: strong(messages.request.command) }),
    interpolate(messages.machines.help, { command: strong(interpolateText(messages.machines.share, { name: 'ci' })) }),
    interpolate(help.list, { command: strong(commands.list) }),
    interpolate(help.revoke, { command: strong(commands.revoke) }),
    interpolate(help.receipt, { command: strong(commands.receipt) }),
    interpolate(messages.rotations.help, { command: strong(messages.rotations.command) }),
    interpolate(messages.rotations.helpIncident, { command: strong(messages.rotations.incident) }),
    interpolate(messages.offboarding.help, { command: strong(messages.offboarding.command) }),
    interpolate(help.block, { command: strong(commands.block) }),
    interpolate(help.blocks, { command: strong(commands.blocks) }),
    interpolate(help.devices, { command: strong(commands.devices) }),
    ...(takesTerminals ? [interpolate(messages.login.help, { command: strong(messages.login.command) })] : []),
  ];
  return simpleCard({ title: help.title, body });
}
