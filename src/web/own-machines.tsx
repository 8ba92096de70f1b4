// /devices: the machines that a person owns, what each must show besides its key, and their end.

import type { ComponentChildren } from 'preact';
import type { OwnMachine } from '../client/calls/machines.ts';
import { escapeInvisible } from '../core/text-safety.ts';
import { machineMessages as says } from './messages/devices.ts';
import { Button } from './ui/button.tsx';
import { formatMoment } from './ui/format-time.ts';

export function OwnMachines({ machines, onEnd }: { machines: readonly OwnMachine[]; onEnd: (name: string) => void }): ComponentChildren {
  return machines.map((machine) => <Machine key={machine.name} machine={machine} onEnd={() => onEnd(machine.name)} />);
}

function Machine({ machine: { name, madeAt, usedAt, words, workload }, onEnd }: { machine: OwnMachine; onEnd: () => void }) {
  const now = Date.now();
  const called = says.machine(escapeInvisible(name));
  return (
    <div class="card">
      <p>
        <strong>{called}</strong>
      </p>
      <p>{says.used(formatMoment(madeAt, now), formatMoment(usedAt, now))}</p>
      <dl class="facts">
        <dt>{says.words}</dt>
        <dd>{escapeInvisible(words)}</dd>
        {workload === null ? null : (
          <>
            <dt>{says.bound}</dt>
            <dd>{escapeInvisible(boundTo(workload))}</dd>
          </>
        )}
      </dl>
      <div class="actions">
        <Button kind="quiet" label={says.endOf(called)} onPress={onEnd}>
          {says.end}
        </Button>
      </div>
    </div>
  );
}

const boundTo = ({ issuer, claims }: NonNullable<OwnMachine['workload']>): string =>
  [issuer, ...Object.entries(claims).map(([name, value]) => `${name}=${value}`)].join(' ');
