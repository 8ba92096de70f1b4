// Shows an answer where it was asked for: in the acknowledgement where Slack takes it, else in a modal, else as a message that only
// this person sees. Each of these is seen by him alone and not stored, so that a card may carry a single-use link.

import type { Bot, Card, InteractionResponse, Form } from '../../bot/port.ts';
import type { EgressRoute } from '../../egress/egress.ts';
import { proxyCode } from '../../egress/proxy-report.ts';
import { unshownFor } from './delivery-errors.ts';
import type { Metadata, SlackInteraction } from './payload.ts';
import { renderCardView, renderForm, renderHome, renderMessage, type Block } from './render.ts';
import { withTimeout, type Api } from './installations/api.ts';
import type { Installation } from './installations/installations.ts';

/** `body`: what to acknowledge with. `shown`: what Slack has to be asked for besides. */
export interface Acknowledgement {
  readonly body?: unknown;
  readonly shown?: Promise<void>;
}

interface StageDeps {
  readonly api: Api;
  readonly cards: () => Pick<Bot, 'late' | 'unshown'>;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
  /** Through the proxy; null: directly. */
  readonly egressRoute: EgressRoute | null;
}

interface Viewing {
  readonly team: Installation | null;
  readonly view: Block;
  readonly instead: (code: string) => Card;
}

const RESPOND_MS = 3_000;
/** What is left of the three seconds after the deadline. */
const LAST_WORD_MS = 300;

export function createResponder({ api, cards, log, egressRoute }: StageDeps) {
  /** Every refusal, also where another way is left: what people do not see of it, the operator must. */
  const unshown = (type: string, code: string): void => log('slack.not_shown', { type, code });
  const cardFor = (error: string): Card => {
    const why = unshownFor(error);
    return why === 'late' ? cards().late : cards().unshown[why];
  };

  /** A message by the address that came with the press: it needs no token and lives half an hour. */
  async function respond({ responseUrl, thread }: SlackInteraction, card: Card): Promise<void> {
    if (responseUrl === null) return unshown('response_url', 'none');
    const said = {
      response_type: 'ephemeral',
      replace_original: false,
      ...(thread !== null && { thread_ts: thread }),
      ...renderMessage(card),
    };
    try {
      const response = await (egressRoute?.fetch ?? fetch)(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(said),
        redirect: 'error',
        signal: AbortSignal.timeout(RESPOND_MS),
      });
      await response.body?.cancel();
      if (!response.ok) unshown('response_url', `http_${response.status}`);
    } catch {
      unshown('response_url', proxyCode(egressRoute?.word()) ?? 'unreachable');
    }
  }

  /** `instead`: what a message can say where the view was to stand, by what Slack said of the view. */
  async function showView(interaction: SlackInteraction, { team, view, instead }: Viewing): Promise<void> {
    const { target, trigger } = interaction;
    let code = 'no_installation';
    if (team !== null) {
      const called = async (method: string, args: Readonly<Record<string, unknown>>): Promise<boolean> => {
        const answer = await api(team.token, method, { ...args, view });
        if (answer.ok) return true;
        code = answer.error;
        unshown(method, code);
        return false;
      };
      if (target.kind === 'modal' && (await called('views.update', { view_id: target.view }))) return;
      // A trigger lives three seconds and opens one view.
      if (trigger !== null && (await called('views.open', { trigger_id: trigger }))) return;
    }
    await respond(interaction, instead(code));
  }

  const showCard = (interaction: SlackInteraction, team: Installation | null, card: Card): Promise<void> =>
    showView(interaction, { team, view: renderCardView(card, carriedBy(interaction, team)), instead: () => card });

  function showPrivate(interaction: SlackInteraction, team: Installation | null, card: Card): Acknowledgement {
    switch (interaction.target.kind) {
      case 'command':
        return { body: { response_type: 'ephemeral', ...renderMessage(card) } };
      case 'form':
        return { body: { response_action: 'update', view: renderCardView(card, carriedBy(interaction, team)) } };
      case 'opened':
        return {};
      default:
        return { shown: showCard(interaction, team, card) };
    }
  }

  function showForm(interaction: SlackInteraction, team: Installation | null, form: Form): Acknowledgement {
    const view = renderForm(form, carriedBy(interaction, team));
    if (interaction.target.kind === 'form') return { body: { response_action: 'update', view } };
    return { shown: showView(interaction, { team, view, instead: cardFor }) };
  }

  return {
    cardFor,

    show(answer: InteractionResponse, interaction: SlackInteraction, team: Installation | null): Acknowledgement {
      switch (answer.kind) {
        case 'nothing':
          return {};
        case 'private':
          return showPrivate(interaction, team, answer.card);
        case 'form':
          return showForm(interaction, team, answer.form);
        case 'reject-form':
          return { body: { response_action: 'errors', errors: errorsAt(interaction, answer.errors) } };
        case 'home':
          return team === null ? {} : { shown: publish(team, interaction.actor.id, renderHome(answer.home)) };
      }
    },

    /** A form keeps what was typed into it; everything else is told like any private answer. */
    async tellLate(interaction: SlackInteraction, team: Installation | null): Promise<unknown> {
      const card = cards().late;
      const { target } = interaction;
      if (target.kind === 'opened') return undefined;
      if (target.kind === 'form') {
        const [field] = target.fields;
        const sentence = [`${card.title}.`, ...card.body.map((line) => line.map(asText).join(''))].join(' ');
        return field === undefined ? undefined : { response_action: 'errors', errors: { [field]: sentence } };
      }
      if (target.kind === 'command') return showPrivate(interaction, team, card).body;
      // The trigger is nearly over: the address that came with the press is not.
      const told =
        target.kind === 'message' && interaction.responseUrl !== null ? respond(interaction, card) : showCard(interaction, team, card);
      await withTimeout(LAST_WORD_MS, told);
      return undefined;
    },
  };

  async function publish(team: Installation, user: string, view: Block): Promise<void> {
    const called = await api(team.token, 'views.publish', { user_id: user, view });
    if (!called.ok) unshown('views.publish', called.error);
  }
}

function carriedBy({ place, fromHome }: SlackInteraction, team: Installation | null): Partial<Metadata> {
  return { place: team && place(team.tenant), ...(fromHome && { home: true }) };
}

/** Slack takes errors only for inputs that stand in the form. */
function errorsAt({ target }: SlackInteraction, errors: Readonly<Record<string, string>>): Record<string, string> {
  const fields = target.kind === 'form' ? target.fields : [];
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
