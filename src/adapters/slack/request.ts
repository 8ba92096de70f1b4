// One payload from its arrival to the first answer, in a straight line: parse it, find whose installation it is for and who its people
// are, ask the bot, show what it says. Whatever happens on the way, Slack has its acknowledgement within three seconds.

import type { Bot, InteractionResponse } from '../../bot/port.ts';
import type { EgressRoute } from '../../egress/egress.ts';
import type { SlackConfig } from './config.ts';
import type { Authorize } from './installations/authorize.ts';
import type { Installation } from './installations/installations.ts';
import { parseBlockActions } from './parse/action.ts';
import { parseSlashCommand } from './parse/command.ts';
import { parseHomeOpened } from './parse/events.ts';
import { isMessageEvent } from './parse/message.ts';
import { parseFormPress } from './parse/form-press.ts';
import { parseShortcut } from './parse/shortcut.ts';
import { parseViewSubmission } from './parse/submission.ts';
import { homeOf, peopleIn, type SlackBody, type SlackPayload } from './payload.ts';
import { createResponder, type Origin, type Responder } from './respond.ts';
import { toInteraction } from './to-interaction.ts';
import type { Users } from './users.ts';
import type { WatchMessage } from './watch.ts';
import { withTimeout, type Api } from './web-api.ts';

/** Resolves, always and in time, with the body of the acknowledgement; undefined for an empty one. */
export type HandleRequest = (body: SlackBody) => Promise<unknown>;

interface RequestHandler {
  readonly handle: HandleRequest;
  start(bot: Bot): void;
  /** Waits for what is still under way, but not for long. */
  stop(): Promise<void>;
}

interface RequestDeps {
  readonly config: Pick<SlackConfig, 'answerWithinMs'>;
  readonly authorize: Authorize;
  readonly users: Users;
  readonly api: Api;
  /** Null: messages are not read. */
  readonly watch: WatchMessage | null;
  /** Fixed words and codes only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
  /** Through the proxy; null: directly. */
  readonly egressRoute: EgressRoute | null;
}

interface Running {
  readonly bot: Bot;
  readonly responder: Responder;
}

/** What is known of a request so far. It grows while the request is worked on. */
interface PendingRequest {
  readonly body: SlackBody;
  /** Null for what no person did. */
  readonly payload: SlackPayload | null;
  readonly deadline: AbortSignal;
  /** Null until it is found, and for a workspace without one. */
  installation: Installation | null;
  /** The bot has answered in time: what is left is only to show its answer. */
  answered: boolean;
  /** Ends the request with this body; the first call counts. */
  readonly acknowledge: (body?: unknown) => void;
}

interface Asked extends Origin {
  readonly deadline: AbortSignal;
}

const PARSERS = [parseSlashCommand, parseBlockActions, parseFormPress, parseViewSubmission, parseShortcut, parseHomeOpened] as const;
const STOP_MS = 2_000;

export function createRequestHandler({ config, authorize, users, api, watch, log, egressRoute }: RequestDeps): RequestHandler {
  const underWay = new Set<Promise<unknown>>();
  let running: Running | null = null;

  function track(work: Promise<unknown>): Promise<unknown> {
    const tracked: Promise<unknown> = work
      .catch(() => log('slack.fault', { code: 'server.fault' }))
      .finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  }

  const handle: HandleRequest = async (body) => {
    if (running === null) return undefined;
    const now = running;
    if (watch !== null && isMessageEvent(body)) {
      void track(watch(now.bot, body));
      return undefined;
    }
    const payload = parsePayload(body);
    return new Promise((acknowledge) => {
      const ending = new AbortController();
      const pending: PendingRequest = { body, payload, deadline: ending.signal, installation: null, answered: false, acknowledge };
      const timer = setTimeout(() => {
        // From here on the bot's answer is dropped, and the bot changes nothing.
        ending.abort();
        if (pending.answered || payload === null) acknowledge(undefined);
        else
          void now.responder
            .tellLate({ payload, installation: pending.installation })
            .catch(() => undefined)
            .then(acknowledge);
      }, config.answerWithinMs);
      void track(answer(now, pending)).finally(() => {
        clearTimeout(timer);
        if (!ending.signal.aborted) acknowledge(undefined);
      });
    });
  };

  async function answer(to: Running, pending: PendingRequest): Promise<void> {
    const { payload, deadline, acknowledge } = pending;
    const installation = await authorize(pending.body, acknowledge);
    pending.installation = installation;
    if (payload === null || deadline.aborted) return;
    const response = await responseTo(to, { payload, installation, deadline });
    if (deadline.aborted) return;
    pending.answered = true;
    const { body, shown } = to.responder.show(response, { payload, installation });
    if (body !== undefined) acknowledge(body);
    await shown;
    acknowledge();
    if (payload.fromHome && installation !== null) void track(refreshHome(to, { payload, installation }));
  }

  async function responseTo({ bot, responder }: Running, { payload, installation, deadline }: Asked): Promise<InteractionResponse> {
    if (installation === null) return { kind: 'private', card: bot.broken };
    const contacts = await users.load(installation, peopleIn(payload));
    if (deadline.aborted) return { kind: 'nothing' };
    if (contacts.error !== null && needsContacts(payload)) return { kind: 'private', card: responder.cardFor(contacts.error) };
    return bot.handle(toInteraction(payload, { installation, contacts: contacts.found }), deadline);
  }

  async function refreshHome(to: Running, { payload: { actor, id }, installation }: Origin): Promise<void> {
    const payload = homeOf(actor.id, `${id}:home`);
    const response = await responseTo(to, { payload, installation, deadline: AbortSignal.timeout(config.answerWithinMs) });
    await to.responder.show(response, { payload, installation }).shown;
  }

  return {
    handle,
    start(bot) {
      running = { bot, responder: createResponder({ api, cards: bot, log, egressRoute }) };
    },
    async stop() {
      await withTimeout(STOP_MS, Promise.allSettled(underWay));
      running = null;
    },
  };
}

/** Null for what no person did, and for what does not fit its schema. */
function parsePayload(body: SlackBody): SlackPayload | null {
  return PARSERS.map((parse) => parse(body)).find((payload) => payload !== null) ?? null;
}

/** Presses that open the share form, which is not for all. */
const OPENS_SHARE: readonly string[] = ['share', 'rescue-share'];

/** A press on a share identifies its actor by key alone, and a person's own page shows no other people. */
const needsContacts = ({ content }: SlackPayload): boolean =>
  content.kind === 'action' ? OPENS_SHARE.includes(content.action) : content.kind !== 'home' && content.kind !== 'form-press';
