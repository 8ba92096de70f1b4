// /devices: the browsers and terminals that are known for the people in this browser, and how to withdraw them.

import { useEffect, useState } from 'preact/hooks';
import { escapeInvisible } from '../core/text-safety.ts';
import { fetchDevices, requestWithdrawal, type KnownDevice, type PersonDevices } from '../client/calls/devices.ts';
import { browserMessages as devices } from './messages/devices.ts';
import { Button } from './ui/button.tsx';
import { formatMoment } from './ui/format-time.ts';
import { Notice } from './ui/notice.tsx';
import { NoAnswer } from './ui/no-answer.tsx';
import { Screen } from './ui/screen.tsx';
import { hereAs } from './api/api.ts';

type Look = { readonly status: 'asking' | 'nobody' | 'failed' } | { readonly status: 'list'; readonly persons: readonly PersonDevices[] };

export function Devices() {
  const [look, setLook] = useState<Look>({ status: 'asking' });
  const [fault, setFault] = useState(false);
  const [removed, setRemoved] = useState(false);
  const ask = async (): Promise<void> => {
    // Of all who are signed in here, not only of the one who acts in this tab.
    const answer = await fetchDevices(hereAs(null));
    if (answer.ok) setLook({ status: 'list', persons: answer.value });
    else setLook({ status: answer.code === 'session.required' ? 'nobody' : 'failed' });
  };
  useEffect(() => void ask(), []);
  const withdraw = async (ref: string, id: string): Promise<void> => {
    const answer = await requestWithdrawal(hereAs(ref), id);
    setFault(!answer.ok);
    setRemoved(answer.ok);
    if (answer.ok) await ask();
  };
  switch (look.status) {
    case 'asking':
      return <Screen title={devices.title} busy />;
    case 'nobody':
      return <Screen title={devices.nobody[0]} lead={devices.nobody[1]} />;
    case 'failed':
      return <NoAnswer onAgain={() => void ask()} />;
    case 'list':
      return (
        <Screen title={devices.title} lead={devices.lead}>
          {fault ? (
            <Notice tone="warn" alert>
              {devices.fault}
            </Notice>
          ) : null}
          <p class="help" role="status">
            {removed ? devices.removed : ''}
          </p>
          {look.persons.map((person) => (
            <Person key={person.ref} person={person} onWithdraw={(id) => void withdraw(person.ref, id)} />
          ))}
        </Screen>
      );
  }
}

function Person({ person, onWithdraw }: { person: PersonDevices; onWithdraw: (id: string) => void }) {
  return (
    <section>
      <h2 dir="auto">{escapeInvisible(person.name)}</h2>
      {person.devices.length === 0 ? <p>{devices.none}</p> : null}
      {person.devices.map((device) => (
        <Device key={device.id} device={device} onWithdraw={() => onWithdraw(device.id)} />
      ))}
    </section>
  );
}

function Device({ device, onWithdraw }: { device: KnownDevice; onWithdraw: () => void }) {
  const now = Date.now();
  const since = formatMoment(device.madeAt, now);
  const terminal = device.name === null ? null : devices.terminal(escapeInvisible(device.name));
  const called = terminal ?? (device.isThis ? devices.here : devices.other(since));
  return (
    <div class="card">
      <p>
        <strong>{called}</strong>
      </p>
      <p>{(terminal === null ? devices.used : devices.usedTerminal)(since, formatMoment(device.usedAt, now))}</p>
      <div class="actions">
        <Button kind="quiet" label={devices.withdrawOf(called)} onPress={onWithdraw}>
          {devices.withdraw}
        </Button>
      </div>
    </div>
  );
}
