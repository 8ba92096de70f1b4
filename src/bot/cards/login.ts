// Private answers about a terminal that waits to be let in. What it calls itself is its own claim, and the card says so.

import type { WaitingDevice } from '../../core/device-codes.ts';
import { wordsOfMachine } from '../../core/machine-names.ts';
import { describeClaims } from '../../core/workload-bindings.ts';
import { formatUserCode, type UserCode } from '../../core/user-code.ts';
import type { Button, Card } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, strong } from '../text.ts';
import { simpleCard } from './parts.ts';

export function askLoginCard(
  { messages }: RenderContext,
  code: UserCode,
  { kind, name, from, startedAt, key, workload }: WaitingDevice,
): Card {
  const { buttons } = messages.login;
  const ask = kind === 'machine' ? messages.machines.ask : messages.login.ask;
  const press = (action: 'let-in' | 'not-me', label: string, tone: 'primary' | 'danger'): Button => ({
    kind: 'act',
    action,
    ref: code,
    label,
    tone,
  });
  const who = { name: strong(name), from, at: { kind: 'time', at: startedAt }, code: strong(formatUserCode(code)) } as const;
  return simpleCard({
    title: ask.title,
    tone: 'warn',
    body: [
      interpolate(ask.who, who),
      ...(key === undefined ? [] : [interpolate(messages.machines.words, { words: strong(wordsOfMachine(key).join(' ')) })]),
      ...(workload === undefined
        ? []
        : [interpolate(messages.machines.bound, { issuer: strong(workload.issuer), claims: strong(describeClaims(workload)) })]),
      interpolate(ask.may, {
        devices: strong(messages.commands.devices),
        revoke: strong(interpolateText(messages.machines.revoke, { name })),
      }),
      interpolate(ask.warning, { no: strong(buttons.deny), name: strong(name) }),
    ],
    buttons: [press('let-in', buttons.confirm, 'primary'), press('not-me', buttons.deny, 'danger')],
  });
}

export function answeredLoginCard({ messages }: RenderContext, { kind, name }: WaitingDevice, isConfirmed: boolean): Card {
  const of = kind === 'machine' ? messages.machines : messages.login;
  const said = isConfirmed ? of.confirmed : of.denied;
  const body = [
    interpolate(said.body, {
      name: strong(name),
      devices: strong(messages.commands.devices),
      share: strong(interpolateText(messages.machines.share, { name })),
      revoke: strong(interpolateText(messages.machines.revoke, { name })),
    }),
  ];
  return simpleCard({ title: said.title, tone: isConfirmed ? 'good' : 'over', body });
}

/** How to come to a code. */
export function loginHelpCard({ messages, publicUrl }: RenderContext): Card {
  const { how, command } = messages.login;
  return simpleCard({ title: how.title, body: [interpolate(how.body, { server: publicUrl, command: strong(command) })] });
}

export function noLoginCard({ messages }: RenderContext, why: 'unknown' | 'notYou' | 'off'): Card {
  const said = messages.login[why];
  return simpleCard({ title: said.title, tone: 'over', body: [[said.body]] });
}
