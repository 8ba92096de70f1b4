// `nt2 glass seal`: the value is encrypted here, with its drill, for the members that are named.

import { encodeBase32, hashB64, randomBytes } from '../../crypto/bytes.ts';
import { sealHalf } from '../../crypto/envelope/envelope.ts';
import { verifyEnvelopeKey } from '../../crypto/envelope/envelope-key.ts';
import { fetchEnvelope, fetchEnvelopeKeys, sealEnvelope } from '../../client/calls/envelopes.ts';
import { envelopeLimits } from '../../core/envelopes/rules.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { askHidden } from '../give/prompt.ts';
import { inputOfProcess } from '../give/process-input.ts';
import { readLimited } from '../give/read-limited.ts';
import { parseText, withoutLineEnd } from '../give/text.ts';
import { CommandFailure, print, UsageError } from '../output.ts';
import { tellPerson } from '../terminal-text.ts';
import { keyId, loadHolder } from './holder.ts';

const AFTER: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws UsageError */
function parseAfter(text: string | undefined): number | null {
  if (text === undefined) return null;
  const [, count = '', unit = ''] = /^(\d{1,3})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (AFTER[unit] ?? 0);
  if (ms < envelopeLimits.after.least || ms > envelopeLimits.after.most) throw new UsageError('--after is a time from 30m to 7d');
  return ms;
}

/** From a pipe or a prompt, never from an argument. @throws CommandFailure */
async function readValue(): Promise<string> {
  const { isPipe, stdin, terminal } = inputOfProcess();
  const most = envelopeLimits.text;
  let text: string | null;
  if (isPipe) {
    const read = await readLimited(stdin, most);
    text = read.kind === 'bytes' ? parseText(read.bytes) : null;
  } else if (terminal === null) throw new UsageError('give the value by a pipe, or at a terminal');
  else text = await askHidden('Value: ', { terminal, most });
  const value = text === null ? '' : withoutLineEnd(text);
  if (value === '' || new TextEncoder().encode(value).length > most)
    throw new CommandFailure(EXIT.input, 'A value is text of 8 KiB at most, and not empty. Nothing was sealed.');
  return value;
}

export async function sealForMembers(flags: Flags): Promise<number> {
  const again = flags.one('--again');
  const wanted = flags.all('--member');
  const [label, ...more] = flags.rest;
  if (more.length > 0 || (label === undefined && again === undefined) || wanted.length === 0)
    throw new UsageError('this command takes what people call it, and --member with the key of each: nt2 glass members has them');
  const after = parseAfter(flags.one('--after'));
  const holder = await loadHolder(flags);
  const { tenant, now, keys } = await holder.ask(fetchEnvelopeKeys);
  const before = again === undefined ? null : await holder.ask((by) => fetchEnvelope(by, again));
  const { host } = new URL(holder.url);
  const members = await Promise.all(
    [...new Set(wanted)].map(async (id) => {
      const found = keys.filter(({ device }) => keyId(device) === id);
      const [one] = found;
      if (one === undefined || found.length > 1)
        throw new CommandFailure(EXIT.noPerson, 'There is no such key: nt2 glass members has those that can be sealed to.');
      const { note, owner: person, device } = one;
      const said = await verifyEnvelopeKey(note, { host, tag: tenant, person, device, now });
      if (said === null) throw new CommandFailure(EXIT.refused, 'A key is not signed by its device, or too old. Nothing was sealed.');
      return { device, key: said.key };
    }),
  );
  if (members.length === 1) tellPerson('Only one member can open it: if that key is lost, so is what lies in it.');
  const value = await readValue();
  const id = before?.id ?? `${tenant}${encodeBase32(randomBytes(20)).slice(0, 26)}`;
  const seal = (before?.seal ?? 0) + 1;
  const drillText = `This was a drill of seal ${seal}. Check: ${hashB64(randomBytes(32)).slice(0, 8)}`;
  const [real, drill] = await Promise.all([
    sealHalf({ envelope: id, seal, half: 'real' }, value, members),
    sealHalf({ envelope: id, seal, half: 'drill' }, drillText, members),
  ]);
  const name = label ?? before?.label ?? '';
  const sealed = await holder.ask((by) =>
    sealEnvelope(by, { id, seal, label: name, afterMs: flags.has('--after') ? after : (before?.afterMs ?? null), real, drill }),
  );
  tellPerson(
    'The server and any one member together can open it: the rule is the server’s to keep. Never let this be the only place of a value.',
  );
  return print(sealed.id);
}
