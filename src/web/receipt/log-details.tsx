// Who the share was between, and what the receipt rests on: log, checkpoint, key.

import { escapeInvisible } from '../../core/text-safety.ts';
import { formatVkey } from '../../crypto/tlog/checkpoint.ts';
import type { ReceiptReport } from '../../crypto/receipt/report.ts';
import { messages } from '../messages/receipt.ts';
import type { Names } from './names.ts';

type Row = readonly [name: string, value: string, kind?: 'code'];

function Rows({ rows }: { rows: readonly Row[] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value, kind]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto" class={kind === 'code' ? 'mono' : undefined}>
            {escapeInvisible(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const named = (name: string | null, key: string): string => (name === null ? key : messages.named(name, key));

export function ShareFacts({
  story: { parties, share, mode, cause, workload, approver, for: half },
  names,
}: {
  story: ReceiptReport;
  names: Names;
}) {
  const who: readonly Row[] =
    parties === null
      ? [[messages.rows.parties, messages.erased]]
      : [
          [messages.rows.what, parties.label ?? messages.labelErased],
          [messages.rows.from, named(names.sender, parties.sender)],
          [messages.rows.to, parties.recipient === null ? messages.linkHolder : named(names.recipient, parties.recipient)],
        ];
  return (
    <Rows
      rows={[
        ...who,
        [messages.rows.how, messages.modes[mode]],
        ...(approver === null ? [] : [[messages.rows.approver, approver, 'code'] as const]),
        ...(workload === null ? [] : [[messages.rows.second, `${workload.subject} (${workload.issuer})`, 'code'] as const]),
        [messages.rows.end, cause === null ? messages.open : messages.events.ended[cause]],
        [messages.rows.half, messages.halves[half]],
        [messages.rows.share, share, 'code'],
      ]}
    />
  );
}

export function LogDetails({ story: { log } }: { story: ReceiptReport }) {
  return (
    <div class="ground">
      <h2>{messages.ground.title}</h2>
      <p class="help">{messages.ground.lead}</p>
      <Rows
        rows={[
          [messages.ground.log, log.origin, 'code'],
          [messages.ground.size, messages.ground.leaves(log.size)],
          [messages.ground.root, log.root, 'code'],
          [messages.ground.key, formatVkey(log.key), 'code'],
          [messages.ground.older, log.isConsistent ? messages.ground.consistent : messages.ground.notCompared],
        ]}
      />
    </div>
  );
}
