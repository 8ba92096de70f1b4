// A card as LINE's Flex message: text is literal there, and nothing in it is markup. LINE has no element for a moment: it is written out.

import type { Button, Card, Line, Span, Tone } from '../../bot/port.ts';
import { en } from '../../bot/messages/messages.ts';
import { LIMITS } from './limits.ts';
import { formatPostback } from './parse/postback.ts';

export interface CardPlace {
  readonly publicUrl: string;
  /** In a group nobody knows who presses, so only addresses are buttons. */
  readonly isGroup: boolean;
}

const COLOUR: Readonly<Record<Tone, string>> = { plain: '#3d4a5c', good: '#1d7a46', warn: '#a15c00', over: '#6b7280' };
type Json = Readonly<Record<string, unknown>>;

export function renderCard(context: CardPlace, card: Card): Json {
  const made = (buttons: readonly Button[]) => buttons.flatMap((button) => renderButton(context, button, card) ?? []);
  const whole = [...(card.rows ?? []).flatMap(({ buttons }) => buttons), ...card.buttons];
  const isCut = !context.isGroup && whole.some((button) => renderButton(context, button, card) === null);
  const body = [
    { type: 'text', text: card.title, weight: 'bold', wrap: true, color: COLOUR[card.tone] },
    ...card.body.map(renderLine),
    ...(card.rows ?? []).flatMap(({ line, buttons }) => [renderLine(line), ...made(buttons)]),
    ...(card.kept ?? []).map(({ label, value }) =>
      renderLine([`${label}: `, typeof value === 'string' ? value : value.map(({ name }) => name).join(', ')]),
    ),
    ...(isCut ? [renderLine([en.answers.tooMuch])] : []),
  ];
  const footer = made(card.buttons);
  return {
    type: 'flex',
    altText: cut(card.fallback === '' ? card.title : card.fallback, LIMITS.altText),
    contents: {
      type: 'bubble',
      size: 'mega',
      body: { type: 'box', layout: 'vertical', spacing: 'sm', contents: body },
      ...(footer.length > 0 && { footer: { type: 'box', layout: 'vertical', spacing: 'sm', contents: footer } }),
    },
  };
}

function renderLine(line: Line): Json {
  const address = line.find((span) => typeof span === 'object' && span.kind === 'link');
  const text = line.map(textOf).join('');
  return {
    type: 'text',
    // An empty text is refused.
    text: text === '' ? ' ' : text,
    wrap: true,
    size: 'sm',
    ...(typeof address === 'object' &&
      address.kind === 'link' && { action: { type: 'uri', label: cut(address.text, LIMITS.label), uri: address.url } }),
  };
}

function textOf(span: Span): string {
  if (typeof span === 'string') return span;
  switch (span.kind) {
    case 'person':
      return span.person.name;
    case 'strong':
    case 'link':
      return span.text;
    case 'time':
      return `${new Date(span.at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  }
}

/** Null: it does not fit, or nobody could press it there. */
function renderButton(context: CardPlace, button: Button, { kept }: Pick<Card, 'kept'>): Json | null {
  const action = actionOf(context, button, kept);
  if (action === null) return null;
  const isPrimary = button.tone === 'primary';
  if ([...button.label].length <= LIMITS.label)
    return { type: 'button', height: 'sm', style: isPrimary ? 'primary' : 'secondary', action: { ...action, label: button.label } };
  // A longer label is text in a box that can be pressed.
  return {
    type: 'box',
    layout: 'vertical',
    paddingAll: '10px',
    cornerRadius: '6px',
    backgroundColor: isPrimary ? '#1d7a46' : '#dfe3e8',
    action: { ...action, label: cut(button.label, LIMITS.label) },
    contents: [{ type: 'text', text: button.label, wrap: true, size: 'sm', align: 'center', color: isPrimary ? '#ffffff' : '#111827' }],
  };
}

function actionOf({ publicUrl, isGroup }: CardPlace, button: Button, kept: Card['kept']): Json | null {
  if (button.kind === 'open') return { type: 'uri', uri: outside(button.url, publicUrl) };
  const data = isGroup ? null : formatPostback(button.action, button.ref, kept);
  return data === null ? null : { type: 'postback', data, displayText: cut(button.label, LIMITS.data) };
}

/** A key that is made in LINE's own browser dies with it, so nt2's pages open in the one that the person has. */
function outside(url: string, publicUrl: string): string {
  if (!url.startsWith(`${publicUrl}/`)) return url;
  return `${url}${url.includes('?') ? '&' : '?'}openExternalBrowser=1`;
}

function cut(text: string, max: number): string {
  const letters = [...text];
  return letters.length > max ? `${letters.slice(0, max - 1).join('')}…` : text;
}
