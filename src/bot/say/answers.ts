// Private answers to what somebody pressed or typed. Only these may carry a single-use link: no platform stores them.

import { limits } from '../../core/limits.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Share } from '../../core/share.ts';
import type { Button, Card, Line, Tone, Unshown } from '../port.ts';
import { blockButton } from './cards.ts';
import { fill, fillText } from './fill.ts';
import { act, namesOf, numbered, spansOf, type Voice } from './voice.ts';

function card(title: string, tone: Tone, body: readonly Line[], buttons: readonly Button[] = []): Card {
  return { title, tone, body, buttons, fallback: title };
}

/** Why not, and what to do: one sentence for each refusal of the core. */
export function refusalCard({ words }: Voice, { code }: Pick<Refusal, 'code'>): Card {
  return card(words.answers.refused, 'warn', [[words.refusals[code]]]);
}

/** A plain no of the chat door itself. */
export function noCard({ words }: Voice, sentences: readonly string[]): Card {
  return card(
    words.answers.refused,
    'warn',
    sentences.map((sentence) => [sentence]),
  );
}

export function brokenCard({ words }: Voice): Card {
  return card(words.answers.refused, 'warn', [[words.answers.broken]]);
}

/** The platform refused what was to be shown, so nothing came of the press. */
export function unshownCard({ words, platform }: Voice, why: Unshown): Card {
  const { unshown } = words.answers;
  return card(unshown.title, 'warn', [fill(unshown[why], { platform, command: { strong: words.commands.list } })]);
}

/** The deadline has passed: whether anything was done is not known here. */
export function lateCard({ words }: Voice): Card {
  const { late } = words.answers;
  return card(late.title, 'warn', [fill(late.body, { command: { strong: words.commands.list } })]);
}

/** The way to the page. `url` holds a single-use token. */
export function goCard({ words }: Voice, url: string): Card {
  const { go } = words.answers;
  return card(
    go.title,
    'plain',
    [[fillText(go.body, { minutes: String(limits.tokenMs / 60_000) })]],
    [{ kind: 'open', url, label: words.buttons.page, tone: 'go' }],
  );
}

/** What came of the share form. `enter`: the way to enter the secret of each share, where it can be entered now. */
export function createdCard(
  voice: Voice,
  shares: readonly Share[],
  more: { readonly enter: readonly (Button | null)[]; readonly failed: readonly string[]; readonly guests: readonly string[] },
): Card {
  const { answers } = voice.words;
  const [first] = shares;
  const body: Line[] = more.failed.map((sentence) => [sentence]);
  if (first === undefined) return card(answers.refused, 'warn', body);
  body.push(...more.guests.map((guest): Line => [fillText(answers.guest, { recipient: guest })]));
  const isLinkShare = first.recipient === null;
  if (isLinkShare) body.push([answers.createdLink.body]);
  else
    body.push(
      [answers.created.body],
      nextLine(
        voice,
        first,
        more.enter.some((button) => button !== null),
      ),
    );
  const title =
    more.failed.length > 0
      ? answers.createdSome
      : isLinkShare
        ? answers.createdLink.title
        : shares.length > 1
          ? fillText(answers.createdMany, { count: String(shares.length) })
          : fillText(answers.created.title, namesOf(voice, first));
  const buttons = more.enter.flatMap((button, n): Button[] => {
    const share = shares[n];
    if (button === null || share === undefined) return [];
    return [shares.length === 1 ? button : { ...button, label: numbered(voice, button.label, namesOf(voice, share).recipient) }];
  });
  return card(title, more.failed.length > 0 ? 'warn' : 'good', body, buttons);
}

function nextLine({ words, platform }: Voice, share: Share, now: boolean): Line {
  if (share.entry === 'page') return [words.answers.created.next];
  return now ? fill(words.answers.createdModalNow, { platform }) : [words.answers.createdModal];
}

export function declinedCard(voice: Voice, share: Share): Card {
  const { declined } = voice.words.answers;
  return card(declined.title, 'over', [fill(declined.body, spansOf(voice, share, 'nobody'))], [blockButton(voice, share)]);
}

export function confirmCard(voice: Voice, share: Share): Card {
  const { answers, buttons } = voice.words;
  return card(
    answers.confirm.title,
    'warn',
    [fill(answers.confirm.body, spansOf(voice, share, 'nobody'))],
    [act('revoke-now', share, buttons.revokeNow, 'stop')],
  );
}

export function revokedCard(voice: Voice, share: Share): Card {
  const { revoked } = voice.words.answers;
  return card(revoked.title, 'over', [fill(share.recipient ? revoked.body : revoked.bodyLink, spansOf(voice, share, 'nobody'))]);
}

/** `isPadded`: white space at the ends of what was typed, or odd characters inside, which nobody saw and which were sealed with it. */
export function sealedCard(voice: Voice, share: Share, isPadded: boolean): Card {
  const { sealed } = voice.words.answers;
  const spans = spansOf(voice, share, 'nobody');
  const more = [...(share.mode.endsWith('words') ? [sealed.words] : []), ...(isPadded ? [sealed.padded] : [])];
  return card(sealed.title, 'good', [fill(sealed.body, spans), ...more.map((sentence) => fill(sentence, spans))]);
}

export function helpCard({ words }: Voice, unknown: boolean): Card {
  const { help } = words.answers;
  const { commands } = words;
  const body: Line[] = [
    ...(unknown ? [[help.unknown]] : []),
    [help.intro],
    fill(help.share, { command: { strong: commands.example } }),
    fill(help.link, { command: { strong: commands.share } }),
    fill(help.list, { command: { strong: commands.list } }),
    fill(help.revoke, { command: { strong: commands.revoke } }),
    fill(help.receipt, { command: { strong: commands.receipt } }),
    fill(help.block, { command: { strong: commands.block } }),
    fill(help.blocks, { command: { strong: commands.blocks } }),
  ];
  return card(help.title, 'plain', body);
}

/** Somebody typed a secret. It is not repeated. */
export function leakCard({ words, platform }: Voice): Card {
  return card(words.leak.title, 'warn', [fill(words.leak.body, { platform })]);
}
