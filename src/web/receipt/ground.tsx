// Who the share was between, and what the receipt rests on: log, checkpoint, key.

import { visible } from '../../core/text.ts';
import { formatVkey } from '../../crypto/log/checkpoint.ts';
import type { Story } from '../../crypto/receipt/story.ts';
import { say } from '../words/receipt.ts';
import type { Names } from './shown.tsx';

type Row = readonly [name: string, value: string, kind?: 'code'];

function Rows({ rows }: { rows: readonly Row[] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value, kind]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto" class={kind === 'code' ? 'mono' : undefined}>
            {visible(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const named = (name: string | null, key: string): string => (name === null ? key : say.named(name, key));

export function Parties({ story: { parties, share, mode, cause, for: half }, names }: { story: Story; names: Names }) {
  const who: readonly Row[] =
    parties === null
      ? [[say.rows.parties, say.erased]]
      : [
          [say.rows.what, parties.label],
          [say.rows.from, named(names.sender, parties.sender)],
          [say.rows.to, parties.recipient === null ? say.linkHolder : named(names.recipient, parties.recipient)],
        ];
  return (
    <Rows
      rows={[
        ...who,
        [say.rows.how, say.modes[mode]],
        [say.rows.end, cause === null ? say.open : say.events.ended[cause]],
        [say.rows.half, say.halves[half]],
        [say.rows.share, share, 'code'],
      ]}
    />
  );
}

export function Ground({ story: { log } }: { story: Story }) {
  return (
    <div class="ground">
      <h2>{say.ground.title}</h2>
      <p class="help">{say.ground.lead}</p>
      <Rows
        rows={[
          [say.ground.log, log.origin, 'code'],
          [say.ground.size, say.ground.leaves(log.size)],
          [say.ground.root, log.root, 'code'],
          [say.ground.key, formatVkey(log.key), 'code'],
          [say.ground.older, log.isConsistent ? say.ground.consistent : say.ground.notCompared],
        ]}
      />
    </div>
  );
}
