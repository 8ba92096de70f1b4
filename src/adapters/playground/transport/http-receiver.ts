// The routes of the toy chat: each checks who sent a request, and only then parses it.

import type { AdapterRoute } from '../../../bot/port.ts';
import type { ChatState } from '../chat-state.ts';
import { bodies, type Body } from '../parse/bodies.ts';
import { renderState } from '../render.ts';
import type { RequestHandler } from '../request.ts';
import { readJson, verify, verifyHost, wrongHost } from '../verify.ts';
import { HEADERS, type EventStreams } from './event-streams.ts';

interface ReceiveDeps {
  readonly publicUrl: URL;
  readonly chat: ChatState;
  readonly streams: Pick<EventStreams, 'open'>;
  readonly handleRequest: RequestHandler['handle'];
  /** Answers with the built page (`playground.html`), under the headers of every page. */
  readonly page: (request: Request) => Response | Promise<Response>;
}

export function createHttpReceiver({ publicUrl, chat, streams, handleRequest, page }: ReceiveDeps): AdapterRoute[] {
  const base = ({ as, press, place }: Pick<Body<'shortcut'>, 'as' | 'press' | 'place'>) => ({
    as,
    press,
    place: place === null ? null : chat.where(place, as),
  });

  function post<K extends keyof typeof bodies>(name: K, handle: (body: Body<K>) => Promise<Response>): AdapterRoute {
    return {
      method: 'POST',
      path: `/playground/${name}`,
      async handle(request) {
        const foreign = verify(request, publicUrl);
        if (foreign !== null) return refusal(403, 'request.foreign', foreign);
        const body = bodies[name].safeParse(await readJson(request));
        if (!body.success) return refusal(400, 'request.invalid', 'That is not a request of this page. Reload it.');
        return handle(body.data as Body<K>);
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

  return [
    {
      method: 'GET',
      path: '/playground',
      // A static page: anyone who follows a link to it may have it.
      handle: async (request) => (verifyHost(request, publicUrl) ? page(request) : refusal(403, 'request.foreign', wrongHost(publicUrl))),
    },
    get('/playground/state', async () => json(renderState(chat))),
    get('/playground/events', async () => streams.open()),
    post('command', async ({ text, ...event }) => json(await handleRequest({ ...base(event), content: { kind: 'command', text } }))),
    post('shortcut', async ({ message, ...event }) => {
      const author = chat.messages().find(({ id }) => id === message)?.by ?? null;
      return json(await handleRequest({ ...base(event), content: { kind: 'shortcut', author } }));
    }),
    post('action', async ({ action, ref, ...event }) =>
      json(await handleRequest({ ...base(event), content: { kind: 'action', action, ref } })),
    ),
    post('form-press', async ({ as, press, button, values, form: id }) => {
      const open = chat.form(id);
      if (open?.as !== as) return refusal(410, 'form.closed', 'This form is closed. Start again.');
      return json(
        await handleRequest({ as, press, place: open.place, content: { kind: 'form-press', press: button, form: open.form, values } }),
      );
    }),
    post('form', async ({ as, press, values, form: id }) => {
      const open = chat.form(id);
      if (open?.as !== as) return refusal(410, 'form.closed', 'This form is closed. Start again.');
      return json(await handleRequest({ as, press, place: open.place, content: { kind: 'form', form: open.form, values } }));
    }),
    post('say', async (body) => {
      const place = chat.where(body.place, body.as);
      // A command is never said: the text behind it may be a secret.
      if (place === null || /^\s*\//.test(body.text)) return refusal(400, 'request.invalid', 'That cannot be said here.');
      const [channel = '', thread = null] = place.ref.split('/');
      chat.put({ channel, thread, by: body.as, text: body.text });
      return json({ kind: 'nothing' });
    }),
    post('remove', async ({ message }) => {
      chat.remove(message);
      return json({ kind: 'nothing' });
    }),
    post('door', async ({ person, closed }) => {
      chat.setClosed(person, closed);
      return json({ kind: 'nothing' });
    }),
  ];
}

function json(value: unknown, status = 200): Response {
  return Response.json(value, { status, headers: HEADERS });
}

function refusal(status: number, code: string, detail: string): Response {
  return Response.json({ status, code, detail }, { status, headers: { ...HEADERS, 'Content-Type': 'application/problem+json' } });
}
