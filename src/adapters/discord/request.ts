// One interaction from its arrival to the first answer, for the gateway and for HTTP alike: parse it, ask the bot, render what it says.
// Keeps the deadline of the first answer.

import type { Bot } from '../../bot/port.ts';
import { ANSWER, FLAG, type Tenant, type Times } from './config.ts';
import { parseInteraction } from './parse/interaction.ts';
import type { Address, DiscordPayload } from './payload.ts';
import { renderAnswer, renderChoices, renderPrivate, renderTold, type Callback } from './render.ts';
import { createResponder, type Answered } from './respond.ts';
import type { Rest } from './rest-api.ts';
import type { WatchMessage } from './watch.ts';
import { contactKind, tenantOfPayload, toInteraction } from './to-interaction.ts';

export interface RequestHandler {
  /** Takes an interaction from the gateway, and answers it by its own token. */
  readonly take: (raw: unknown) => void;
  /** Resolves with the answer that goes back with an HTTP request, `first` null for none. Null for what is not an interaction. */
  readonly handle: (raw: unknown) => Promise<{ readonly first: Callback | null } | null>;
  /** A message of a guild. */
  readonly watch: (watch: WatchMessage, raw: unknown) => void;
  start(bot: Bot): void;
  /** Waits for answers that are still under way, but not for long. */
  stop(): Promise<void>;
}

interface RequestDeps {
  readonly rest: Rest;
  readonly times: Times;
  /** This person has written to the bot. */
  readonly onDirect: (user: string) => void;
  readonly rememberInteraction: (place: string, address: Address) => void;
  /** Fixed words and codes only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

const ANYONES: Tenant = { kind: 'user', id: '0' };
const SILENT: Answered = { first: null, final: null };
const LATE = Symbol('late');

export function createRequestHandler({ rest, times, onDirect, rememberInteraction, log }: RequestDeps): RequestHandler {
  const underWay = new Set<Promise<unknown>>();
  let bot: Bot | null = null;
  const responder = createResponder({ rest, log, refused: () => bot && renderTold(bot.unshown.shape) });

  function track(work: Promise<unknown>): void {
    const tracked: Promise<unknown> = work.catch(() => log('discord.failed', {})).finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  }

  function parse(raw: unknown): DiscordPayload | null {
    const payload = parseInteraction(raw);
    if (payload === null) log('discord.unanswered', { type: 'malformed' });
    return payload;
  }

  async function answer(payload: DiscordPayload): Promise<Answered> {
    if (payload.kind === 'ping') return { first: { type: ANSWER.pong }, final: null };
    const handling = bot;
    if (handling === null || payload.kind === 'unknown') {
      log('discord.unanswered', { type: payload.kind === 'unknown' ? 'unknown' : 'stopped' });
      // A button of another version of nt2, say. This card has no button itself, so it needs no tenant.
      const isTold = handling !== null && payload.kind === 'unknown' && payload.isAnswerable;
      return isTold ? { first: renderPrivate(handling.broken, ANYONES, { replaces: false }), final: null } : SILENT;
    }
    if (payload.kind === 'completing') {
      const { actor, verb, typed } = payload;
      const first = renderChoices(handling.complete?.({ kind: contactKind(actor), verb, typed }) ?? []);
      return { first, final: null };
    }
    const tenant = tenantOfPayload(payload);
    const interaction = toInteraction(payload, tenant);
    if (interaction.place?.kind === 'dm') onDirect(payload.actor.id);
    else if (tenant.kind === 'user' && interaction.place) rememberInteraction(interaction.place.ref, payload.address);
    const how = { replaces: payload.replaces };
    const deadline = new AbortController();
    const late = (): Callback => {
      deadline.abort();
      log('discord.late', { type: interaction.kind });
      return renderPrivate(handling.late, tenant, how);
    };
    const answering = handling.handle(interaction, deadline.signal).then(
      (response) => renderAnswer(response, tenant, how),
      () => renderPrivate(handling.broken, tenant, how),
    );
    const first = await withTimeout(times.firstAnswer, answering);
    if (first !== LATE) return { first, final: null };
    // A form can only be the first answer, so only the answer to a submitted form has more time than this.
    if (interaction.kind !== 'form') return { first: late(), final: null };
    const final = withTimeout(times.submission - times.firstAnswer, answering).then((answered) => (answered === LATE ? late() : answered));
    return { first: { type: ANSWER.deferred, data: { flags: FLAG.ephemeral } }, final };
  }

  return {
    take(raw) {
      const payload = parse(raw);
      if (payload !== null) track(answer(payload).then((answered) => responder.sendAll(payload.address, answered)));
    },
    async handle(raw) {
      const payload = parse(raw);
      if (payload === null) return null;
      const answered = await answer(payload);
      track(responder.sendFinal(payload.address, answered));
      return { first: answered.first };
    },
    watch(watch, raw) {
      if (bot !== null) track(watch(bot, raw));
    },
    start(given) {
      bot = given;
    },
    async stop() {
      await Promise.race([Promise.all(underWay), new Promise((resolve) => setTimeout(resolve, times.call).unref())]);
      bot = null;
    },
  };
}

async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T | typeof LATE> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), Math.max(ms, 0));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
