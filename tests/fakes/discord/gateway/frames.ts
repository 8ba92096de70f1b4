// The words of the gateway: opcodes, close codes, and which intents an app may ask for.

import type { Json } from '../shapes.ts';

export interface Frame {
  readonly op: number;
  readonly d: Json | null;
  readonly s: number | null;
  readonly t: string | null;
}

export const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voice: 4,
  resume: 6,
  reconnect: 7,
  members: 8,
  invalid: 9,
  hello: 10,
  ack: 11,
} as const;

export const CLOSE = {
  opcode: 4001,
  decode: 4002,
  unauthenticated: 4003,
  token: 4004,
  twice: 4005,
  shard: 4010,
  intents: 4013,
  disallowed: 4014,
} as const;

export const INTENT = { guilds: 1, members: 2, presences: 256, guildMessages: 512, directMessages: 4096, content: 32_768 } as const;

const KNOWN = 0b1111_1111_1111_1111_1111_1111_1111;
const PRIVILEGED = INTENT.members | INTENT.presences | INTENT.content;

/** The code with which Discord closes, or null; `granted` are the privileged intents that the app's owner has switched on. */
export function intentProblem(intents: number, granted: number): number | null {
  if (!Number.isInteger(intents) || intents < 0 || (intents & ~KNOWN) !== 0) return CLOSE.intents;
  return (intents & PRIVILEGED & ~granted) === 0 ? null : CLOSE.disallowed;
}

export function readFrame(text: string): { readonly op: number; readonly d: unknown } | null {
  try {
    const frame = JSON.parse(text) as { op?: unknown; d?: unknown } | null;
    return typeof frame?.op === 'number' ? { op: frame.op, d: frame.d } : null;
  } catch {
    return null;
  }
}
