// The table and the diagram of ARCHITECTURE.md, made from tests/architecture/rooms.ts: `node tests/docs/fill.ts` writes them anew.

import type { Room } from '../architecture/room.ts';
import { adapterRoom, rooms } from '../architecture/rooms.ts';

export const ARCHITECTURE = 'ARCHITECTURE.md';
const HEAD = '| room | holds | may import |\n| --- | --- | --- |\n';
const FENCE = '```mermaid\n';

const quote = (text: string): string => `\`${text}\``;
/** `src/core/` is `core`, `src/core/limits.ts` is `core/limits.ts`, `packages/mcp/src/` is `mcp`. */
const short = (place: string): string =>
  place
    .replace(/^packages\/(\w+)\/(?:src\/)?/, '$1/')
    .replace(/^src\//, '')
    .replace(/\/$/, '');

/** All rooms, with one row for any adapter before the last two, which may import it. */
function allRooms(): Room[] {
  const adapter = adapterRoom('<name>');
  return [...rooms.slice(0, -2), { ...adapter, packages: [...(adapter.packages ?? []), 'its own SDK'] }, ...rooms.slice(-2)];
}

function mayImport({ ours = [], types = [], packages = [], node = [] }: Room): string {
  const names = [
    ...ours.map((place) => quote(short(place))),
    ...packages.map((name) => (name.includes(' ') ? name : quote(name))),
    ...node.map((name) => quote(name === 'node:' ? 'node:*' : name)),
  ];
  const lists = [names.join(', '), types.length === 0 ? '' : `types of ${types.map((place) => quote(short(place))).join(', ')}`];
  return lists.filter((list) => list !== '').join('; ');
}

function table(): string {
  return (
    HEAD +
    allRooms()
      .map((room) => `| \`${room.home.replace(/\/$/, '')}\` | ${room.holds} | ${mayImport(room)} |\n`)
      .join('')
  );
}

/** `src/app/store.ts` lies in `app`, `src/adapters/slack/` in `adapters`. */
const folderOf = (place: string): string => short(place).split('/')[0]?.replace(/\.ts$/, '') ?? '';

/** From each folder of src to those that it may import: a whole line for code of all of it, a dotted one for single files and types. */
function arrows(): string[] {
  const whole = new Map<string, boolean>();
  for (const room of allRooms()) {
    const from = folderOf(room.home);
    for (const place of [...(room.ours ?? []), ...(room.types ?? [])]) {
      const to = folderOf(place);
      if (from === 'app' || from === to) continue;
      const all = place.endsWith('/') && (room.ours ?? []).includes(place);
      whole.set(`${from} ${to}`, (whole.get(`${from} ${to}`) ?? false) || all);
    }
  }
  return [...whole].map(([pair, all]) => {
    const [from = '', to = ''] = pair.split(' ');
    return `  ${from} ${all ? '-->' : '-.->'} ${to}\n`;
  });
}

function diagram(): string {
  return `${FENCE}graph TD\n  app([app wires them all])\n${arrows().join('')}\`\`\`\n`;
}

/** The page with its table and its diagram made anew. What stands around them is left. */
export function withRooms(page: string): string {
  const [before = '', rest = ''] = page.split(FENCE);
  const drawn = before + diagram() + rest.slice(rest.indexOf('```\n') + '```\n'.length);
  const at = drawn.indexOf(HEAD);
  const end = drawn.indexOf('\n\n', at);
  return `${drawn.slice(0, at)}${table()}${drawn.slice(end + 1)}`;
}
