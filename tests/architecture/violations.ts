// Holds every import of a file against the table of rooms.ts.
import { posix } from 'node:path';
import { readImports, type SourceFile } from './read-imports.ts';
import type { Room } from './room.ts';
import { adapterRoom, rooms } from './rooms.ts';

const covers = (place: string, path: string): boolean => (place.endsWith('/') ? path.startsWith(place) : path === place);

function findRoom(path: string): Room | undefined {
  const adapter = /^src\/adapters\/([^/]+)\//.exec(path)?.[1];
  return rooms.find(({ home }) => covers(home, path)) ?? (adapter === undefined ? undefined : adapterRoom(adapter));
}

function isAllowed(room: Room, from: string, specifier: string, typeOnly: boolean): boolean {
  if (specifier.startsWith('node:')) return (room.node ?? []).some((name) => name === 'node:' || name === specifier);
  if (!/^\.{0,2}\//.test(specifier)) {
    return (room.packages ?? []).some((name) => specifier === name || specifier.startsWith(`${name}/`));
  }
  const target = posix.join(posix.dirname(from), specifier);
  if (findRoom(target)?.home === room.home) return true;
  return (room.ours ?? []).some((place) => covers(place, target)) || (typeOnly && (room.types ?? []).includes(target));
}

/** One sentence for each import that breaks the table. */
export function findViolations(files: SourceFile[]): string[] {
  return files.flatMap((file) => {
    const room = findRoom(file.path);
    if (!room) return [`${file.path} belongs to no room`];
    return readImports(file).flatMap(({ specifier, typeOnly }) => {
      if (specifier === undefined) return [`${file.path} imports something that is computed at run time`];
      return isAllowed(room, file.path, specifier, typeOnly) ? [] : [`${file.path} imports ${specifier}`];
    });
  });
}
