// A small and strict Teams: a tenant with people, a channel and their chats with the bot, on a port of its own. What it refuses was seen
// in Microsoft's documents and tools, not in Teams itself: see docs/platforms/teams.md.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';

import type { AdapterRoute } from '../../../src/bot/port.ts';
import { createAuthority, type Signing } from './authority.ts';
import { judgeCard, type Card } from './judge.ts';

export const APP_ID = 'a1b2c3d4-0000-4000-8000-00000000b07a';
export const APP_SECRET = 'not-a-real-secret-of-any-app';
export const TENANT = '7e4a47b1-0000-4000-8000-0000000000aa';
export const CHANNEL = '19:engineering0123456789@thread.tacv2';
export const BOT = `28:${APP_ID}`;

export interface Person {
  readonly aad: string;
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly tenant: string;
  /** The bot can write to them. */
  hasApp: boolean;
  /** They have blocked the bot. */
  isClosed: boolean;
}

export interface Posted {
  readonly id: string;
  /** Without the thread. */
  readonly conversation: string;
  /** Null: it is at the top. */
  readonly thread: string | null;
  readonly summary: string;
  card: Card;
}

interface Fault {
  readonly method: string;
  readonly status: number;
  readonly code: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Answer = { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };
const no = (status: number, code: string): Answer => ({ status, body: { error: { code, message: 'a sentence that may say too much' } } });
const THREAD = /;messageid=(\d+)$/;

export async function openTeams({ clock }: { readonly clock: () => number }) {
  const authority = createAuthority({ appId: APP_ID, clock });
  const people: Person[] = [];
  const posted: Posted[] = [];
  const complaints: string[] = [];
  const faults: Fault[] = [];
  const waiting: (() => void)[] = [];
  let last = 1_700_000_000_000;
  const nextId = (): string => String((last += 1));
  const directOf = ({ aad }: Person): string => `a:${aad.replaceAll('-', '_')}`;

  function person(name: string, more: Partial<Person> = {}): Person {
    const made = {
      aad: randomUUID(),
      id: `29:${randomUUID()}`,
      name,
      role: 'user',
      tenant: TENANT,
      hasApp: true,
      isClosed: false,
      ...more,
    };
    people.push(made);
    return made;
  }

  /** Null: nt2 is no member there. */
  function membersOf(conversation: string): readonly Person[] | null {
    if (conversation === CHANNEL) return people;
    const own = people.find((one) => directOf(one) === conversation);
    return own?.hasApp === true ? [own] : null;
  }

  function takeMessage(full: string, body: Record<string, unknown>, edits: string | null): Answer {
    const conversation = full.replace(THREAD, '');
    const members = membersOf(conversation);
    if (members === null) return no(403, 'BotNotInConversationRoster');
    if (conversation !== CHANNEL && members[0]?.isClosed === true) return no(403, 'ConversationBlockedByUser');
    const attachments = body['attachments'] as { contentType: string; content: Card }[] | undefined;
    const [first, ...more] = attachments ?? [];
    if (body['type'] !== 'message' || first === undefined || more.length > 0) return no(400, 'BadSyntax');
    // Two messages of one: neither has a name.
    if (body['text'] !== undefined) return { status: 202, body: {} };
    if (first.contentType !== 'application/vnd.microsoft.card.adaptive') return no(400, 'BadSyntax');
    complaints.push(...judgeCard(first.content));
    if (edits !== null) {
      const known = posted.find((one) => one.id === edits && one.conversation === conversation);
      if (known === undefined) return no(404, 'ActivityNotFoundInConversation');
      known.card = first.content;
      return { status: 200, body: { id: edits } };
    }
    const id = nextId();
    posted.push({
      id,
      conversation,
      thread: THREAD.exec(full)?.[1] ?? null,
      summary: typeof body['summary'] === 'string' ? body['summary'] : '',
      card: first.content,
    });
    for (const tell of waiting.splice(0)) tell();
    return { status: 201, body: { id } };
  }

  function rest(method: string, path: readonly string[], body: Record<string, unknown>): Answer {
    const [what, conversation = '', part, id = ''] = path;
    if (what !== 'conversations') return no(404, 'NotFound');
    if (method === 'POST' && path.length === 1) {
      const [member, ...more] = (body['members'] ?? []) as { id: string }[];
      const isWhole = (body['bot'] as { id?: string } | undefined)?.id === BOT && body['tenantId'] === TENANT && body['isGroup'] === false;
      const found = people.find(({ aad }) => aad === member?.id);
      if (!isWhole || more.length > 0) return no(400, 'BadSyntax');
      return found?.hasApp === true ? { status: 201, body: { id: directOf(found) } } : no(403, 'ForbiddenOperationException');
    }
    if (method === 'GET' && part === 'members') {
      const members = membersOf(conversation.replace(THREAD, ''));
      if (members === null) return no(403, 'BotNotInConversationRoster');
      const found = members.find((one) => one.id === id || one.aad === id);
      if (found === undefined) return no(404, 'MemberNotFoundInConversation');
      const { aad, name, role, tenant } = found;
      return { status: 200, body: { id: found.id, aadObjectId: aad, name, tenantId: tenant, userRole: role } };
    }
    if (method === 'POST' && part === 'activities' && path.length === 3) return takeMessage(conversation, body, null);
    if (method === 'PUT' && part === 'activities') return takeMessage(conversation, body, id);
    return no(405, 'MethodNotAllowed');
  }

  function answerTo(request: IncomingMessage, raw: string): Answer {
    const { method = '', url = '', headers } = request;
    if (url === '/keys') return { status: 200, body: authority.keySet() };
    if (url === `/login/${TENANT}/oauth2/v2.0/token`) {
      const granted = authority.grant(new URLSearchParams(raw), APP_SECRET);
      return granted === null
        ? { status: 401, body: { error: 'invalid_client', error_codes: [7_000_215] } }
        : { status: 200, body: granted };
    }
    const [, path] = /^\/teams\/v3\/(.+)$/.exec(url) ?? [];
    if (path === undefined) return no(404, 'NotFound');
    if (!authority.isGood(headers.authorization)) return no(401, 'Unauthorized');
    const planned = faults.findIndex((one) => one.method === method);
    if (planned >= 0) {
      const [fault] = faults.splice(planned, 1);
      if (fault) return { ...no(fault.status, fault.code), ...(fault.headers && { headers: fault.headers }) };
    }
    return rest(method, path.split('/').map(decodeURIComponent), raw === '' ? {} : (JSON.parse(raw) as Record<string, unknown>));
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, body, headers } = answerTo(request, Buffer.concat(chunks).toString('utf8'));
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serviceUrl = `http://${host}/teams/`;

  return {
    authority,
    serviceUrl,
    cloud: {
      login: `http://${host}/login/`,
      scope: 'https://api.botframework.com/.default',
      keys: `http://${host}/keys`,
      issuer: authority.issuer,
      hosts: [host],
      service: serviceUrl,
    },
    person,
    people,
    posted,
    complaints,
    directOf,
    nextId,
    fail: (fault: Fault): void => void faults.push(fault),
    /** Resolves with the next message that the bot posts. */
    async nextPost(): Promise<Posted> {
      await new Promise<void>((resolve) => waiting.push(resolve));
      const newest = posted.at(-1);
      if (newest === undefined) throw new Error('nothing was posted');
      return newest;
    },
    /** Sends an activity as Teams does, or as `how` says. */
    async send(route: AdapterRoute, activity: object, how: Partial<Signing> & { readonly token?: string | null } = {}): Promise<Response> {
      const body = JSON.stringify(activity);
      const token = how.token === undefined ? await authority.sign(serviceUrl, how) : how.token;
      const headers = { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) };
      return route.handle(new Request(`https://nt2.example${route.path}`, { method: 'POST', headers, body }));
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Teams = Awaited<ReturnType<typeof openTeams>>;
