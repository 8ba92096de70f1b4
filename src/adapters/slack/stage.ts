// Shows an answer where it was asked for: in the acknowledgement where Slack takes it, else in a modal, else as a message that only
// this person sees. Each of these is seen by him alone and not stored, so that a card may carry a single-use link.

import type { Bot, Card, FirstResponse, Form } from '../../bot/port.ts';
import type { Way } from '../../outbound/outbound.ts';
import { proxyCode } from '../../outbound/words.ts';
import { unshownFor } from './failures.ts';
import type { Metadata, Occasion } from './occasion.ts';
import { renderCardView, renderForm, renderHome, renderMessage, type Block } from './render.ts';
import { within, type Api } from './teams/api.ts';
import type { Team } from './teams/teams.ts';

/** `body`: what to acknowledge with. `shown`: what Slack has to be asked for besides. */
export interface Showing {
  readonly body?: unknown;
  readonly shown?: Promise<void>;
}

interface StageWorld {
  readonly api: Api;
  readonly cards: () => Pick<Bot, 'late' | 'unshown'>;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
  /** Through the proxy; null: directly. */
  readonly way: Way | null;
}

interface Viewing {
  readonly team: Team | null;
  readonly view: Block;
  readonly instead: (code: string) => Card;
}

const RESPOND_MS = 3_000;
/** What is left of the three seconds after the deadline. */
const LAST_WORD_MS = 300;

export function createStages({ api, cards, log, way }: StageWorld) {
  /** Every refusal, also where another way is left: what people do not see of it, the operator must. */
  const unshown = (type: string, code: string): void => log('slack.not_shown', { type, code });
  const cardFor = (error: string): Card => {
    const why = unshownFor(error);
    return why === 'late' ? cards().late : cards().unshown[why];
  };

  /** A message by the address that came with the press: it needs no token and lives half an hour. */
  async function respond({ responseUrl, thread }: Occasion, card: Card): Promise<void> {
    if (responseUrl === null) return unshown('response_url', 'none');
    const said = {
      response_type: 'ephemeral',
      replace_original: false,
      ...(thread !== null && { thread_ts: thread }),
      ...renderMessage(card),
    };
    try {
      const response = await (way?.fetch ?? fetch)(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(said),
        redirect: 'error',
        signal: AbortSignal.timeout(RESPOND_MS),
      });
      await response.body?.cancel();
      if (!response.ok) unshown('response_url', `http_${response.status}`);
    } catch {
      unshown('response_url', proxyCode(way?.word()) ?? 'unreachable');
    }
  }

  /** `instead`: what a message can say where the view was to stand, by what Slack said of the view. */
  async function showView(occasion: Occasion, { team, view, instead }: Viewing): Promise<void> {
    const { stage, trigger } = occasion;
    let code = 'no_installation';
    if (team !== null) {
      const called = async (method: string, args: Readonly<Record<string, unknown>>): Promise<boolean> => {
        const answer = await api(team.token, method, { ...args, view });
        if (answer.ok) return true;
        code = answer.error;
        unshown(method, code);
        return false;
      };
      if (stage.on === 'modal' && (await called('views.update', { view_id: stage.view }))) return;
      // A trigger lives three seconds and opens one view.
      if (trigger !== null && (await called('views.open', { trigger_id: trigger }))) return;
    }
    await respond(occasion, instead(code));
  }

  const showCard = (occasion: Occasion, team: Team | null, card: Card): Promise<void> =>
    showView(occasion, { team, view: renderCardView(card, carriedBy(occasion, team)), instead: () => card });

  function showPrivate(occasion: Occasion, team: Team | null, card: Card): Showing {
    switch (occasion.stage.on) {
      case 'command':
        return { body: { response_type: 'ephemeral', ...renderMessage(card) } };
      case 'form':
        return { body: { response_action: 'update', view: renderCardView(card, carriedBy(occasion, team)) } };
      case 'opened':
        return {};
      default:
        return { shown: showCard(occasion, team, card) };
    }
  }

  function showForm(occasion: Occasion, team: Team | null, form: Form): Showing {
    const view = renderForm(form, carriedBy(occasion, team));
    if (occasion.stage.on === 'form') return { body: { response_action: 'update', view } };
    return { shown: showView(occasion, { team, view, instead: cardFor }) };
  }

  return {
    cardFor,

    show(answer: FirstResponse, occasion: Occasion, team: Team | null): Showing {
      switch (answer.do) {
        case 'nothing':
          return {};
        case 'private':
          return showPrivate(occasion, team, answer.card);
        case 'form':
          return showForm(occasion, team, answer.form);
        case 'reject-form':
          return { body: { response_action: 'errors', errors: errorsAt(occasion, answer.errors) } };
        case 'home':
          return team === null ? {} : { shown: publish(team, occasion.actor.id, renderHome(answer.home)) };
      }
    },

    /** A form keeps what was typed into it; everything else is told like any private answer. */
    async tellLate(occasion: Occasion, team: Team | null): Promise<unknown> {
      const card = cards().late;
      const { stage } = occasion;
      if (stage.on === 'opened') return undefined;
      if (stage.on === 'form') {
        const [field] = stage.fields;
        const sentence = [`${card.title}.`, ...card.body.map((line) => line.map(asText).join(''))].join(' ');
        return field === undefined ? undefined : { response_action: 'errors', errors: { [field]: sentence } };
      }
      if (stage.on === 'command') return showPrivate(occasion, team, card).body;
      // The trigger is nearly over: the address that came with the press is not.
      const told = stage.on === 'message' && occasion.responseUrl !== null ? respond(occasion, card) : showCard(occasion, team, card);
      await within(LAST_WORD_MS, told);
      return undefined;
    },
  };

  async function publish(team: Team, user: string, view: Block): Promise<void> {
    const called = await api(team.token, 'views.publish', { user_id: user, view });
    if (!called.ok) unshown('views.publish', called.error);
  }
}

function carriedBy({ place, fromHome }: Occasion, team: Team | null): Partial<Metadata> {
  return { place: team && place(team.tenant), ...(fromHome && { home: true }) };
}

/** Slack takes errors only for inputs that stand in the form. */
function errorsAt({ stage }: Occasion, errors: Readonly<Record<string, string>>): Record<string, string> {
  const fields = stage.on === 'form' ? stage.fields : [];
  const placed: Record<string, string> = {};
  for (const [id, sentence] of Object.entries(errors)) {
    const field = fields.includes(id) ? id : fields[0];
    if (field !== undefined) placed[field] = placed[field] === undefined ? sentence : `${placed[field]} ${sentence}`;
  }
  return placed;
}

function asText(span: Card['body'][number][number]): string {
  if (typeof span === 'string') return span;
  if ('strong' in span) return span.strong;
  if ('person' in span) return span.person.name;
  return 'at' in span ? new Date(span.at).toISOString() : span.text;
}
