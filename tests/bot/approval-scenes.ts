// Everything that chat says of a second person who has to agree, for tests that look at all sentences.

import { approvalCard, refuseForm } from '../../src/bot/cards/approval.ts';
import { cardFor } from '../../src/bot/cards/surface.ts';
import type { RenderContext } from '../../src/bot/render-context.ts';
import { shareForm } from '../../src/bot/share-form/render.ts';
import { offer } from '../../src/core/policy/offer.ts';
import type { Share } from '../../src/core/share.ts';
import { alex, mallory, shareIn } from '../core/fixtures.ts';
import { policyOf, templateOf } from '../support/policies.ts';

/** A second person is asked, and has answered or not. */
function approvalScenes(): Share[] {
  const approval = { asked: [{ key: mallory.key }], until: 2, salt: '', reason: '' } as const;
  const share: Share = { ...shareIn('sealed', 'offered')!, isUntold: true, approval };
  const { isUntold: _, ...told } = share;
  const over = (answered: Partial<NonNullable<Share['approval']>>): Share => ({
    ...share,
    approval: { ...approval, ...answered },
    state: { status: 'ended', cause: 'expired', at: 1, seal: null, acceptance: null, claim: null },
  });
  const given: Share = { ...told, approval: { ...approval, answer: 'given', by: mallory.key } };
  return [share, given, over({}), over({ answer: 'expired' }), over({ answer: 'refused', by: mallory.key, reason: 'No.' })];
}

/** Every card and form of theirs, and the form whose template asks them. */
export function approvalMessages(voice: RenderContext): unknown[] {
  const policy = policyOf({ templates: [templateOf({ approver: { by: [mallory.key], withinMs: 1 } })] });
  const offered = offer(policy, { from: 'member', to: ['member'], template: null });
  if (!offered.ok) throw new Error(offered.code);
  const input = {
    people: [],
    label: '',
    given: {},
    room: 10,
    modalEntry: true,
    warning: null,
    redraws: true,
    place: null,
    isUnfolded: true,
  };
  return [
    shareForm(voice, { ...input, offer: offered.value }),
    ...approvalScenes().flatMap((one) => [
      ...[alex, mallory].map(({ key }) => approvalCard(voice, one, key)),
      cardFor(voice, one, 'sender'),
      refuseForm(voice, one),
    ]),
  ];
}
