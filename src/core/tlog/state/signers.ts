// Which key signs which log in which year, and whether a key that has signed before is one of ours.

import { generationName, logKey, logName } from '../../../crypto/keys/log.ts';
import { formatVkey, parseVkey } from '../../../crypto/tlog/checkpoint.ts';
import type { Signer } from '../../../crypto/note/signer.ts';
import type { TenantTag } from '../../share.ts';
import type { SigningKey } from './log-state.ts';

export interface LogSigner extends SigningKey {
  readonly key: Signer;
}

export interface LogGeneration {
  readonly tag: TenantTag;
  readonly generation: number;
}

export interface Signers {
  /** Origin of the checkpoints of one generation of a log. */
  origin(line: LogGeneration): string;
  /** The key that signs in this year. */
  signerFor(line: LogGeneration, year: number): Promise<LogSigner>;
  /** The key that has signed; null when no root secret configured here derives it. */
  findSigner(line: LogGeneration, key: SigningKey): Promise<LogSigner | null>;
  /** Whether one of these root secrets derives the key, but under the name of another address. */
  hasMoved(line: LogGeneration, key: SigningKey): Promise<boolean>;
}

const KEPT = 1_000;

/** @param seeds `ServerKeys.log` of the root secret, then of earlier ones. */
export function createSigners({ host, seeds }: { readonly host: string; readonly seeds: readonly [Uint8Array, ...Uint8Array[]] }): Signers {
  const made = new Map<string, Promise<LogSigner>>();

  const origin = ({ tag, generation }: LogGeneration): string => generationName(logName(host, tag), generation);

  function make(line: LogGeneration, year: number, place: number): Promise<LogSigner> {
    const name = `${line.tag} ${line.generation} ${year} ${place}`;
    const known = made.get(name);
    if (known !== undefined) return known;
    const signer = logKey({ seed: seeds[place] ?? seeds[0], tag: line.tag, year }).then((key) => ({
      key,
      year,
      vkey: formatVkey({ name: origin(line), publicKey: key.publicKey }),
    }));
    if (made.size >= KEPT) made.clear();
    made.set(name, signer);
    return signer;
  }

  return {
    origin,
    signerFor: (line, year) => make(line, year, 0),
    findSigner: async (line, { vkey, year }) => {
      for (let place = 0; place < seeds.length; place += 1) {
        const signer = await make(line, year, place);
        if (signer.vkey === vkey) return signer;
      }
      return null;
    },
    async hasMoved(line, { vkey, year }) {
      const key = parseVkey(vkey);
      if (key === null || key.name === origin(line)) return false;
      const ours = await Promise.all(seeds.map((_, place) => make(line, year, place)));
      return ours.some(({ key: { publicKey } }) => publicKey === key.publicKey);
    },
  };
}
