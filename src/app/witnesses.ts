// Wires the witnesses of the logs: how they are asked, and what is said of one that does not sign.

import type { Finding } from '../bot/port.ts';
import type { Config } from '../config/settings.ts';
import type { WitnessAddress } from '../config/witnesses.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Logger } from '../logging/logger.ts';
import {
  createWitnessAsker,
  type AskedWitness,
  type WitnessAsker,
  type WitnessAskerDeps,
  type WitnessTrouble,
} from '../core/tlog/witness-asker.ts';
import { openWayOut } from './way-out.ts';

const ASK_MS = 5_000;
const MOST_BYTES = 16 * 1024;

const WHY: Record<WitnessTrouble, string> = {
  away: 'does not answer in time, or not as a witness does. nt2 asks it again.',
  unknown: 'does not watch this log, or does not know the key that signs it this year: give its operator the output of nt2 log keys.',
  forked: 'has seen another history of this log than this store holds. Run nt2 log verify, and nt2 witness compare with the others.',
};

export const describeWitness = (name: string, trouble: WitnessTrouble): string => `The witness ${name} ${WHY[trouble]}`;

interface WitnessDeps extends Pick<WitnessAskerDeps, 'store'> {
  readonly clock: Clock;
  readonly log: Logger;
}

/** Null: the settings name none. */
export async function openWitnesses(config: Config, { store, clock, log }: WitnessDeps): Promise<WitnessAsker | null> {
  if (config.NT2_WITNESSES.length === 0) return null;
  const send = (await openWayOut(config)) ?? fetch;
  return createWitnessAsker({
    store,
    witnesses: config.NT2_WITNESSES.map((one) => asked(one, send)),
    clock,
    troubled: (name, trouble) =>
      trouble === null
        ? log({ level: 'info', event: 'witness.signs', detail: `The witness ${name} signs again.` })
        : log({
            level: trouble === 'forked' ? 'error' : 'warn',
            event: 'witness.failed',
            code: trouble,
            detail: describeWitness(name, trouble),
          }),
  });
}

/** What the doctor says of each: a witness refuses a request without a checkpoint, and what is none answers otherwise. */
export async function checkWitnesses(config: Config): Promise<readonly Finding[]> {
  const send = (await openWayOut(config)) ?? fetch;
  return Promise.all(
    config.NT2_WITNESSES.map(async (one): Promise<Finding> => {
      const answer = await asked(one, send)
        .ask('')
        .catch(() => null);
      const { name } = one.key;
      if (answer?.status === 400) return { level: 'ok', message: `the witness ${name} answers` };
      return { level: 'note', message: describeWitness(name, 'away') };
    }),
  );
}

function asked({ key, url }: WitnessAddress, send: typeof fetch): AskedWitness {
  return {
    key,
    async ask(body) {
      const answer = await send(`${url}add-checkpoint`, { method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(ASK_MS) });
      return { status: answer.status, body: await readSome(answer) };
    },
  };
}

/** No witness says more; what comes behind is not read. */
async function readSome(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (answer.body as AsyncIterable<Uint8Array> | null) ?? []) {
    parts.push(part);
    length += part.length;
    if (length > MOST_BYTES) throw new RangeError('an answer of a witness is short');
  }
  return Buffer.concat(parts).toString('utf8');
}
