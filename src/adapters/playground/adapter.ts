// A small chat in the browser in the place of a platform: it shows the bot's cards and forms and has no logic of its own.
// No log-in: whoever sits at this machine plays every part.

import type * as z from 'zod';

import type { Adapter, AdapterRoute, Bot, InteractionResponse, Form, Interaction } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { CHANNELS, checkConfig, PLATFORM, type PlaygroundConfig } from './config.ts';
import { createOutbound } from './outbound.ts';
import { actionFrom, bodies, commandFrom, formFrom, shortcutFrom } from './inbound.ts';
import { renderAnswer, renderState, type WireAnswer } from './render.ts';
import { createChatState, type ChatState } from './chat-state.ts';
import { readJson, verify, verifyHost, wrongHost } from './verify.ts';

export interface PlaygroundDeps {
  readonly config: PlaygroundConfig;
  readonly clock: Clock;
  /** Answers with the built page (`playground.html`), under the headers of every page. */
  readonly page: (request: Request) => Response | Promise<Response>;
}

const HEARTBEAT_MS = 15_000;
const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** @throws RangeError when the public address is not a loopback address. */
export function createPlayground({ config, clock, page }: PlaygroundDeps): Adapter {
  const publicUrl = checkConfig(config);
  const room = createChatState({ clock });
  const streams = new Set<() => void>();
  let bot: Bot | null = null;

  /** The deadline of a chat: who is later has said nothing, and must have done nothing. */
  async function ask(inbound: Interaction): Promise<WireAnswer> {
    if (bot === null) return { kind: 'late' };
    const deadline = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        deadline.abort();
        resolve(null);
      }, config.firstAnswerMs);
    });
    const answer: InteractionResponse | null = await Promise.race([bot.handle(inbound, deadline.signal), late]);
    clearTimeout(timer);
    if (answer === null) return { kind: 'late' };
    return renderAnswer(answer, (form) => room.openForm({ as: actorOf(inbound), place: inbound.place, form: withoutProposals(form) }));
  }

  function post<K extends keyof typeof bodies>(name: K, handle: (body: z.infer<(typeof bodies)[K]>) => Promise<Response>): AdapterRoute {
    return {
      method: 'POST',
      path: `/playground/${name}`,
      async handle(request) {
        const foreign = verify(request, publicUrl);
        if (foreign !== null) return refusal(403, 'request.foreign', foreign);
        const body = bodies[name].safeParse(await readJson(request));
        if (!body.success) return refusal(400, 'request.invalid', 'That is not a request of this page. Reload it.');
        return handle(body.data as z.infer<(typeof bodies)[K]>);
      },
    };
  }

  const get = (path: string, handle: AdapterRoute['handle']): AdapterRoute => ({
    method: 'GET',
    path,
    async handle(request) {
      const foreign = verify(request, publicUrl);
      return foreign === null ? handle(request) : refusal(403, 'request.foreign', foreign);
    },
  });

  const routes: AdapterRoute[] = [
    {
      method: 'GET',
      path: '/playground',
      // A page of static bytes: whoever follows a link to it may have it.
      handle: async (request) => (verifyHost(request, publicUrl) ? page(request) : refusal(403, 'request.foreign', wrongHost(publicUrl))),
    },
    get('/playground/state', async () => json(renderState(room))),
    get('/playground/events', async () => stream(room, streams)),
    post('command', async (body) => json(await ask(commandFrom(room, body)))),
    post('shortcut', async (body) => json(await ask(shortcutFrom(room, body)))),
    post('action', async (body) => json(await ask(actionFrom(room, body)))),
    post('form', async (body) => {
      const open = room.form(body.form);
      if (open?.as !== body.as) return refusal(410, 'form.closed', 'This form is closed. Start again.');
      return json(await ask(formFrom(body, open)));
    }),
    post('say', async (body) => {
      const place = room.where(body.place, body.as);
      // A command is never said: what stands behind it may be a secret.
      if (place === null || /^\s*\//.test(body.text)) return refusal(400, 'request.invalid', 'That cannot be said here.');
      const [channel = '', thread = null] = place.ref.split('/');
      room.put({ channel, thread, by: body.as, text: body.text });
      return json({ kind: 'nothing' });
    }),
    post('remove', async ({ message }) => {
      room.remove(message);
      return json({ kind: 'nothing' });
    }),
    post('door', async ({ person, closed }) => {
      room.setClosed(person, closed);
      return json({ kind: 'nothing' });
    }),
  ];

  return {
    platform: PLATFORM,
    name: 'the playground',
    capabilities: { fields: 10, rejectForms: true },
    channel: (_, id) => (CHANNELS.includes(id) ? { ref: id, name: `#${id}` } : null),
    outbound: createOutbound(room),
    routes,
    async start(given) {
      bot = given;
    },
    async stop() {
      bot = null;
      for (const close of streams) close();
    },
    check: async () => [{ level: 'ok', message: `The playground is served at ${publicUrl.origin}/playground.` }],
    health: () => (bot === null ? { state: 'down', detail: 'not started' } : { state: 'ready', detail: `${publicUrl.origin}/playground` }),
  };
}

/** What lies in a secret field when a form opens is the reader's alone. */
function withoutProposals(form: Form): Form {
  return { ...form, fields: form.fields.map((field) => (field.kind === 'secret' ? { ...field, initial: '' } : field)) };
}

const actorOf = ({ actor }: Interaction): string => actor.key.slice(actor.key.lastIndexOf(':') + 1);

function json(value: unknown, status = 200): Response {
  return Response.json(value, { status, headers: HEADERS });
}

function refusal(status: number, code: string, detail: string): Response {
  return Response.json({ status, code, detail }, { status, headers: { ...HEADERS, 'Content-Type': 'application/problem+json' } });
}

/** Server-sent events: only that something has changed; the page then asks for the state. */
function stream(room: ChatState, streams: Set<() => void>): Response {
  let end = (): void => {};
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const say = (text: string): void => controller.enqueue(encoder.encode(text));
      const unwatch = room.watch((version) => say(`event: changed\ndata: ${version}\n\n`));
      const heart = setInterval(() => say(': here\n\n'), HEARTBEAT_MS);
      const close = (): void => {
        end();
        controller.close();
      };
      end = () => {
        unwatch();
        clearInterval(heart);
        streams.delete(close);
      };
      streams.add(close);
      say(`retry: 1000\nevent: changed\ndata: ${room.version()}\n\n`);
    },
    cancel: () => end(),
  });
  return new Response(body, { headers: { ...HEADERS, 'Content-Type': 'text/event-stream' } });
}
