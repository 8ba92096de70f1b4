// Shows an answer where it was asked for: in the acknowledgement where Slack takes it, else in a modal, else as a message. Only the
// person who asked sees any of these, and Slack stores none of them, so a card may carry a single-use link.

import type { Bot, Card, InteractionResponse, Form } from '../../bot/port.ts';
import type { EgressRoute } from '../../egress/egress.ts';
import { proxyCode } from '../../egress/proxy-report.ts';
import { unshownFor } from './delivery-errors.ts';
import type { Installation } from './installations/installations.ts';
import type { SlackPayload } from './payload.ts';
import { conversationAt, type Metadata } from './place.ts';
import { renderCardView, renderForm, renderHome, renderMessage, type Block } from './render.ts';
import { withTimeout, type Api } from './web-api.ts';

/** What an answer is for. */
export interface Origin {
  readonly payload: SlackPayload;
  readonly installation: Installation | null;
}

/** `body`: what to acknowledge with. `shown`: settles when Slack has shown what does not go into the acknowledgement. */
interface Acknowledgement {
  readonly body?: unknown;
  readonly shown?: Promise<void>;
}

export interface Responder {
  /** What to say where a view was refused or a look-up failed, by Slack's word for it. */
  cardFor(error: string): Card;
  show(response: InteractionResponse, origin: Origin): Acknowledgement;
  /** Says that it took too long. A form keeps what was typed into it. Resolves with the body to acknowledge with. */
  tellLate(origin: Origin): Promise<unknown>;
}

interface ResponderDeps {
  readonly api: Api;
  readonly cards: Pick<Bot, 'late' | 'unshown'>;
  /** Fixed words and codes only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
  /** Through the proxy; null: directly. */
  readonly egressRoute: EgressRoute | null;
}

interface Viewing {
  readonly view: Block;
  /** What a message can say in place of the view, by what Slack said of the view. */
  readonly instead: (code: string) => Card;
}

const RESPOND_MS = 3_000;
/** What is left of the three seconds after the deadline. */
const LAST_WORD_MS = 300;

export function createResponder({ api, cards, log, egressRoute }: ResponderDeps): Responder {
  /** Logs each refusal, also where another way is left: the operator must see what people do not. */
  const unshown = (type: string, code: string): void => log('slack.not_shown', { type, code });
  const cardFor = (error: string): Card => {
    const why = unshownFor(error);
    return why === 'late' ? cards.late : cards.unshown[why];
  };

  /** A message by the address that came with the press, which needs no token and works for half an hour. */
  async function respond({ responseUrl, thread }: SlackPayload, card: Card): Promise<void> {
    if (responseUrl === null) return unshown('response_url', 'none');
    const message = {
      response_type: 'ephemeral',
      replace_original: false,
      ...(thread !== null && { thread_ts: thread }),
      ...renderMessage(card),
    };
    try {
      const response = await (egressRoute?.fetch ?? fetch)(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(message),
        redirect: 'error',
        signal: AbortSignal.timeout(RESPOND_MS),
      });
      await response.body?.cancel();
      if (!response.ok) unshown('response_url', `http_${response.status}`);
    } catch {
      unshown('response_url', proxyCode(egressRoute?.word()) ?? 'unreachable');
    }
  }

  async function showView({ payload, installation }: Origin, { view, instead }: Viewing): Promise<void> {
    const { target, trigger } = payload;
    let code = 'no_installation';
    if (installation !== null) {
      const called = async (method: string, args: Readonly<Record<string, unknown>>): Promise<boolean> => {
        const answer = await api(installation.token, method, { ...args, view });
        if (answer.ok) return true;
        code = answer.error;
        unshown(method, code);
        return false;
      };
      if (target.kind === 'modal' && (await called('views.update', { view_id: target.view }))) return;
      // A trigger lives three seconds and opens one view.
      if (trigger !== null && (await called('views.open', { trigger_id: trigger }))) return;
    }
    await respond(payload, instead(code));
  }

  const showCard = (origin: Origin, card: Card): Promise<void> =>
    showView(origin, { view: renderCardView(card, carriedBy(origin)), instead: () => card });

  function showPrivate(origin: Origin, card: Card): Acknowledgement {
    switch (origin.payload.target.kind) {
      case 'command':
        return { body: { response_type: 'ephemeral', ...renderMessage(card) } };
      case 'form':
        return { body: { response_action: 'update', view: renderCardView(card, carriedBy(origin)) } };
      case 'opened':
        return {};
      default:
        return { shown: showCard(origin, card) };
    }
  }

  function showForm(origin: Origin, form: Form): Acknowledgement {
    const view = renderForm(form, carriedBy(origin));
    if (origin.payload.target.kind === 'form') return { body: { response_action: 'update', view } };
    return { shown: showView(origin, { view, instead: cardFor }) };
  }

  return {
    cardFor,

    show(response, origin) {
      const { payload, installation } = origin;
      switch (response.kind) {
        case 'nothing':
          return {};
        case 'private':
          return showPrivate(origin, response.card);
        case 'form':
          return showForm(origin, response.form);
        case 'reject-form':
          return { body: { response_action: 'errors', errors: errorsAt(payload, response.errors) } };
        case 'home':
          return installation === null ? {} : { shown: publish(installation, payload.actor.id, renderHome(response.home)) };
      }
    },

    async tellLate(origin) {
      const card = cards.late;
      const { target, responseUrl } = origin.payload;
      if (target.kind === 'opened') return undefined;
      if (target.kind === 'form') {
        const [field] = target.fields;
        const sentence = [`${card.title}.`, ...card.body.map((line) => line.map(asText).join(''))].join(' ');
        return field === undefined ? undefined : { response_action: 'errors', errors: { [field]: sentence } };
      }
      if (target.kind === 'command') return showPrivate(origin, card).body;
      // The trigger is about to expire; the address that came with the press is not.
      const told = target.kind === 'message' && responseUrl !== null ? respond(origin.payload, card) : showCard(origin, card);
      await withTimeout(LAST_WORD_MS, told);
      return undefined;
    },
  };

  async function publish(installation: Installation, user: string, view: Block): Promise<void> {
    const called = await api(installation.token, 'views.publish', { user_id: user, view });
    if (!called.ok) unshown('views.publish', called.error);
  }
}

function carriedBy({ payload: { place, fromHome }, installation }: Origin): Partial<Metadata> {
  return { place: installation && conversationAt(installation.tenant, place), ...(fromHome && { home: true }) };
}

/** Slack takes errors only for inputs of the form. */
function errorsAt({ target }: SlackPayload, errors: Readonly<Record<string, string>>): Record<string, string> {
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
  switch (span.kind) {
    case 'person':
      return span.person.name;
    case 'strong':
    case 'link':
      return span.text;
    case 'time':
      return new Date(span.at).toISOString();
  }
}
