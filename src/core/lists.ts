// In whose lists a share stands, how it stands there, and by which words it is found. See docs/decisions/lists-by-state.md.

import { ERASED_PERSON } from './lifecycle/transitions.ts';
import { searchLimits } from './limits.ts';
import {
  PHASES,
  SIDES,
  type ListedFor,
  type ListFilter,
  type Listing,
  type ListPlace,
  type ListState,
  type Phase,
} from './ports/list-store.ts';
import { awaitsAnswer, isLink, isSealed, otherOf, OUTSIDER, starterOf, type Party, type Person, type Share } from './share.ts';

type Listable = Pick<Share, 'sender' | 'recipient' | 'asked' | 'label' | 'mode' | 'entry' | 'state'>;

/** A person who was erased from the share has no list of it. */
export function listedFor(share: Listable): ListedFor[] {
  const [starter, other] = [starterOf(share), otherOf(share)];
  const row = (one: Person, side: 'sent' | 'received'): ListedFor => ({
    person: one.key,
    side,
    state: listState(share, one === share.sender ? 'sender' : 'recipient'),
    words: searchable(share.label, one === share.sender ? share.recipient : share.sender),
  });
  const all = [row(starter, 'sent'), ...(other ? [row(other, 'received')] : [])];
  return all.filter(({ person }) => person !== ERASED_PERSON);
}

const nameOf = (person: Person | null): string => (person === null || person.key === OUTSIDER.key ? '' : person.name);

function searchable(label: string, other: Person | null): string {
  return [...foldText(`${label} ${nameOf(other)}`)].slice(0, searchLimits.words).join('');
}

/** How the share stands for this party. */
export function listState(share: Listable, party: Party): ListState {
  const { state } = share;
  if (state.status === 'ended') return state.cause === 'expired' ? 'unread' : 'ended';
  return (party === 'sender' ? waitsForSender : waitsForRecipient)(share) ? 'mine' : 'others';
}

/** They have to type it, or to encrypt what they have typed. */
function waitsForSender(share: Listable): boolean {
  const { mode, entry, asked, state } = share;
  if (state.status === 'accepted' || awaitsAnswer(share)) return true;
  if (state.status !== 'offered' || asked !== undefined || state.payload !== null) return false;
  // A secret that is typed in chat is typed once there is a key.
  return entry === 'page' || !isSealed(mode);
}

/** They have to ask, to accept or to open it. */
function waitsForRecipient(share: Listable): boolean {
  const { status } = share.state;
  return !isLink(share.mode) && !awaitsAnswer(share) && status !== 'accepted' && status !== 'ended';
}

const phaseOf = (state: ListState): Phase => (state === 'mine' || state === 'others' ? 'open' : 'over');

/** As both stores compare: without case, width, invisible characters and the number of spaces. */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** The terms of what a person typed into a search. A mention's `@` is none of the name. Null: too long, or too many. */
export function parseSearch(text: string): readonly string[] | null {
  if (text.length > searchLimits.length) return null;
  const terms = foldText(text)
    .split(' ')
    .map((term) => term.replace(/^@/, ''))
    .filter((term) => term !== '');
  return terms.length > searchLimits.terms ? null : terms;
}

/** Only what a share's rows must fit; the phases follow from the states. */
export const filtered = (only: ListFilter, limit: number, before: ListPlace | null = null): Listing => ({
  sides: SIDES,
  phases: PHASES.filter((phase) => only.states.some((state) => phaseOf(state) === phase)),
  before,
  limit,
  only,
});

/** All that a person sent and received. */
export const everything = (limit: number, before: ListPlace | null = null): Listing => ({
  sides: SIDES,
  phases: PHASES,
  before,
  limit,
});
