// Whom a token in the Authorization header stands for: a program or a person by a token that the operator made, or the person who let a
// terminal in.

import { limits } from '../../core/limits.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { TERMINAL_SCOPES, type Terminals } from '../../core/terminals.ts';
import type { ApiClient, ApiTokens } from './api-tokens.ts';
import type { SessionRevocations } from './session-revocations.ts';
import type { Sessions } from './session.ts';

export function createBearers(deps: {
  readonly apiTokens: Pick<ApiTokens, 'find'>;
  readonly terminals: Pick<Terminals, 'find'>;
  readonly revocations: Pick<SessionRevocations, 'filterActive'>;
  readonly sessions: Pick<Sessions, 'refOf'>;
  readonly clock: Clock;
}): Pick<ApiTokens, 'find'> {
  const { apiTokens, terminals, revocations, sessions, clock } = deps;

  async function findTerminal(token: string): Promise<ApiClient | null> {
    const terminal = await terminals.find(token);
    if (terminal === null) return null;
    const { person, bond } = terminal;
    // As a session of the bond that begins now: one that was withdrawn a moment ago is over in every worker of this instance.
    const session = { ...person, ref: sessions.refOf(person.key), untilAt: clock() + limits.sessionMs, bond };
    const [active] = await revocations.filterActive([session]);
    return active === undefined ? null : { ...active, tokenId: bond, scopes: TERMINAL_SCOPES, isProgram: false };
  }

  return { find: async (token) => (await apiTokens.find(token)) ?? findTerminal(token) };
}
