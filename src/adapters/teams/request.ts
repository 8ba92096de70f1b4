// One activity from its arrival to the answer, in a straight line: parse it, find out who its people are, ask the bot, draw what it says.
// A press is answered in time, whatever happens; a message gets a card, since no dialog can follow one.

import { randomBytes } from 'node:crypto';

import { en } from '../../bot/messages/messages.ts';
import { parseCommand } from '../../bot/parse/command.ts';
import type { Bot, Card, Contact, Field, Form, InteractionResponse } from '../../bot/port.ts';
import type { TeamsConfig } from './config.ts';
import { LIMITS } from './limits.ts';
import { parseActivity } from './parse/activity.ts';
import { peopleIn, type AskedPayload, type TeamsContent, type TextPiece, type TypedPayload } from './payload.ts';
import { isProgram, type TeamsPeople } from './people.ts';
import { renderCardDialog, renderForm, renderWay, type AdaptiveCard, type Dialog } from './render.ts';
import { toInteraction, valuesWith } from './to-interaction.ts';

/** `body` absent: an empty answer. */
export interface InvokeAnswer {
  readonly status: 200 | 202 | 501 | 503;
  readonly body?: unknown;
}

export interface RequestHandler {
  readonly handle: (body: unknown) => Promise<InvokeAnswer>;
  start(bot: Bot): void;
  /** Waits for what is still under way, but not for long. */
  stop(): Promise<void>;
}

interface RequestDeps {
  readonly config: Pick<TeamsConfig, 'tenant' | 'times'>;
  readonly people: TeamsPeople;
  /** Posts a card into a conversation, in answer to a message there. */
  readonly reply: (conversation: string, card: AdaptiveCard, fallback: string) => Promise<void>;
  /** Fixed words and codes only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

const LATE = Symbol('late');
const STOP_MS = 2_000;
/** In place of what was typed and looked like a secret: it looks like one to the bot too, which then says what it says of them. */
const STAND_IN = 'sk_live_THROWNAWAY00000000000000';

export function createRequestHandler({ config: { tenant, times }, people, reply, log }: RequestDeps): RequestHandler {
  const underWay = new Set<Promise<unknown>>();
  let bot: Bot | null = null;

  function track(work: Promise<unknown>): void {
    const tracked: Promise<unknown> = work.catch(() => log('teams.failed', {})).finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  }

  function drawingOf({ where }: AskedPayload) {
    return { tenant, top: where.top };
  }

  const cardDialog = (payload: AskedPayload, card: Card): InvokeAnswer => dialogAnswer(renderCardDialog(card, drawingOf(payload)));

  function formDialog(payload: AskedPayload, form: Form, errors: Readonly<Record<string, string>> = {}): InvokeAnswer {
    return dialogAnswer(renderForm(form, { ...drawingOf(payload), nonce: randomBytes(16).toString('base64url'), errors }));
  }

  async function respond(running: Bot, payload: AskedPayload, deadline: AbortSignal): Promise<InvokeAnswer> {
    const { content, actor } = payload;
    if (content.kind === 'command' && content.by !== actor.id) return cardDialog(payload, notYours());
    const named = peopleIn(payload);
    const contacts = await people.load(payload.where.conversation, [actor.id, ...named]);
    if (deadline.aborted) return { status: 200 };
    const isMissing = [actor.id, ...named.slice(0, LIMITS.fields)].some((id) => !contacts.has(id) && !isProgram(id));
    if (isMissing && needsContacts(content)) return cardDialog(payload, running.unshown.busy);
    const response = await running.handle(toInteraction(payload, { tenant, contacts }), deadline);
    return show(payload, response, contacts);
  }

  function show(payload: AskedPayload, response: InteractionResponse, contacts: ReadonlyMap<string, Contact>): InvokeAnswer {
    switch (response.kind) {
      case 'private':
        return cardDialog(payload, response.card);
      case 'form':
        return formDialog(payload, response.form);
      case 'reject-form':
        return payload.content.kind === 'form'
          ? formDialog(payload, refilled(payload.content, contacts), response.errors)
          : { status: 200, body: message(en.typed.repeated) };
      case 'nothing':
      case 'home':
        // The bot gives the last only to platforms that ask for it.
        return { status: 200, body: message(en.typed.repeated) };
    }
  }

  /** A form stays open, with what was typed but for a secret. */
  function tellLate(running: Bot, payload: AskedPayload): InvokeAnswer {
    const { content } = payload;
    log('teams.late', { type: content.kind });
    if (content.kind !== 'form') return cardDialog(payload, running.late);
    const form = refilled(content, new Map());
    const { title, body } = running.late;
    return formDialog(payload, { ...form, intro: [[{ kind: 'strong', text: title }], ...body, ...form.intro] });
  }

  async function answer(running: Bot, payload: AskedPayload): Promise<InvokeAnswer> {
    const ending = new AbortController();
    const answering = respond(running, payload, ending.signal).catch(() => {
      log('teams.failed', {});
      return cardDialog(payload, running.broken);
    });
    track(answering);
    const first = await withTimeout(times.answer, answering);
    if (first !== LATE) return first;
    // From here on the bot's answer is dropped, and the bot changes nothing.
    ending.abort();
    return tellLate(running, payload);
  }

  async function showWay({ actor, where, text }: TypedPayload): Promise<void> {
    const { text: safe, leaked } = withoutSecret(text);
    const name = actor.name === '' ? 'you' : actor.name;
    const said = leaked ? en.typed.leaked : en.typed.line.replace('{person}', () => name);
    const carried = { by: actor.id, text: safe, ...(where.top && { top: true }) };
    await reply(where.conversation, renderWay({ line: said, button: en.typed.open }, carried), en.typed.fallback);
  }

  return {
    async handle(body) {
      if (bot === null) return { status: 503 };
      const payload = parseActivity(body);
      if (payload.kind === 'unknown') return { status: payload.waits ? 501 : 200 };
      if (payload.kind === 'asked') return answer(bot, payload);
      track(showWay(payload));
      return { status: 202 };
    },
    start(given) {
      bot = given;
    },
    async stop() {
      await withTimeout(STOP_MS, Promise.allSettled(underWay));
      bot = null;
    },
  };
}

/** What a card may carry of a message: all of it, or its first word and its people. */
function withoutSecret(text: readonly TextPiece[]): { readonly text: TextPiece[]; readonly leaked: boolean } {
  const whole = text.map((piece) => (typeof piece === 'string' ? piece : piece.kind === 'name' ? piece.said : '<@someone>')).join('');
  const { leaked } = parseCommand(whole);
  if (!leaked && whole.length <= LIMITS.typed) return { text: [...text], leaked: false };
  const [verb = ''] = /^\s*\w{1,12}/.exec(whole) ?? [];
  const named = text.flatMap((piece): TextPiece[] => (typeof piece === 'object' && piece.kind === 'person' ? [piece, ' '] : []));
  return { text: [`${verb.trim()} `, ...named, STAND_IN], leaked: true };
}

function notYours(): Card {
  const { title, line } = en.typed.notYours;
  return { title, tone: 'warn', body: [[line]], buttons: [], fallback: title };
}

type Submitted = Extract<TeamsContent, { kind: 'form' }>;

/** The form as it was sent. Secrets are not among what comes back; words that nt2 has proposed are. */
function refilled({ form, values }: Submitted, contacts: ReadonlyMap<string, Contact>): Form {
  const filled = valuesWith(values, (id) => contacts.get(id) ?? { key: '' as Contact['key'], name: '', kind: 'unknown' });
  return { ...form, fields: form.fields.map((field) => refilledField(field, filled[field.id])) };
}

function refilledField(field: Field, value: string | readonly Contact[] | undefined): Field {
  if (field.kind === 'people') return { ...field, initial: typeof value === 'object' ? value.filter(({ key }) => key !== '') : [] };
  const isOpen = field.kind === 'text' || field.kind === 'choice';
  return isOpen && typeof value === 'string' ? { ...field, initial: value } : field;
}

/** A press on a share identifies its actor by key alone. */
const needsContacts = (content: TeamsContent): boolean =>
  content.kind === 'action' ? content.action === 'share' : content.kind !== 'form-press';

const message = (value: string) => ({ task: { type: 'message', value } });
const dialogAnswer = ({ title, card }: Dialog): InvokeAnswer => ({
  status: 200,
  body: {
    task: {
      type: 'continue',
      value: {
        title,
        width: 'medium',
        height: 'medium',
        card: { contentType: 'application/vnd.microsoft.card.adaptive', content: card },
      },
    },
  },
});

async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T | typeof LATE> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
