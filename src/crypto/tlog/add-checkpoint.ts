// What a log asks of a witness: the body of `add-checkpoint` (c2sp.org/tlog-witness).

import { encodeBase64, type Bytes } from '../bytes.ts';
import { isTreeSize, parseHashes } from './merkle.ts';

export interface AddCheckpoint {
  /** Leaves of the checkpoint that the witness saw last; 0: none. */
  readonly old: number;
  /** RFC 6962, 2.1.2, from `old` to the checkpoint. */
  readonly proof: readonly Bytes[];
  /** The signed note. */
  readonly checkpoint: string;
}

/** A tree of 2^53 leaves needs fewer; the protocol allows no more. */
const MOST_HASHES = 63;

export const formatAddCheckpoint = ({ old, proof, checkpoint }: AddCheckpoint): string =>
  [`old ${old}`, ...proof.map(encodeBase64), '', checkpoint].join('\n');

/** Null when it is not one in its one spelling. Says nothing of the checkpoint. */
export function parseAddCheckpoint(body: string): AddCheckpoint | null {
  const end = body.indexOf('\n\n');
  const [first = '', ...lines] = body.slice(0, Math.max(0, end)).split('\n');
  const [, count] = /^old (0|[1-9]\d{0,15})$/.exec(first) ?? [];
  const [old, proof] = [Number(count), parseHashes(lines)];
  if (!isTreeSize(old) || proof === null || proof.length > MOST_HASHES) return null;
  return { old, proof, checkpoint: body.slice(end + 2) };
}
