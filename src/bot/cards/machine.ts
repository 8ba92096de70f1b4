// Private answers about machines.

import type { Card } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, strong } from '../text.ts';
import { simpleCard } from './parts.ts';

export function machineCard({ messages }: RenderContext, what: 'none' | 'what' | 'revoked' | 'notYours', name: string): Card {
  const said = messages.machines[what];
  const command = strong(interpolateText(messages.machines.share, { name }));
  return simpleCard({
    title: said.title,
    tone: what === 'revoked' ? 'good' : 'over',
    body: [interpolate(said.body, { name: strong(name), command })],
  });
}
