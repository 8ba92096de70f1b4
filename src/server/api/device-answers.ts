// What the server answers to a terminal that logs in, by the names of RFC 8628, and about the devices of a person.

import * as z from 'zod';
import { person, time } from './answers.ts';

export const startedLogin = z.strictObject({
  device_code: z.string().describe('The secret of the terminal that waits.'),
  user_code: z.string().describe('What the person types in chat: eight letters and a hyphen.'),
  verification_uri: z.string().describe('The server. The code is confirmed in chat, by the command.'),
  expires_in: z.int().describe('Seconds.'),
  interval: z.int().describe('Seconds between two questions.'),
  command: z.string().describe('What the person types in chat.'),
});
export const loggedIn = z.strictObject({
  access_token: z.string().describe('Shown once; the store keeps its hash.'),
  token_type: z.literal('Bearer'),
  scope: z.literal('create read'),
  expires_in: z.int().describe('Seconds that it lasts without use.'),
  person: z.string().describe('The name of the person who let it in.'),
});

const bond = z.strictObject({
  id: z.string(),
  name: z.string().optional().describe('Of a terminal: what it called itself when it was let in. Absent: a browser.'),
  madeAt: time,
  usedAt: time.describe('When it last signed in, or was last used, to the minute; epoch in ms.'),
  untilAt: time.describe('When it ends if it is not used again, epoch in ms.'),
  isThis: z.boolean().describe('The browser or terminal that asks.'),
});
export const devices = z.strictObject({ persons: z.array(person.extend({ devices: z.array(bond) })) });

export type DevicesAnswer = z.output<typeof devices>;
export type StartedLoginAnswer = z.output<typeof startedLogin>;
export type LoggedInAnswer = z.output<typeof loggedIn>;
