// Sends and edits messages in the toy chat. Closed direct messages are refused, which is no error, as on every platform.

import type { Outbound, Sent } from '../../bot/port.ts';
import { CHANNELS, userOf } from './config.ts';
import type { ChatState } from './chat-state.ts';

const REFUSED: Sent = { ok: false, reason: 'refused' };

export function createOutbound(room: ChatState): Outbound {
  return {
    async sendDirect(to, card, key) {
      const resident = userOf(to.key);
      if (!resident?.plays || room.isClosed(resident.id)) return REFUSED;
      return { ok: true, ref: room.put({ channel: `dm:${resident.id}`, thread: null, by: 'nt2', card }, key) };
    },

    async post(place, card, key) {
      const [channel = '', thread = null] = place.ref.split('/');
      if (!CHANNELS.includes(channel)) return REFUSED;
      return { ok: true, ref: room.put({ channel, thread, by: 'nt2', card }, key) };
    },

    async postEphemeral(place, to, card, key) {
      const resident = userOf(to.key);
      const [channel = '', thread = null] = place.ref.split('/');
      if (!resident?.plays || !CHANNELS.includes(channel)) return REFUSED;
      return { ok: true, ref: room.put({ channel, thread, by: 'nt2', card, onlyFor: resident.id }, key) };
    },

    async update(ref, card) {
      return room.edit(ref, card) ? { ok: true, ref } : { ok: false, reason: 'gone' };
    },
  };
}
