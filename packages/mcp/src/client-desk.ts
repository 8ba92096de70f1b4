// The desk by nt2/client: requests and their answers, encrypted to the keys of this machine.

import { ApiError, type Client } from '../../../src/client/client.ts';
import { DeskError, type Desk } from './desk.ts';

/** A command starts within it; how long it runs does not count. */
const DEADLINE_MS = 60_000;
const MOST_ROWS = 50;

export function createClientDesk(client: Client): Desk {
  return {
    request: ({ label, note, fields, to, expiresInMs }) =>
      refusing(() => client.request({ label, note, fields, expiresInMs, ...(to !== null && { to }) })),
    receive: (id, handOver) =>
      refusing(async () => {
        const view = await client.view(id);
        if (view.role !== 'recipient')
          throw new DeskError('share.not_recipient', 'That was given to another person, and is not yours to use.');
        if (view.asked !== null && (view.status === 'offered' || view.status === 'accepted'))
          throw new DeskError('share.not_yet', 'Nobody has answered yet: wait for the person, and look by list.');
        await client.open(id, {
          deadlineMs: DEADLINE_MS,
          // An agent is given no file, and none shall be gone by that.
          beforeClaim({ files }) {
            if (files > 0)
              throw new DeskError(
                'files',
                'It has files, which no agent is given. Nothing was opened, and it still waits: a person takes it in a terminal here, by nt2 open with its id and --files <folder>.',
              );
          },
          handOver: ({ label, items }) => handOver({ label, fields: items.flatMap(({ fields }) => fields) }),
        });
      }),
    list: () =>
      refusing(async () => {
        const rows = [];
        for await (const { id, label, isMine, asked, status, cause, other, expiresAt } of client.list({ limit: MOST_ROWS }))
          rows.push({
            id,
            label,
            direction: asked !== null && isMine ? ('asked' as const) : isMine ? ('sent' as const) : ('received' as const),
            state: cause ?? status,
            person: other,
            expiresAt,
          });
        return rows;
      }),
  };
}

/** What the server refuses, in its own words, which repeat nothing of what was sent. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ApiError ? new DeskError(error.code, error.detail) : error;
  }
}
