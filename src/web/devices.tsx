// /devices: the browsers, terminals and machines that are known for the people in this browser, and how to withdraw them.

import type { Answer } from '../client/wire/answer.ts';
import { useEffect, useState } from 'preact/hooks';
import { escapeInvisible } from '../core/text-safety.ts';
import { fetchDevices, requestWithdrawal, type KnownDevice, type PersonDevices } from '../client/calls/devices.ts';
import { fetchMachines, requestMachineEnd, type OwnMachine } from '../client/calls/machines.ts';
import { browserMessages as devices, machineMessages } from './messages/devices.ts';
import { OwnMachines } from './own-machines.tsx';
import { Button } from './ui/button.tsx';
import { formatMoment } from './ui/format-time.ts';
import { Notice } from './ui/notice.tsx';
import { NoAnswer } from './ui/no-answer.tsx';
import { Screen } from './ui/screen.tsx';
import { hereAs } from './api/api.ts';

/** One of the people in this browser, with what is theirs. */
interface Owner extends PersonDevices {
  readonly machines: readonly OwnMachine[];
}
type Look = { readonly status: 'asking' | 'nobody' | 'failed' } | { readonly status: 'list'; readonly persons: readonly Owner[] };

/** Machines are asked for as each of them, so that one of that name is ended for nobody else. Null: no answer. */
async function withMachines(person: PersonDevices): Promise<Owner | null> {
  const machines = await fetchMachines(hereAs(person.ref));
  return machines.ok ? { ...person, machines: machines.value } : null;
}

export function Devices() {
  const [look, setLook] = useState<Look>({ status: 'asking' });
  const [fault, setFault] = useState(false);
  const [removed, setRemoved] = useState('');
  const ask = async (): Promise<void> => {
    // Of all who are signed in here, not only of the one who acts in this tab.
    const answer = await fetchDevices(hereAs(null));
    if (!answer.ok) return setLook({ status: answer.code === 'session.required' ? 'nobody' : 'failed' });
    const persons = await Promise.all(answer.value.map(withMachines));
    setLook(persons.includes(null) ? { status: 'failed' } : { status: 'list', persons: persons.filter((person) => person !== null) });
  };
  useEffect(() => void ask(), []);
  const after = async ({ ok }: Answer<null>, said: string): Promise<void> => {
    setFault(!ok);
    setRemoved(ok ? said : '');
    if (ok) await ask();
  };
  const withdraw = async (ref: string, id: string): Promise<void> => after(await requestWithdrawal(hereAs(ref), id), devices.removed);
  const end = async (ref: string, name: string): Promise<void> => after(await requestMachineEnd(hereAs(ref), name), machineMessages.ended);
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
            {removed}
          </p>
          {look.persons.map((person) => (
            <Person
              key={person.ref}
              person={person}
              onWithdraw={(id) => void withdraw(person.ref, id)}
              onEnd={(name) => void end(person.ref, name)}
            />
          ))}
        </Screen>
      );
  }
}

interface PersonProps {
  readonly person: Owner;
  readonly onWithdraw: (id: string) => void;
  readonly onEnd: (name: string) => void;
}

function Person({ person, onWithdraw, onEnd }: PersonProps) {
  return (
    <section>
      <h2 dir="auto">{escapeInvisible(person.name)}</h2>
      {person.devices.length === 0 ? <p>{devices.none}</p> : null}
      {person.devices.map((device) => (
        <Device key={device.id} device={device} onWithdraw={() => onWithdraw(device.id)} />
      ))}
      <OwnMachines machines={person.machines} onEnd={onEnd} />
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
