// What the server answers to machines, and to their owners.

import * as z from 'zod';

export const enrolledMachine = z.strictObject({
  name: z.string(),
  tenant: z.string().describe('First six characters of the ids of the shares that it gets.'),
  person: z.string().describe('As whom it gets them: base64 SHA-256, the `recipientRef` of a share.'),
  owner: z.string().describe('Who let it in, as chat names them.'),
});
export const machineSession = z.strictObject({ ref: z.string().describe('What the server calls it.'), name: z.string() });
export const machineList = z.strictObject({
  machines: z.array(
    z.strictObject({
      name: z.string(),
      madeAt: z.number().describe('When it was enrolled, epoch in ms.'),
      usedAt: z.number().describe('When it last signed in, epoch in ms.'),
      words: z.string().describe('Six words that stand for its key.'),
      workload: z
        .strictObject({ issuer: z.string(), claims: z.record(z.string(), z.string()) })
        .nullable()
        .describe('The provider whose token it must show besides its key, and the claims that this must have; null: none.'),
    }),
  ),
});

export type EnrolledMachineAnswer = z.output<typeof enrolledMachine>;
export type MachineSessionAnswer = z.output<typeof machineSession>;
export type MachinesAnswer = z.output<typeof machineList>;
