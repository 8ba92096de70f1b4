// The chat as one person sees it: conversations at the side, messages, and a line to type in.

import { useEffect, useRef, useState } from 'preact/hooks';

import type { WireAnswer, WireCard, WireMessage, WireState } from '../render.ts';
import { CardView } from './card.tsx';
import { send } from './client.ts';
import { Composer } from './composer.tsx';
import { FormDialog } from './form.tsx';
import { useKeptFocus } from './kept-focus.ts';
import { Avatar, MessageView } from './message.tsx';

type FormAnswer = Extract<WireAnswer, { kind: 'form' }>['form'];

export interface PaneProps {
  readonly state: WireState;
  readonly me: string;
  /** Whose parts can be chosen here; null where tabs do it. */
  readonly onSwitch: ((person: string) => void) | null;
}

const LATE = 'nt2 did not answer in time. Try again.';

export function Pane({ state, me, onSwitch }: PaneProps) {
  const [place, setPlace] = useState('engineering');
  const [seen, setSeen] = useState<Readonly<Record<string, number>>>({});
  // Answers that only this person sees: on this page alone, one per conversation, gone on reload.
  const [answers, setAnswers] = useState<Readonly<Record<string, WireCard | undefined>>>({});
  const [form, setForm] = useState<{ readonly place: string; readonly form: FormAnswer; readonly focus: string | null } | null>(null);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [notice, setNotice] = useState('');
  const log = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLElement>(null);
  useKeptFocus({ pane, log });

  const person = state.people.find(({ id }) => id === me);
  const [channel = '', thread = null] = place.split('/');
  const visible = state.messages.filter((message) => message.onlyFor === null || message.onlyFor === me);
  const shown = visible.filter((message) =>
    thread === null ? message.channel === channel && message.thread === null : message.id === thread || message.thread === thread,
  );
  const answer = answers[place];
  const count = (conversation: string): number => visible.filter((message) => message.channel === conversation).length;
  const here = count(channel);

  useEffect(() => setSeen((old) => ({ ...old, [channel]: here })), [channel, here]);
  useEffect(() => log.current?.scrollTo({ top: log.current.scrollHeight }), [place, shown.length, answer]);

  /** Shows what came back; true when it was taken. `before`: the form whose place another one takes. */
  const take = async (asked: Promise<WireAnswer>, from: string, before: FormAnswer | null = null): Promise<boolean> => {
    setNotice('');
    try {
      const got = await asked;
      if (got.kind === 'late') setNotice(LATE);
      if (got.kind === 'reject-form') setErrors(got.errors);
      if (got.kind === 'form') {
        setErrors({});
        const known = before?.fields.map(({ id }) => id) ?? [];
        const fresh = got.form.fields.find(({ id }) => before !== null && !known.includes(id));
        setForm({ place: from, form: got.form, focus: fresh?.id ?? null });
      } else if (got.kind !== 'reject-form') setForm(null);
      if (got.kind === 'private') setAnswers((old) => ({ ...old, [from]: got.card }));
      return got.kind !== 'late';
    } catch (error) {
      setNotice(error instanceof Error ? error.message : LATE);
      return false;
    }
  };

  const say = (text: string): Promise<boolean> => {
    if (/^\/nt2(?:\s|$)/i.test(text)) return take(send.command(me, place, text), place);
    if (text.startsWith('/')) {
      setNotice('This chat knows one command: /nt2.');
      return Promise.resolve(false);
    }
    return take(send.say(me, place, text), place);
  };
  const press = (action: string, ref: string): void => void take(send.action(me, place, action, ref), place);

  const title = thread !== null ? `Thread in #${channel}` : channel.startsWith('dm:') ? 'nt2' : `#${channel}`;
  const handles = state.people.filter(({ id }) => id !== me).map(({ id, name, title: about }) => ({ id, text: `${name}, ${about}` }));

  return (
    <section ref={pane} class="pane" aria-label={`The chat of ${person?.name ?? me}`}>
      <nav class="rail" aria-label={`Conversations of ${person?.name ?? me}`}>
        <div class="player">
          <Avatar name={person?.name ?? '?'} look={me} />
          {onSwitch ? (
            <label>
              <span class="unseen">You are</span>
              <select value={me} onChange={(event) => onSwitch(event.currentTarget.value)}>
                {state.people
                  .filter(({ plays }) => plays)
                  .map(({ id, name }) => (
                    <option key={id} value={id} selected={id === me}>
                      {name}
                    </option>
                  ))}
              </select>
            </label>
          ) : (
            <strong>
              {person?.name} <span class="title">{person?.title}</span>
            </strong>
          )}
        </div>
        <p class="rail-title" id={`channels-${me}`}>
          Channels
        </p>
        <ul aria-labelledby={`channels-${me}`}>
          {state.channels.map((name) => (
            <Conversation
              key={name}
              name={`# ${name}`}
              current={channel === name}
              fresh={count(name) - (seen[name] ?? 0)}
              onOpen={() => setPlace(name)}
            />
          ))}
        </ul>
        <p class="rail-title" id={`direct-${me}`}>
          Direct messages
        </p>
        <ul aria-labelledby={`direct-${me}`}>
          <Conversation
            name="nt2"
            current={channel === `dm:${me}`}
            fresh={count(`dm:${me}`) - (seen[`dm:${me}`] ?? 0)}
            onOpen={() => setPlace(`dm:${me}`)}
          />
        </ul>
        <label class="door">
          <input
            type="checkbox"
            checked={person?.closed ?? false}
            onChange={(event) => void take(send.door(me, event.currentTarget.checked), place)}
          />
          <span>DMs closed</span>
        </label>
      </nav>

      <div class="talk">
        <header class="talk-head">
          {thread !== null && (
            <button type="button" class="button" onClick={() => setPlace(channel)}>
              <span aria-hidden="true">←</span> #{channel}
            </button>
          )}
          <h2>{title}</h2>
        </header>
        <div class="log" ref={log} role="log" aria-label={`Messages in ${title}`} tabIndex={0}>
          {shown.length === 0 && <p class="empty">{channel.startsWith('dm:') ? 'Messages from nt2 appear here.' : 'No messages yet.'}</p>}
          {shown.map((message) => (
            <MessageView
              key={message.id}
              message={message}
              author={authorOf(state, message)}
              me={me}
              replies={visible.filter((reply) => reply.thread === message.id).length}
              onThread={thread === null && !channel.startsWith('dm:') ? () => setPlace(`${channel}/${message.id}`) : null}
              onShortcut={
                channel.startsWith('dm:') || message.onlyFor !== null
                  ? null
                  : () => {
                      const there = `${channel}/${message.thread ?? message.id}`;
                      setPlace(there);
                      void take(send.shortcut(me, there, message.id), there);
                    }
              }
              onRemove={() => void take(send.remove(message.id), place)}
              onPress={press}
            />
          ))}
          {answer && (
            <article class="message private" aria-label="nt2, only you can see this">
              <Avatar name="nt2" look="nt2" />
              <div class="what">
                <p class="only">Only you can see this</p>
                <CardView card={answer} me={me} onPress={press} />
              </div>
              <button
                type="button"
                class="dismiss"
                aria-label="Dismiss"
                onClick={() => setAnswers((old) => ({ ...old, [place]: undefined }))}
              >
                ×
              </button>
            </article>
          )}
        </div>
        <p class="notice" role="status">
          {form === null && notice}
        </p>
        <Composer
          key={place}
          name={me}
          label={`Message ${thread === null ? title : 'this thread'}, or /nt2`}
          handles={handles}
          onSend={say}
        />
      </div>

      {form && (
        <FormDialog
          key={form.form.id}
          form={form.form}
          me={{ id: me, name: person?.name ?? me }}
          people={state.people.filter(({ id, kind }) => id !== me && kind !== 'bot')}
          errors={errors}
          notice={notice}
          focus={form.focus}
          onPress={(button, values) => take(send.formPress(me, form.form.id, button, values), form.place, form.form)}
          onSubmit={(values) => take(send.form(me, form.form.id, values), form.place)}
          onClose={() => setForm(null)}
        />
      )}
    </section>
  );
}

function Conversation({
  name,
  current,
  fresh,
  onOpen,
}: {
  readonly name: string;
  readonly current: boolean;
  readonly fresh: number;
  readonly onOpen: () => void;
}) {
  return (
    <li>
      <button type="button" class="conversation" aria-current={current ? 'true' : undefined} onClick={onOpen}>
        <span>{name}</span>
        {!current && fresh > 0 && (
          <span class="badge">
            {fresh}
            <span class="unseen"> new</span>
          </span>
        )}
      </button>
    </li>
  );
}

function authorOf(state: WireState, { by }: WireMessage): { name: string; title: string; look: string } {
  if (by === 'nt2') return { name: 'nt2', title: 'app', look: 'nt2' };
  const person = state.people.find(({ id }) => id === by);
  return { name: person?.name ?? by, title: person?.title ?? '', look: by };
}
