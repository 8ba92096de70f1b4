// Short new messages: an edit of a card rings nobody, these do.

import { asks } from '../../core/life/asking.ts';
import { limits } from '../../core/limits.ts';
import type { News, Share } from '../../core/share.ts';
import type { Button, Card, Line, Span, Tone } from '../port.ts';
import { enterLabel, senderCard } from './cards.ts';
import { fill, fillText, shown } from './fill.ts';
import { act, namesOf, spansOf, stateOf, type Voice } from './voice.ts';

/** The message that says this piece of news, as the share stands now. */
export function newsCard(voice: Voice, share: Share, news: News): Card {
  const { buttons } = voice.words;
  switch (news) {
    case 'accepted':
      return accepted(voice, share);
    case 'ready':
      return card(voice, share, 'ready', {
        tone: 'good',
        buttons: asks(news, share.state) ? [act('open', share, buttons.open, 'go')] : [],
      });
    case 'ended': {
      const { tone, body } = senderCard(voice, share);
      // The sentence of the sender's card says what happened and what to do next.
      return card(voice, share, 'ended', { tone, more: body.slice(-1) });
    }
    case 'failing':
      return card(voice, share, 'failing', {
        tone: 'warn',
        buttons: asks(news, share.state) ? [act('revoke', share, buttons.revoke, 'stop')] : [],
      });
    case 'intruder': {
      const over = share.state.status === 'ended' && share.state.cause === 'delivered';
      return card(voice, share, 'intruder', {
        tone: 'warn',
        more: over ? [fill(voice.words.news.intruder.over, spansOf(voice, share, 'nobody'))] : [],
        buttons: asks(news, share.state) ? [act('revoke', share, buttons.revoke, 'stop')] : [],
      });
    }
    case 'unreachable':
      return unreachable(voice, share);
  }
}

/** What became of it since: in the place of a message that asked for something. */
export function pastCard(voice: Voice, share: Share, news: News): Card {
  const { title } = newsCard(voice, share, news);
  const spans = { ...spansOf(voice, share, 'nobody'), state: voice.words.states[stateOf(share)] };
  return { title, tone: 'over', body: [fill(voice.words.news.past, spans)], buttons: [], fallback: title };
}

function accepted(voice: Voice, share: Share): Card {
  const enter = act('enter', share, enterLabel(voice, share), 'go');
  return card(voice, share, 'accepted', { tone: 'good', buttons: asks('accepted', share.state) ? [enter] : [] });
}

function unreachable(voice: Voice, share: Share): Card {
  const { unreachable: said } = voice.words.news;
  const names = { ...namesOf(voice, share), place: placeOf(share) };
  const spans: Record<string, Span> = {
    ...spansOf(voice, share, 'recipient'),
    place: names.place,
    command: { strong: voice.words.commands.list },
  };
  const recipient = share.unreachable.includes('recipient');
  const which = recipient ? said.recipient : said.place;
  const inPlace = recipient && share.place !== null && !share.unreachable.includes('place');
  return {
    title: fillText(which.title, names),
    tone: 'warn',
    body: [fill(which.body, spans), ...(inPlace ? [fill(said.recipient.inPlace, spans)] : [])],
    buttons: [act('status', share, voice.words.buttons.status)],
    fallback: said.fallback,
  };
}

function card(
  voice: Voice,
  share: Share,
  news: Exclude<News, 'unreachable'>,
  rest: { tone: Tone; more?: readonly Line[]; buttons?: readonly Button[] },
): Card {
  const said = voice.words.news[news];
  const names = { ...namesOf(voice, share), state: voice.words.states[stateOf(share)] };
  return {
    title: fillText(said.title, names),
    tone: rest.tone,
    body: [
      fill(said.body, { ...spansOf(voice, share, news === 'ready' ? 'sender' : 'recipient'), state: names.state }),
      ...(rest.more ?? []),
    ],
    buttons: rest.buttons ?? [],
    fallback: fillText(said.fallback, names),
  };
}

const placeOf = (share: Share): string => shown(share.place?.name ?? '', limits.name);
