// Slack and Discord as far as the bench needs them: signed commands of theirs, ready to be sent, and an API that answers at once.
// It judges nothing, so that nothing of it is in the measured time.

import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reply } from './connection.ts';

export interface ChatPlatform {
  readonly name: 'Slack' | 'Discord';
  /** The settings of nt2 for it. */
  readonly env: Readonly<Record<string, string>>;
  /** `/nt2 share @person`, signed now: it is taken for five minutes, and once. */
  command(port: number): Buffer;
  /** @throws Error when this is not the answer to such a command: the form. */
  check(reply: Reply): void;
  /** Forms that were opened by a call instead of the answer; null where that is not the way. */
  opened(): number | null;
}

export interface ChatStub {
  readonly slack: ChatPlatform;
  readonly discord: ChatPlatform;
  stop(): Promise<void>;
}

/** Many people, as there would be: nobody's own limits are what is measured. */
const PEOPLE = 500;

export async function startStub(): Promise<ChatStub> {
  let views = 0;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://stub').pathname;
    if (path === '/slack/views.open') views += 1;
    const body = JSON.stringify(answerTo(path));
    request.resume();
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    slack: slackAt(`${url}/slack/`, () => views),
    discord: discordAt(`${url}/discord/`),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerTo(path: string): unknown {
  switch (path) {
    case '/slack/auth.test':
      return { ok: true, team_id: 'T1', user_id: 'UBOT', team: 'Acme', user: 'nt2' };
    case '/slack/users.info':
      return { ok: true, user: { id: 'U1', team_id: 'T1', name: 'somebody', real_name: 'Somebody' } };
    case '/discord/v10/applications/@me':
      return { id: '1' };
    default:
      return path.startsWith('/slack/') ? { ok: true } : [];
  }
}

function slackAt(apiUrl: string, opened: () => number): ChatPlatform {
  const secret = randomBytes(16).toString('hex');
  let n = 0;
  return {
    name: 'Slack',
    env: { SLACK_BOT_TOKEN: 'xoxb-bench', SLACK_SIGNING_SECRET: secret, SLACK_API_URL: apiUrl },
    command(port) {
      n += 1;
      const body = new URLSearchParams({
        command: '/nt2',
        text: `share <@U${1_000 + (n % PEOPLE)}|somebody>`,
        team_id: 'T1',
        user_id: `U${5_000 + (n % PEOPLE)}`,
        user_name: 'sender',
        channel_id: 'C1',
        channel_name: 'engineering',
        trigger_id: `bench.${n}`,
        response_url: `${apiUrl}response`,
      }).toString();
      const at = String(Math.floor(Date.now() / 1_000));
      const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
      const headers = { 'X-Slack-Request-Timestamp': at, 'X-Slack-Signature': `v0=${signature}` };
      return requestOf(port, { path: '/slack/events', type: 'application/x-www-form-urlencoded', headers, body });
    },
    check({ status, body }) {
      if (status !== 200 || body.length > 0) throw new Error(`Slack was answered with ${status}: ${body.toString().slice(0, 300)}`);
    },
    opened,
  };
}

function discordAt(apiUrl: string): ChatPlatform {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const hex = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
  let n = 0;
  const user = (id: string): object => ({ id, username: 'somebody', global_name: 'Somebody' });
  return {
    name: 'Discord',
    env: { DISCORD_TOKEN: 'bench.bench.bench', DISCORD_PUBLIC_KEY: hex, DISCORD_API_URL: apiUrl },
    command(port) {
      n += 1;
      const [sender, recipient] = [String(5_000 + (n % PEOPLE)), String(1_000 + (n % PEOPLE))];
      const options = [{ name: 'user', type: 6, value: recipient }];
      const body = JSON.stringify({
        id: String(1_000_000 + n),
        application_id: '1',
        token: 'token',
        type: 2,
        guild_id: '7',
        channel: { id: '8', type: 0, name: 'engineering' },
        member: { user: user(sender) },
        authorizing_integration_owners: { '0': '7' },
        data: {
          type: 1,
          name: 'nt2',
          options: [{ name: 'share', type: 1, options }],
          resolved: { users: { [recipient]: user(recipient) }, members: { [recipient]: {} } },
        },
      });
      const at = String(Math.floor(Date.now() / 1_000));
      const signature = sign(null, Buffer.from(at + body), privateKey).toString('hex');
      const headers = { 'X-Signature-Timestamp': at, 'X-Signature-Ed25519': signature };
      return requestOf(port, { path: '/discord/interactions', type: 'application/json', headers, body });
    },
    check({ status, body }) {
      if (status !== 200 || !body.toString('latin1', 0, 10).startsWith('{"type":9,'))
        throw new Error(`Discord was answered with ${status}: ${body.toString().slice(0, 300)}`);
    },
    opened: () => null,
  };
}

function requestOf(
  port: number,
  { path, type, headers, body }: { path: string; type: string; headers: Readonly<Record<string, string>>; body: string },
): Buffer {
  const all = { Host: `127.0.0.1:${port}`, 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}
