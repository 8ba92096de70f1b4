// The settings of the doors: which of them this process has, and how many may come at a time.

import * as z from 'zod';
import { ipAddress, optionalPort, whole, type Setting } from './setting.ts';

export const SERVER_SETTINGS = {
  NT2_ROLE: {
    defaultValue: 'all',
    schema: z.enum(['all', 'web', 'chat'], 'must be all, web or chat.'),
    doc: '`web`: this process serves pages and API, and must not be given anything of a chat platform. `chat`: it has the platforms and serves no page. Both on one Redis are an installation; see `docs/operations.md`. `all`: one process does everything.',
  },
  NT2_ADMIN_PORT: {
    defaultValue: '',
    schema: optionalPort,
    doc: 'Port of its own for what is not for people: the logs and receipts for auditors, `/metrics`, and what `/readyz` says of each part. At NT2_PORT they are not found then. Empty: none. 0 takes a free one.',
  },
  NT2_ADMIN_HOST: {
    defaultValue: '127.0.0.1',
    schema: ipAddress,
    doc: 'Address for that port. Beyond loopback it needs NT2_METRICS_TOKEN.',
  },
  NT2_CONNECTIONS: {
    defaultValue: '12000',
    schema: whole(100, 1_000_000),
    doc: 'Connections at NT2_PORT at a time; never more than the process may open files, less 200. When they are reached, the one that has been unused for longest makes room.',
  },
  NT2_CONNECTIONS_ADDRESS: {
    defaultValue: '256',
    schema: whole(8, 1_000_000),
    doc: 'The same for one client address (an IPv6 /64 counts as one). What comes by NT2_TRUSTED_PROXIES is not counted here.',
  },
} as const satisfies Record<string, Setting>;
