// The rules of an end that a person wants: who began it takes it back, the other one declines. Pure, like all of decide().

import type { ShareCommand } from './command.ts';
import { allow, deny, type Decision } from './decision.ts';
import { endShare, type DecideContext } from './transitions.ts';
import { refuse } from '../refusal.ts';
import { hasAsked, otherOf, starterOf, type Cause, type Share } from '../share.ts';

/** Who is asked by a request declines it; until they are, it does not exist for them. */
export function endDeclined(share: Share, { by, reason = '' }: Extract<ShareCommand, { kind: 'decline' }>, deps: DecideContext): Decision {
  const isEntitled = by === otherOf(share)?.key;
  if (isEntitled && !hasAsked(share)) return deny(refuse('share.gone'));
  const { asked } = share;
  const said = asked === undefined ? share : { ...share, asked: { ...asked, reason } };
  return isEntitled ? close(said, 'declined', deps) : refuseTo(share, 'share.not_recipient');
}

export function endRevoked(share: Share, { by, ifUntold }: Extract<ShareCommand, { kind: 'revoke' }>, deps: DecideContext): Decision {
  if (ifUntold && by === starterOf(share).key && (share.isUntold !== true || share.state.status === 'ended'))
    return deny(refuse('share.exists'));
  return by === starterOf(share).key ? close(share, 'revoked', deps) : refuseTo(share, 'share.not_sender');
}

const refuseTo = ({ state }: Share, code: 'share.not_recipient' | 'share.not_sender'): Decision =>
  deny(refuse(state.status === 'ended' ? 'share.gone' : code));

function close(share: Share, cause: Cause, deps: DecideContext): Decision {
  if (share.state.status === 'ended') return deny(refuse('share.gone'));
  if (share.state.status === 'claimed') return deny(refuse('share.already_opened'));
  return allow(endShare(share, cause, deps));
}
