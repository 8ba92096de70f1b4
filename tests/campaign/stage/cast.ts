// The people of the campaign's workspace: many pairs, so that nobody has two forms open at once and nobody's quota is what is measured.

import type { Cast } from '../../fakes/slack/cast.ts';

export const PAIRS = 24;
export const ENG = 'C1ENG';
const TEAM = 'T1ACME';

export const senderOf = (pair: number): string => `U1SENDER${pair}`;
export const recipientOf = (pair: number): string => `U1RECIPIENT${pair}`;

export function castOf(): Cast {
  const users = Array.from({ length: PAIRS }, (_, pair) => [
    { id: senderOf(pair), handle: `sender${pair}`, teamId: TEAM },
    { id: recipientOf(pair), handle: `recipient${pair}`, teamId: TEAM },
  ]).flat();
  return {
    teams: [{ id: TEAM, name: 'Acme', domain: 'acme' }],
    users,
    channels: [{ id: ENG, name: 'engineering', kind: 'public', teams: [TEAM], members: users.map(({ id }) => id), app: true }],
    installed: [{ team: TEAM, scopes: ['commands', 'chat:write', 'im:write', 'users:read'] }],
  };
}
