// Private answers to what somebody pressed or typed. Only these may carry a single-use link: no platform stores them.

import { limits } from '../../core/limits.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Share } from '../../core/share.ts';
import type { Button, Card, Line, Tone, Unshown } from '../port.ts';
import { blockButton } from './cards.ts';
import { interpolate, interpolateText, strong } from '../text.ts';
import { actionButton, displayNames, numbered, nameSpans, type RenderContext } from './context.ts';

function card(title: string, tone: Tone, body: readonly Line[], buttons: readonly Button[] = []): Card {
  return { title, tone, body, buttons, fallback: title };
}

/** Why not, and what to do: one sentence for each refusal of the core. */
export function refusalCard({ messages }: RenderContext, { code }: Pick<Refusal, 'code'>): Card {
  return card(messages.answers.refused, 'warn', [[messages.refusals[code]]]);
}

/** A plain no of the chat door itself. */
export function errorCard({ messages }: RenderContext, sentences: readonly string[]): Card {
  return card(
    messages.answers.refused,
    'warn',
    sentences.map((sentence) => [sentence]),
  );
}

export function internalErrorCard({ messages }: RenderContext): Card {
  return card(messages.answers.refused, 'warn', [[messages.answers.broken]]);
}

/** The platform refused what was to be shown, so nothing came of the press. */
export function unshownCard({ messages, platform }: RenderContext, why: Unshown): Card {
  const { unshown } = messages.answers;
  return card(unshown.title, 'warn', [interpolate(unshown[why], { platform, command: strong(messages.commands.list) })]);
}

/** The deadline has passed: whether anything was done is not known here. */
export function timeoutCard({ messages }: RenderContext): Card {
  const { late } = messages.answers;
  return card(late.title, 'warn', [interpolate(late.body, { command: strong(messages.commands.list) })]);
}

/** The way to the page. `url` holds a single-use token. */
export function openPageCard({ messages }: RenderContext, url: string): Card {
  const { go } = messages.answers;
  return card(
    go.title,
    'plain',
    [[interpolateText(go.body, { minutes: String(limits.tokenMs / 60_000) })]],
    [{ kind: 'open', url, label: messages.buttons.page, tone: 'primary' }],
  );
}

/** What came of the share form. `enter`: the way to enter the secret of each share, where it can be entered now. */
export function createdCard(
  context: RenderContext,
  shares: readonly Share[],
  more: { readonly enter: readonly (Button | null)[]; readonly failed: readonly string[]; readonly guests: readonly string[] },
): Card {
  const { answers } = context.messages;
  const [first] = shares;
  const body: Line[] = more.failed.map((sentence) => [sentence]);
  if (first === undefined) return card(answers.refused, 'warn', body);
  body.push(...more.guests.map((guest): Line => [interpolateText(answers.guest, { recipient: guest })]));
  const isLinkShare = first.recipient === null;
  if (isLinkShare) body.push([answers.createdLink.body]);
  else
    body.push(
      [answers.created.body],
      nextLine(
        context,
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
          ? interpolateText(answers.createdMany, { count: String(shares.length) })
          : interpolateText(answers.created.title, displayNames(context, first));
  const buttons = more.enter.flatMap((button, n): Button[] => {
    const share = shares[n];
    if (button === null || share === undefined) return [];
    return [shares.length === 1 ? button : { ...button, label: numbered(context, button.label, displayNames(context, share).recipient) }];
  });
  return card(title, more.failed.length > 0 ? 'warn' : 'good', body, buttons);
}

function nextLine({ messages, platform }: RenderContext, share: Share, now: boolean): Line {
  if (share.entry === 'page') return [messages.answers.created.next];
  return now ? interpolate(messages.answers.createdModalNow, { platform }) : [messages.answers.createdModal];
}

export function declinedCard(context: RenderContext, share: Share): Card {
  const { declined } = context.messages.answers;
  return card(declined.title, 'over', [interpolate(declined.body, nameSpans(context, share, 'nobody'))], [blockButton(context, share)]);
}

export function confirmCard(context: RenderContext, share: Share): Card {
  const { answers, buttons } = context.messages;
  return card(
    answers.confirm.title,
    'warn',
    [interpolate(answers.confirm.body, nameSpans(context, share, 'nobody'))],
    [actionButton('revoke-now', share, buttons.revokeNow, 'danger')],
  );
}

export function revokedCard(context: RenderContext, share: Share): Card {
  const { revoked } = context.messages.answers;
  return card(revoked.title, 'over', [interpolate(share.recipient ? revoked.body : revoked.bodyLink, nameSpans(context, share, 'nobody'))]);
}

/** `isPadded`: white space at the ends of what was typed, or odd characters inside, which nobody saw and which were sealed with it. */
export function sealedCard(context: RenderContext, share: Share, isPadded: boolean): Card {
  const { sealed } = context.messages.answers;
  const spans = nameSpans(context, share, 'nobody');
  const more = [...(share.mode.endsWith('words') ? [sealed.words] : []), ...(isPadded ? [sealed.padded] : [])];
  return card(sealed.title, 'good', [interpolate(sealed.body, spans), ...more.map((sentence) => interpolate(sentence, spans))]);
}

export function helpCard({ messages }: RenderContext, unknown: boolean): Card {
  const { help } = messages.answers;
  const { commands } = messages;
  const body: Line[] = [
    ...(unknown ? [[help.unknown]] : []),
    [help.intro],
    interpolate(help.share, { command: strong(commands.example) }),
    interpolate(help.link, { command: strong(commands.share) }),
    interpolate(help.list, { command: strong(commands.list) }),
    interpolate(help.revoke, { command: strong(commands.revoke) }),
    interpolate(help.receipt, { command: strong(commands.receipt) }),
    interpolate(help.block, { command: strong(commands.block) }),
    interpolate(help.blocks, { command: strong(commands.blocks) }),
  ];
  return card(help.title, 'plain', body);
}

/** Somebody typed a secret. It is not repeated. */
export function pastedSecretCard({ messages, platform }: RenderContext): Card {
  return card(messages.leak.title, 'warn', [interpolate(messages.leak.body, { platform })]);
}
