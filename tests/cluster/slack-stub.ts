// As much of Slack as a courier needs: it takes messages, and leaves whomever it is told to without an answer.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Post {
  /** Which instance: its name is in the address that it was given. */
  readonly by: string;
  readonly channel: string;
  /** The key under which Slack takes it once. */
  readonly id: string;
}

export interface SlackStub {
  /** What an instance needs to be told, by its name. */
  env(name: string): Record<string, string>;
  readonly posts: readonly Post[];
  stop(): Promise<void>;
}

/** `deaf`: its messages arrive and are never answered. */
export async function startSlackStub({ deaf }: { readonly deaf: string }): Promise<SlackStub> {
  const posts: Post[] = [];
  const server = createServer((request, response) => {
    const [, by = '', method = ''] = (request.url ?? '').split('/');
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const given = new URLSearchParams(text);
      if (method === 'chat.postMessage') {
        posts.push({ by, channel: given.get('channel') ?? '', id: given.get('client_msg_id') ?? '' });
        if (by === deaf) return;
      }
      const answer = { ok: true, team_id: 'T1', user_id: 'UBOT', channel: 'C1', ts: `1.${posts.length}` };
      const opened = method === 'conversations.open' && { channel: { id: `D${given.get('users')}` } };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...answer, ...opened }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: (name) => ({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'f'.repeat(32), SLACK_API_URL: `${url}/${name}/` }),
    posts,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
