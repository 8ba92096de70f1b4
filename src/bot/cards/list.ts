// The private lists behind a command: several shares in one card, at the line of each what can be done about it, and the way to the other lists.

import { LIST_STATES, type ListState } from '../../core/ports/list-store.ts';
import type { Party, Share } from '../../core/share.ts';
import type { ActionName } from '../actions.ts';
import type { Button, Card, Line, CardRow } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, strong } from '../text.ts';
import { nameSpans, stateText } from './names.ts';
import { actionButton, mineLines, mineUrl, numbered, simpleCard, signInAddress } from './parts.ts';

/** How shares stand for a person, and two lists for one purpose each. */
export const LIST_NAMES = [...LIST_STATES, 'revoke', 'receipt'] as const;
export type ListName = (typeof LIST_NAMES)[number];

export const isStateList = (name: ListName): name is ListState => (LIST_STATES as readonly ListName[]).includes(name);

/** In the place of a list: the page with all of them. */
export const ON_PAGE = 'page';

/** What the first button at each line does. */
const PRESS = {
  mine: 'open',
  others: 'open',
  unread: 'receipt',
  ended: 'receipt',
  revoke: 'revoke',
  receipt: 'receipt',
} as const satisfies Record<ListName, ActionName>;

export interface ListPage {
  readonly shares: readonly Share[];
  readonly isMine: (share: Share) => boolean;
  /** How many follow, and what the button to them says; null: these are the last. */
  readonly more: number;
  readonly next: string | null;
  /** Nothing was shown before these. */
  readonly isFirst: boolean;
}

export function listCard(context: RenderContext, name: ListName, { shares, isMine, more, next, isFirst }: ListPage): Card {
  const { answers, commands } = context.messages;
  const said = answers.lists[name];
  const command = commands[isStateList(name) ? 'list' : name];
  const reader = readerOf(shares, isMine);
  const beside = isStateList(name) ? [...besideButtons(context, name), ownPageButton(context, reader)] : [];
  if (shares.length === 0) {
    const line = isFirst
      ? interpolate(said.none, { command: strong(commands.share) })
      : interpolate(answers.lists.end, { command: strong(command) });
    return simpleCard({ title: said.title, body: [line], buttons: beside });
  }
  const rows = shares.map((share, at): CardRow => {
    const listed = { share, n: String(at + 1), isMine: isMine(share) };
    return { line: lineOf(context, listed), buttons: buttonsOf(context, name, listed) };
  });
  const label = interpolateText(answers.lists.more, { count: String(more) });
  return simpleCard({
    title: said.title,
    body: isStateList(name) || reader === null ? [] : mineLines(context, reader.share, reader.party),
    rows,
    buttons: [...(next === null ? [] : [{ ...moreButton(context, next), label }]), ...beside],
  });
}

interface Listed {
  readonly share: Share;
  readonly n: string;
  /** The reader began it. */
  readonly isMine: boolean;
}

const isOpen = ({ state }: Share): boolean => state.status !== 'ended';

function lineOf(context: RenderContext, { share, n, isMine }: Listed): Line {
  const line = isMine ? (isOpen(share) ? 'to' : 'ended') : isOpen(share) ? 'from' : 'endedFrom';
  const spans = { ...nameSpans(context, share, 'nobody'), n, state: stateText(context, share) };
  const { lists } = context.messages.request;
  if (share.asked?.of === 'link') return interpolate(isOpen(share) ? lists.toLink : lists.endedLink, spans);
  return interpolate((share.asked ? lists : context.messages.answers.lists.lines)[line], spans);
}

/** The number in a label tells those who hear the buttons which line each is for. */
function buttonsOf(context: RenderContext, name: ListName, { share, n, isMine }: Listed): Button[] {
  const { buttons, request } = context.messages;
  const press = PRESS[name];
  const first = actionButton(press, share, numbered(context, buttons[press], n), press === 'revoke' ? 'danger' : undefined);
  if (press !== 'receipt' || !isMine || isOpen(share)) return [first];
  const [again, label] = share.asked ? (['ask-again', request.buttons.again] as const) : (['share-again', buttons.again] as const);
  return [first, actionButton(again, share, numbered(context, label, n))];
}

/** To what follows. `ref`: the list, and the last share that was shown. */
export const moreButton = ({ messages }: RenderContext, ref: string): Button => ({
  kind: 'act',
  action: 'more',
  ref,
  label: messages.buttons.more,
});

/** To the other lists, from their beginning. */
function besideButtons({ messages: { answers } }: RenderContext, name: ListState): Button[] {
  const others = LIST_STATES.filter((state) => state !== name);
  return others.map((ref) => ({ kind: 'act', action: 'more', ref, label: answers.lists[ref].title }));
}

/** One of the reader's shares, and who they are in it. */
export interface ReaderShare {
  readonly share: Share;
  readonly party: Party;
}

export function readerOf([share]: readonly Share[], isMine: (share: Share) => boolean): ReaderShare | null {
  if (share === undefined) return null;
  const [starter, other] = share.asked ? (['recipient', 'sender'] as const) : (['sender', 'recipient'] as const);
  return { share, party: isMine(share) ? starter : other };
}

/** To all of it on a page: for a known browser by the plain address, else by a press, which is answered with a single-use link. */
export function ownPageButton(context: RenderContext, reader: ReaderShare | null): Button {
  const label = context.messages.buttons.onPage;
  if (context.signIn !== undefined) return { kind: 'open', url: signInAddress(context, 'mine'), label };
  if (!context.isReaderKnown || reader === null) return { kind: 'act', action: 'more', ref: ON_PAGE, label };
  return { kind: 'open', url: mineUrl(context, reader.share, reader.party), label };
}
