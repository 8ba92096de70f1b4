// The rows of one list counted by person or template, and from each count a way to its rows.

import { escapeInvisible } from '../../core/text-safety.ts';
import { fetchBoardGroups } from '../api/board.ts';
import type { SeenFilter, SeenGroup, SeenGroups } from '../api/board-page.ts';
import { boardMessages as messages } from '../messages/board.ts';
import { Button } from '../ui/button.tsx';
import { formatMoment } from '../ui/format-time.ts';
import { usePages } from './use-pages.ts';

interface GroupsProps {
  filter: SeenFilter;
  by: 'person' | 'template';
  /** '' when all is well. */
  onAnswer: (code: string) => void;
  /** Shows the rows of this group. */
  onGroup: (group: Partial<Pick<SeenFilter, 'person' | 'template'>>) => void;
}

export function GroupList({ filter, by, onAnswer, onGroup }: GroupsProps) {
  const { page, busy, more } = usePages({
    key: JSON.stringify([filter, by]),
    fetch: (before) => fetchBoardGroups(filter, by, before),
    join,
    onAnswer,
  });
  return (
    <>
      <p class="help" aria-busy={busy}>
        {page === null
          ? busy
            ? messages.busy
            : messages.none
          : page.next === null
            ? messages.allCounted(page.counted)
            : messages.counted(page.counted)}
      </p>
      <ul>
        {page?.groups.map((group) => (
          <li key={keyOf(group)} class="row">
            <p class="state">
              <Name group={group} onGroup={onGroup} /> · <strong>{group.count}</strong>
            </p>
            <p class="help">
              {group.kind === 'person' ? `${messages.sides(group.sent, group.received)} · ` : ''}
              {messages.oldest(formatMoment(group.oldestAt, Date.now()))}
            </p>
          </li>
        ))}
      </ul>
      {page?.next ? (
        <div class="row-actions">
          <Button busy={busy} onPress={more}>
            {messages.countOn}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Name({ group, onGroup }: { group: SeenGroup } & Pick<GroupsProps, 'onGroup'>) {
  if (group.kind === 'template') {
    const { template } = group;
    if (template === null) return <>{messages.noTemplate}</>;
    return (
      <Button kind="small" label={`${template}: ${messages.rowsOf}`} onPress={() => onGroup({ template })}>
        {template}
      </Button>
    );
  }
  const { person } = group;
  if (person === null) return <>{messages.links}</>;
  const name = person.name === null || person.name === '' ? person.key : escapeInvisible(person.name);
  return (
    <Button kind="small" label={`${name}: ${messages.by(person.key)}`} onPress={() => onGroup({ person: person.key })}>
      <span dir="auto">{name}</span>
    </Button>
  );
}

const keyOf = (group: SeenGroup): string => (group.kind === 'person' ? `p ${group.person?.key ?? ''}` : `t ${group.template ?? ''}`);

/** Adds what was counted next, which is older, to what is shown. */
function join(shown: SeenGroups, next: SeenGroups): SeenGroups {
  const groups = new Map(shown.groups.map((group) => [keyOf(group), group]));
  for (const group of next.groups) {
    const before = groups.get(keyOf(group));
    groups.set(keyOf(group), before === undefined ? group : added(before, group));
  }
  return {
    groups: [...groups.values()].toSorted((a, b) => b.count - a.count || a.oldestAt - b.oldestAt),
    counted: shown.counted + next.counted,
    next: next.next,
  };
}

function added(before: SeenGroup, group: SeenGroup): SeenGroup {
  const both = { count: before.count + group.count, oldestAt: Math.min(before.oldestAt, group.oldestAt) };
  if (before.kind === 'template' || group.kind === 'template') return { ...before, ...both };
  const person = before.person && { key: before.person.key, name: before.person.name ?? group.person?.name ?? null };
  return { ...before, ...both, person, sent: before.sent + group.sent, received: before.received + group.received };
}
