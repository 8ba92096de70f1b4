// The settings of the server: which parts this process runs, and how many connections it takes.

import * as z from 'zod';
import { ipAddress, optionalPort, whole, type Setting } from './setting.ts';

/** A Redis answers in one thread: more workers would only wait for it. */
export const MOST_WORKERS = 8;

export const SERVER_SETTINGS = {
  NT2_ROLE: {
    defaultValue: 'all',
    schema: z.enum(['all', 'web', 'chat'], 'must be all, web or chat.'),
    doc: '`web`: this process serves pages and API, and must not get any setting of a chat platform. `chat`: it runs the platforms and serves no page. Both on one Redis make an installation; see `docs/operations.md`. `all`: one process does everything.',
  },
  NT2_WORKERS: {
    defaultValue: '1',
    schema: z
      .string()
      .regex(/^(?:auto|[1-8])$/, `must be auto or a number from 1 to ${MOST_WORKERS}.`)
      .transform((value) => (value === 'auto' ? value : Number(value))),
    doc: 'Processes that serve this instance together, on one port and one Redis: a number from 1 to 8, or `auto`, one for each core that nt2 may use. 1 with SQLite. See `docs/operations.md`.',
  },
  NT2_OPERATOR: {
    defaultValue: '',
    schema: z
      .string()
      .trim()
      .regex(/^\P{C}{0,80}$/u, 'must be at most 80 characters, all of them visible.'),
    doc: 'Who runs this server, as people know them, such as `Acme IT`: every page says so at its foot. Empty: it names only its host.',
  },
  NT2_CLEAR_HIDDEN_MINUTES: {
    defaultValue: '10',
    schema: whole(1, 60),
    doc: 'After how many minutes out of sight a page forgets a secret that it shows. It is masked at once. While nothing was copied or revealed it stays, masked, for six times as long, and a person who comes back is warned first.',
  },
  NT2_ADMIN_PORT: {
    defaultValue: '',
    schema: optionalPort,
    doc: 'A separate port for what is not for people: logs and receipts for auditors, `/metrics`, and what `/readyz` says of each part. NT2_PORT then answers 404 for them. Empty: none. 0 takes a free one.',
  },
  NT2_ADMIN_HOST: {
    defaultValue: '127.0.0.1',
    schema: ipAddress,
    doc: 'Address for that port. Beyond loopback it needs NT2_METRICS_TOKEN.',
  },
  NT2_CONNECTIONS: {
    defaultValue: '12000',
    schema: whole(100, 1_000_000),
    doc: 'Connections at NT2_PORT at a time, of all workers together; never more than a process may open files, less 200. When the limit is reached, the connection that has been idle longest is closed.',
  },
  NT2_CONNECTIONS_ADDRESS: {
    defaultValue: '256',
    schema: whole(8, 1_000_000),
    doc: 'The same for one client address (an IPv6 /64 counts as one). Connections from NT2_TRUSTED_PROXIES do not count.',
  },
} as const satisfies Record<string, Setting>;
