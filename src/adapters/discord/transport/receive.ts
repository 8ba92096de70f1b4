// From the raw JSON of an interaction to what is said in return, for the gateway and for HTTP alike. Keeps the deadline of the first answer.

import type { Bot } from '../../../bot/port.ts';
import { ANSWER, FLAG, TYPE, type Tenant, type Times } from '../config.ts';
import { inboundFrom, parseInteraction, replaces, type DiscordInteraction } from '../inbound.ts';
import { renderAnswer, renderPrivate, type Callback } from '../render.ts';

export interface Answered {
  /** Null: nothing is said, because another session says it or nobody can. */
  readonly first: Callback | null;
  /** What takes the place of an acknowledgement. Null for the whole when there was none. */
  readonly final: Promise<Callback | null> | null;
}

/** The address of an interaction. The token lets anybody answer in nt2's name: it goes into no log and no store. */
export type Address = Pick<DiscordInteraction, 'id' | 'application_id' | 'token'>;

interface Receiving {
  readonly bot: () => Bot | null;
  readonly times: Times;
  readonly opened: (user: string) => void;
  readonly rememberInteraction: (place: string, address: Address) => void;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export type Receive = (raw: unknown) => { readonly address: Address; readonly answered: Promise<Answered> } | null;

const ANSWERABLE: readonly number[] = [TYPE.command, TYPE.component, TYPE.modal];
const NOBODYS: Tenant = { kind: 'user', id: '0' };
const SILENT: Answered = { first: null, final: null };
const LATE = Symbol('late');

export function createReceive({ bot, times, opened, rememberInteraction, log }: Receiving): Receive {
  async function answer(interaction: DiscordInteraction, raw: unknown): Promise<Answered> {
    if (interaction.type === TYPE.ping) return { first: { type: ANSWER.pong }, final: null };
    const handling = bot();
    const read = inboundFrom(interaction, raw);
    if (handling === null || read === null) {
      log('discord.unanswered', { type: read === null ? 'unknown' : 'stopped' });
      // A button of another version of nt2, say. The card has no button itself, so it needs no tenant.
      const card = handling !== null && ANSWERABLE.includes(interaction.type) ? handling.broken : null;
      return card === null ? SILENT : { first: renderPrivate(card, NOBODYS, { replaces: false }), final: null };
    }
    const { inbound, tenant } = read;
    if (interaction.user && inbound.place?.kind === 'dm') opened(interaction.user.id);
    else if (tenant.kind === 'user' && inbound.place) rememberInteraction(inbound.place.ref, interaction);
    const how = { replaces: replaces(interaction) };
    const deadline = new AbortController();
    const late = (): Callback => {
      deadline.abort();
      log('discord.late', { type: inbound.kind });
      return renderPrivate(handling.late, tenant, how);
    };
    const answering = handling.handle(inbound, deadline.signal).then(
      (said) => renderAnswer(said, tenant, how),
      () => renderPrivate(handling.broken, tenant, how),
    );
    const first = await withTimeout(times.firstAnswer, answering);
    if (first !== LATE) return { first, final: null };
    // A form can only be the first answer, so whatever may end in one has no more time than this.
    if (inbound.kind !== 'form') return { first: late(), final: null };
    const final = withTimeout(times.submission - times.firstAnswer, answering).then((said) => (said === LATE ? late() : said));
    return { first: { type: ANSWER.deferred, data: { flags: FLAG.ephemeral } }, final };
  }

  return (raw) => {
    const interaction = parseInteraction(raw);
    if (interaction === null) {
      log('discord.unanswered', { type: 'malformed' });
      return null;
    }
    return { address: interaction, answered: answer(interaction, raw) };
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
