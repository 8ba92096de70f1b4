// For bots: no machine, or one that is called ci.

import type { BotDeps } from '../../src/bot/bot.ts';
import { ok } from '../../src/core/refusal.ts';
import type { PersonKey } from '../../src/core/share.ts';

export const noMachines: BotDeps['machines'] = {
  find: () => Promise.resolve(null),
  revoke: () => Promise.resolve(false),
};

const owner = { key: 'chatter:t:ann' as PersonKey, name: 'Ann' };
export const ciMachine = { key: 'chatter:t:machine~ci' as PersonKey, name: 'ci (machine)' };
const ci = { name: 'ci', owner, device: 'D', madeAt: 1, person: ciMachine, usedAt: 1 };

export const oneMachine: BotDeps['machines'] = {
  find: () => Promise.resolve(ci),
  revoke: () => Promise.resolve(true),
};

/** Of 32 bytes. */
const KEY = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const workload = { issuer: 'https://token.actions.githubusercontent.com', claims: { repository: 'acme/app' } };
/** One waits to be enrolled. */
const waits = () => Promise.resolve(ok({ kind: 'machine', name: 'ci', from: '203.0.113.x', startedAt: 1, key: KEY, workload } as const));
const waiting: Partial<BotDeps> = { deviceCodes: { look: waits, answer: waits, takesTerminals: true } };

/** All that chat says of machines: what is typed or pressed, and in which world. */
export const machineScenes: readonly (readonly [said: string, world: Partial<BotDeps>])[] = [
  ['login WDJB-MJHT', waiting],
  ['let-in', waiting],
  ['not-me', waiting],
  ['share machine:ci key', {}],
  ['share machine:ci key', { machines: oneMachine }],
  ['share machine:ci', { machines: oneMachine }],
  ['revoke machine:ci', {}],
  ['revoke machine:ci', { machines: oneMachine }],
];
