// What `nt2 doctor` asks of LINE: whether it is set up as nt2 needs it, how many messages are left, and whether LINE takes nt2's cards.

import * as z from 'zod';
import { helpCard } from '../../../bot/cards/help.ts';
import { pastedSecretCard, timeoutCard } from '../../../bot/cards/refusal.ts';
import { en } from '../../../bot/messages/messages.ts';
import type { Finding } from '../../../bot/port.ts';
import { NOBODY } from '../../../bot/render-context.ts';
import type { LineClient } from '../client.ts';
import { PATHS, USER, type LineConfig } from '../config.ts';
import { push } from '../outbound.ts';
import { renderCard } from '../render.ts';

const ok = (says: string): Finding => ({ level: 'ok', message: `LINE: ${says}` });
const note = (says: string): Finding => ({ level: 'note', message: `LINE: ${says}` });
const fault = (says: string): Finding => ({ level: 'fault', message: `LINE: ${says}` });

const info = z.object({ displayName: z.string(), basicId: z.string(), chatMode: z.string() });
const endpoint = z.object({ endpoint: z.string(), active: z.boolean() });
const quota = z.object({ type: z.string(), value: z.number().optional() });
const used = z.object({ totalUsage: z.number() });
/** Messages for a share: asked, your turn, ready, and how it ended. */
const PER_SHARE = 4;

export async function check({ client, config }: { client: LineClient; config: LineConfig }, direct?: string): Promise<readonly Finding[]> {
  const me = await client.get('v2/bot/info');
  if (!me.ok && me.status === 401)
    return [fault('the channel access token is not known. Issue it anew, and give it as LINE_CHANNEL_TOKEN.')];
  const read = me.ok ? info.safeParse(me.body) : null;
  if (!read?.success)
    return [fault(`no answer at ${config.apiUrl} (${me.status}). Look at the network of this machine, and at LINE_API_URL.`)];
  return [
    ok(`the token works, for ${read.data.basicId}.`),
    ...(read.data.chatMode === 'bot'
      ? []
      : [note('chats are on in the account’s response settings: people there may answer in nt2’s place.')]),
    await webhook(client, config),
    await messages(client),
    await cards(client, config),
    config.groups === null
      ? note('LINE_GROUPS is any: anyone who adds the account may use nt2.')
      : ok(`members of ${config.groups.length} named group${config.groups.length === 1 ? '' : 's'} may use nt2.`),
    ...(direct !== undefined && USER.test(direct) ? [await writeTo(client, config, direct)] : []),
  ];
}

async function webhook(client: LineClient, config: LineConfig): Promise<Finding> {
  const wanted = `${config.publicUrl}${PATHS.webhook}`;
  const answer = await client.get('v2/bot/channel/webhook/endpoint');
  const there = answer.ok ? endpoint.safeParse(answer.body) : null;
  if (!there?.success || there.data.endpoint !== wanted)
    return fault(`messages and presses do not come to ${wanted}. Enter it as Webhook URL on the Messaging API page of the channel.`);
  return there.data.active ? ok(`messages and presses come to ${wanted}.`) : fault('the webhook is switched off. Switch on “Use webhook”.');
}

async function messages(client: LineClient): Promise<Finding> {
  const [limit, spent] = await Promise.all([client.get('v2/bot/message/quota'), client.get('v2/bot/message/quota/consumption')]);
  const [of, is] = [quota.safeParse(limit.body), used.safeParse(spent.body)];
  if (!limit.ok || !spent.ok || !of.success || !is.success) return note('how many messages are left this month cannot be read.');
  const { value } = of.data;
  if (value === undefined) return ok(`${is.data.totalUsage} messages sent this month, without a limit.`);
  const says = `${is.data.totalUsage} of ${value} messages of this month are used; a share takes up to ${PER_SHARE}, answers none.`;
  return value - is.data.totalUsage < PER_SHARE ? fault(`${says} Nobody can be asked any more: choose a larger plan.`) : ok(says);
}

/** LINE judges them itself. */
async function cards(client: LineClient, config: LineConfig): Promise<Finding> {
  const context = {
    messages: en,
    platform: 'LINE',
    publicUrl: config.publicUrl,
    isReaderKnown: false,
    waitsLongest: () => false,
    blocked: NOBODY,
  };
  const drawn = [helpCard(context, { isUnknown: false, takesTerminals: true }), pastedSecretCard(context), timeoutCard(context)];
  const list = drawn.map((card) => renderCard({ publicUrl: config.publicUrl, isGroup: false }, card));
  const answer = await client.post('v2/bot/message/validate/push', { messages: list });
  return answer.ok ? ok('takes nt2’s cards.') : fault(`does not take nt2’s cards (${answer.status}): it’s a bug in nt2.`);
}

async function writeTo(client: LineClient, config: LineConfig, user: string): Promise<Finding> {
  const card = { title: 'nt2', tone: 'plain', body: [['nt2 doctor']], buttons: [], fallback: 'nt2' } as const;
  const sent = await push({ client, config, log: () => undefined }, user, card, `doctor.${Date.now()}`);
  return sent.ok ? ok('took a message. Whether it arrived it does not say: look.') : fault('did not take a message to that person.');
}
