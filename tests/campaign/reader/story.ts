// What the leaves of one share tell: read line by line, played through the states of docs/protocol/life.md, and held to its rules.

import { b64OfHash, isSignedBy, readNote } from './tree.ts';

export interface FoundEvent {
  readonly type: string;
  readonly share: string;
  readonly at: number;
  readonly by: string;
  readonly lines: ReadonlyMap<string, string>;
  readonly leaf: string;
}

/** Null: a leaf of the log's own. */
export function readEvent(leaf: string): FoundEvent | null {
  const [version, ...rows] = readNote(leaf).text.trimEnd().split('\n');
  if (version !== 'nt2/event/v1' && version !== 'nt2/event/v2') return null;
  const lines = new Map(rows.map((row) => [row.slice(0, row.indexOf(' ')), row.slice(row.indexOf(' ') + 1)]));
  const { type, share, time, by } = Object.fromEntries(lines);
  return { type: type ?? '', share: share ?? '', at: Date.parse(time ?? ''), by: by ?? '', lines, leaf };
}

export interface Story {
  readonly status: string;
  /** '' while it has not ended. */
  readonly cause: string;
  /** Devices of `claimed` events, each once. */
  readonly openers: readonly string[];
  readonly delivered: boolean;
  /** Whether the secret, or a part of it, may still lie in the store. */
  readonly holds: boolean;
  /** How far an event is dated before one that stands earlier, in ms. */
  readonly backMs: number;
  /** What such a log may never say. */
  readonly wrongs: readonly string[];
}

/** @param events of one share, in the order of the log. */
export function tell(events: readonly FoundEvent[]): Story {
  const wrongs: string[] = [];
  const openers: string[] = [];
  let [status, cause, accepted, delivered, holds] = ['none', '', false, false, false];
  let ack = '';
  let [prekey, sealedFor] = ['', ''];
  let [latest, backMs] = [0, 0];
  const must = (holdsTrue: boolean, what: string): void => void (holdsTrue || wrongs.push(what));
  const isLink = events[0]?.lines.get('mode')?.startsWith('link') === true;

  for (const event of events) {
    const { type, by, lines } = event;
    const device = lines.get('device') ?? '';
    backMs = Math.max(backMs, latest - event.at);
    latest = Math.max(latest, event.at);
    if (by === 'device') must(isSignedByDevice(event), `${type}: its signature does not hold`);
    must(type === 'created' ? status === 'none' : status !== 'none', `${type} while ${status}`);
    switch (type) {
      case 'created':
        status = 'offered';
        break;
      case 'entered':
        must(status === 'offered' || status === 'accepted', `entered while ${status}`);
        holds = true;
        break;
      case 'accepted': {
        // Sealed to a prekey, another browser may still accept with a key of its own, and it is sealed anew.
        const isElsewhere = prekey !== '' && by === 'device' && !(device === prekey && lines.get('key') === sealedFor);
        must(['offered', 'accepted', 'sealed'].includes(status) || (status === 'ready' && isElsewhere), `accepted while ${status}`);
        accepted = status !== 'sealed' || isElsewhere;
        status = status === 'sealed' && !isElsewhere ? 'ready' : 'accepted';
        if (isElsewhere) prekey = '';
        break;
      }
      case 'sealed':
        must(status === 'offered' || status === 'accepted', `sealed while ${status}`);
        status = accepted || isLink ? 'ready' : 'sealed';
        ack = lines.get('ack') ?? '';
        prekey = lines.get('prekey')?.split(' ')[0] ?? '';
        sealedFor = lines.get('for') ?? '';
        holds = true;
        break;
      case 'claimed':
        must(status === 'ready', `claimed while ${status}`);
        if (!openers.includes(device)) openers.push(device);
        status = 'claimed';
        break;
      case 'delivered':
        must(status === 'claimed' && openers.at(-1) === device, `delivered while ${status}, or by another device`);
        must(
          b64OfHash('nt2/v1/ack\n', Buffer.from(lines.get('ack') ?? '', 'base64url')) === ack,
          'delivered: its proof does not fit the seal',
        );
        delivered = true;
        break;
      case 'ended':
        must(status !== 'ended', 'ended twice');
        status = 'ended';
        cause = lines.get('cause') ?? '';
        must((cause === 'delivered') === delivered, `ended as ${cause} ${delivered ? 'after' : 'without'} delivery`);
        holds = false;
        break;
      default:
        must(type === 'refused' || type === 'notified' || type === 'extended', `an event that is not known: ${type}`);
        if (type === 'extended') must(!['claimed', 'ended'].includes(status), `extended while ${status}`);
    }
  }
  must(openers.length <= 1, `claimed by ${openers.length} devices`);
  return { status, cause, openers, delivered, holds, backMs, wrongs };
}

function isSignedByDevice({ leaf, lines }: FoundEvent): boolean {
  const { text, signatures } = readNote(leaf);
  const key = Buffer.from(lines.get('device') ?? '', 'base64');
  const [signed] = signatures;
  return key.length === 32 && signed !== undefined && isSignedBy(key, text, signed.signature);
}
