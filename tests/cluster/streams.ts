// A page that waits: it holds the event stream of a share open, and opens it again whenever it ends.

import { Agent, request, type ClientRequest } from 'node:http';

export interface Follower {
  /** How often a stream was opened. */
  opened(): number;
  /** Answers that were no stream, and streams that were cut off instead of ended. */
  readonly complaints: readonly string[];
  /** The version that was heard last. */
  version(): number;
  stop(): void;
}

/** As the page does it after a stream has ended, in ms. */
const AGAIN_MS = 100;

export function followShare({ url, id, token }: { readonly url: string; readonly id: string; readonly token: string }): Follower {
  const agent = new Agent();
  const complaints: string[] = [];
  let [opened, version, isOver] = [0, 0, false];
  let current: ClientRequest;

  function open(): void {
    if (isOver) return;
    const complain = (why: string): void => void (isOver || complaints.push(why));
    const again = (): void => void (isOver || setTimeout(open, AGAIN_MS));
    current = request(`${url}/api/shares/${id}/events`, { agent, headers: { authorization: `Bearer ${token}` } }, (got) => {
      if (got.statusCode === 200) opened += 1;
      else complain(String(got.statusCode));
      got.on('data', (part: Buffer) => (version = Number(/"version":(\d+)/.exec(part.toString())?.[1] ?? version)));
      got.on('error', (error: NodeJS.ErrnoException) => complain(error.code ?? 'unknown'));
      got.on('close', again);
    });
    current.on('error', (error: NodeJS.ErrnoException) => complain(error.code ?? 'unknown'));
    current.end();
  }
  open();
  return {
    opened: () => opened,
    complaints,
    version: () => version,
    stop() {
      isOver = true;
      current.destroy();
      agent.destroy();
    },
  };
}
