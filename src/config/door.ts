// The settings of the ports: where nt2 is reached, and by how many at a time.

import * as z from 'zod';
import type { Setting } from '../config.ts';

const whole = (min: number, max: number) =>
  z
    .string()
    .refine(
      (value) => /^\d{1,7}$/.test(value) && Number(value) >= min && Number(value) <= max,
      `must be a whole number from ${min} to ${max}.`,
    )
    .transform(Number);

export const DOOR_SETTINGS = {
  NT2_CONNECTIONS: {
    initial: '12000',
    schema: whole(100, 1_000_000),
    doc: 'Connections at NT2_PORT at a time; never more than the process may open files, less 200. When they are reached, the one that has been unused for longest makes room.',
  },
  NT2_CONNECTIONS_ADDRESS: {
    initial: '256',
    schema: whole(8, 1_000_000),
    doc: 'The same for one client address (an IPv6 /64 counts as one). What comes by NT2_TRUSTED_PROXIES is not counted here.',
  },
} as const satisfies Record<string, Setting>;
