// The sender's one card for the people whom one form was sent to: a row for each, with what can be done about it. Each has their own share,
// and none of them sees this card. See docs/decisions/several-people-on-one-page.md.

import { awaited } from '../../core/lifecycle/turn.ts';
import type { Share } from '../../core/share.ts';
import type { Button, Card, CardRow, Line, Tone } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, sanitize, strong } from '../text.ts';
import { displayNames, displayState, nameSpans, numberOf, stateText, type StateName } from './names.ts';
import { actionButton, isCause, mineLines, modalLine, newBrowserButtons, noteLines, numbered, toneOf, wayToPage } from './parts.ts';
import { canSeal, enterButton, hasEntered, howItOpens, senderCard, senderSentence } from './sender.ts';

/** Some platforms count everything in a message, 40 at most: the frame takes five, and a row its line, its bar and its buttons. */
const ROOM = 35;
/** How many buttons each of so many people has: three up to seven, two for eight. What has no room is behind *Open*. */
const buttonsFor = (people: number): number => Math.floor(ROOM / people) - 2;
/** Ten names of the longest kind would not fit into one message. */
const NAME = 40;

/** `members`: those that are remembered, in the order of the form. Of one alone it is the usual card. */
export function togetherCard(context: RenderContext, members: readonly [Share, ...Share[]]): Card {
  const [first] = members;
  if (members.length === 1) return senderCard(context, first);
  const { sender } = context.messages;
  const open = members.filter(isOpen);
  const count = String(members.length);
  const opened = String(members.filter((share) => ['claimed', 'delivered'].includes(displayState(share))).length);
  const names = { ...displayNames(context, first), recipient: interpolateText(sender.together.people, { count }) };
  const unentered = open.find((share) => share.entry === 'page' && !hasEntered(share) && isBeforeSeal(share));
  const waiting = open.filter((share) => share.state.status !== 'claimed');
  const body: Line[] = [
    [strong(interpolateText(sender.together.opened, { opened, count })), ` · ${names.what}`],
    ...noteLines(first),
    ...(unentered === undefined ? [] : [[sender.together.enter]]),
    // Some may be sealed to a browser from before already.
    ...[...new Set(waiting.map((share) => howItOpens(context, share)))].map((sentence) => [sentence]),
    ...(first.entry === 'modal' && open.length > 0 ? [modalLine(context)] : []),
    ...mineLines(context, open[0] ?? first, 'sender'),
  ];
  return {
    title: interpolateText(sender.titles[first.kind], names),
    tone: toneOfAll(members),
    body,
    rows: members.map((share) => rowOf(context, share, buttonsFor(members.length))),
    buttons: pageButtons(context, { unentered, any: open[0] ?? first }),
    fallback: interpolateText(sender.fallback, names),
  };
}

/** The page of one of them is the page of all. Every button leads somewhere else, or is of another action: none may stand twice in a message. */
function pageButtons(context: RenderContext, { unentered, any }: { readonly unentered: Share | undefined; readonly any: Share }): Button[] {
  const { buttons } = context.messages;
  const { label, tone } =
    unentered === undefined ? { label: buttons.status, tone: {} } : { label: buttons.enter, tone: { tone: 'primary' } as const };
  const way = unentered ?? any;
  const first =
    context.isReaderKnown || unentered ? wayToPage(context, way, 'sender', { label, ...tone }) : actionButton('status', way, label);
  return [first, ...(isOpen(way) ? newBrowserButtons(context, way) : [])];
}

const isOpen = ({ state }: Share): boolean => state.status !== 'ended';
const isBeforeSeal = ({ state }: Share): boolean => state.status === 'offered' || state.status === 'accepted';

/** What asks the sender to act comes first; then what goes well. */
function toneOfAll(members: readonly Share[]): Tone {
  const tones = members.map((share) => toneOf(displayState(share)));
  return (['warn', 'good', 'plain'] as const).find((tone) => tones.includes(tone)) ?? 'over';
}

function rowOf(context: RenderContext, share: Share, room: number): CardRow {
  const { together, until } = context.messages.sender;
  const state = displayState(share);
  const recipient = nameIn(context, share);
  const line: Line = [
    strong(recipient),
    ' ',
    ...interpolate(together.row, { number: numberOf(share.id), state: interpolateText(saidOf(context, share, state), { recipient }) }),
    ...(isOpen(share) && state !== 'claimed' ? [' ', ...interpolate(until, nameSpans(context, share, 'nobody'))] : []),
  ];
  return { line, buttons: buttonsOf(context, share, { state, room }) };
}

const nameIn = (context: RenderContext, share: Share): string => sanitize(displayNames(context, share).recipient, NAME);

/** A word or two, or the whole sentence where the sender has something to do, or to ask. */
function saidOf(context: RenderContext, share: Share, state: StateName): string {
  const { together } = context.messages.sender;
  if (state === 'accepted') return hasEntered(share) ? together.acceptedEntered : together.accepted;
  return toneOf(state) === 'warn' ? senderSentence(context, share, state) : `${stateText(context, share)}.`;
}

function buttonsOf(context: RenderContext, share: Share, at: { readonly state: StateName; readonly room: number }): Button[] {
  const { buttons } = context.messages;
  const name = nameIn(context, share);
  const of = (action: 'open' | 'remind' | 'extend' | 'revoke' | 'share-again' | 'receipt', label: string): Button =>
    actionButton(action, share, numbered(context, label, name), action === 'revoke' ? 'danger' : undefined);
  const receipt = of('receipt', buttons.receipt);
  if (at.state === 'delivered') return [receipt];
  if (isCause(at.state)) return [of('share-again', buttons.again), receipt].slice(0, at.room);
  if (at.state === 'claimed') return [of('open', buttons.open)];
  const extend = at.room < 3 || context.waitsLongest(share) ? [] : [of('extend', buttons.extend)];
  return [turnButton(context, share, at), ...extend, of('revoke', buttons.revoke)].slice(0, at.room);
}

/** What the sender can do about it now. */
function turnButton(context: RenderContext, share: Share, { state, room }: { readonly state: StateName; readonly room: number }): Button {
  const { buttons } = context.messages;
  const name = nameIn(context, share);
  const isTurn = share.entry === 'modal' ? canSeal(share) : state === 'accepted' && hasEntered(share);
  if (isTurn) {
    const enter = enterButton(context, share);
    return { ...enter, label: numbered(context, enter.label, name) };
  }
  const action = awaited(share) === 'recipient' && room > 1 ? 'remind' : 'open';
  return actionButton(action, share, numbered(context, buttons[action], name));
}
