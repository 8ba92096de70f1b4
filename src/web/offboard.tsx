// /offboard: people who leave, for those whom the operator's policy names. See docs/decisions/offboarding.md.

import { useEffect, useState } from 'preact/hooks';
import { fetchOffboardings, requestOffboarding, type OffboardingView } from '../client/calls/offboardings.ts';
import { hereAs } from './api/api.ts';
import { offboardMessages as messages } from './messages/offboard.ts';
import { css } from './offboard/offboard.css';
import { LeavingPerson } from './offboard/leaving-person.tsx';
import { adoptStyle } from './ui/adopt-style.ts';
import { Button } from './ui/button.tsx';
import { NoAnswer } from './ui/no-answer.tsx';
import { Notice } from './ui/notice.tsx';
import { Screen } from './ui/screen.tsx';
import { keepOut } from './ui/secret-input.tsx';

adoptStyle(css);

type Look = { readonly status: 'asking' | 'nobody' | 'failed' } | { readonly status: 'list'; readonly all: readonly OffboardingView[] };

export function OffboardPage() {
  const [look, setLook] = useState<Look>({ status: 'asking' });
  const [said, setSaid] = useState('');
  const ask = (): void =>
    void fetchOffboardings(hereAs(null)).then((answer) => {
      if (answer.ok) setLook({ status: 'list', all: answer.value });
      else setLook({ status: answer.code === 'session.required' ? 'nobody' : 'failed' });
    });
  useEffect(ask, []);
  switch (look.status) {
    case 'asking':
      return <Screen title={messages.title} busy />;
    case 'nobody':
      return <Screen title={messages.nobody[0]} lead={messages.nobody[1]} />;
    case 'failed':
      return <NoAnswer onAgain={ask} />;
    case 'list': {
      const { all } = look;
      const change = (next: OffboardingView): void =>
        setLook({ status: 'list', all: [next, ...all].filter((one, at, list) => list.findIndex(({ id }) => id === one.id) === at) });
      const replace = (next: OffboardingView): void =>
        setLook({ status: 'list', all: all.map((one) => (one.id === next.id ? next : one)) });
      return (
        <Screen title={messages.title} lead={messages.lead}>
          <Begin onBegun={change} />
          <p class="help" role="status">
            {said}
          </p>
          {all.length === 0 ? <p class="help">{messages.none}</p> : null}
          {all.map((one) => (
            <LeavingPerson key={one.id} of={one} onChange={replace} onSaid={setSaid} />
          ))}
        </Screen>
      );
    }
  }
}

/** Asked twice: it ends what is theirs, at once. */
function Begin({ onBegun }: { onBegun: (one: OffboardingView) => void }) {
  const [who, setWho] = useState('');
  const [isSure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const begin = async (): Promise<void> => {
    setBusy(true);
    const answer = await requestOffboarding(hereAs(null), who.trim());
    setBusy(false);
    setSure(false);
    if (answer.ok) {
      setWho('');
      setFault('');
      return onBegun(answer.value);
    }
    setFault(
      answer.code === 'offboarding.denied' ? messages.denied : answer.code === 'person.refused' ? messages.noPerson : messages.fault,
    );
  };
  return (
    <>
      <form
        class="begin-offboarding"
        onSubmit={(event) => {
          event.preventDefault();
          if (who.trim() !== '') setSure(true);
        }}
      >
        <label>
          {messages.who}
          <input
            type="text"
            name="person"
            value={who}
            maxLength={200}
            aria-describedby="who-help"
            {...keepOut}
            onInput={({ currentTarget }) => {
              setWho(currentTarget.value);
              setSure(false);
            }}
          />
        </label>
        <button class="button quiet" type="submit">
          {messages.begin}
        </button>
      </form>
      <p class="help" id="who-help">
        {messages.whoHelp}
      </p>
      {fault === '' ? null : (
        <Notice tone="warn" alert>
          {fault}
        </Notice>
      )}
      {isSure ? (
        <>
          <Notice tone="warn" alert>
            {messages.ask(who.trim())}
          </Notice>
          <div class="actions">
            <Button kind="danger" busy={busy} autofocus onPress={() => void begin()}>
              {messages.now}
            </Button>
            <Button busy={busy} onPress={() => setSure(false)}>
              {messages.not}
            </Button>
          </div>
        </>
      ) : null}
    </>
  );
}
