// Finds circles of imports, types included: of files, and of what lies side by side in one folder.
import { posix } from 'node:path';
import { readImports, type SourceFile } from './read-imports.ts';

type Graph = Map<string, Set<string>>;

export interface Circle {
  /** The folder in which the members lie side by side; empty for a circle of files wherever they lie. */
  level: string;
  /** One way round, beginning with the first by name: each imports the next and the last imports the first. */
  members: string[];
}

/** Which of these files each of them imports. */
function importGraph(files: SourceFile[]): Graph {
  const known = new Set(files.map((file) => file.path));
  return new Map(
    files.map((file) => {
      const targets = readImports(file).flatMap(({ specifier }) =>
        specifier?.startsWith('.') ? [posix.join(posix.dirname(file.path), specifier)] : [],
      );
      return [file.path, new Set(targets.filter((target) => known.has(target)))];
    }),
  );
}

/** The graph of what lies directly in `folder`: a file there is itself, and a file further down is the folder it lies in. */
function graphOfLevel(graph: Graph, folder: string): Graph {
  const inFolder = (path: string): string | undefined => {
    if (!path.startsWith(`${folder}/`)) return undefined;
    const [name = '', ...rest] = path.slice(folder.length + 1).split('/');
    return `${folder}/${name}${rest.length > 0 ? '/' : ''}`;
  };
  const level: Graph = new Map();
  for (const [path, targets] of graph) {
    const from = inFolder(path);
    if (from === undefined) continue;
    const edges = level.get(from) ?? new Set();
    for (const target of targets) {
      const to = inFolder(target);
      if (to !== undefined && to !== from) edges.add(to);
    }
    level.set(from, edges);
  }
  return level;
}

/** A shortest way from `start` back to itself. */
function wayRound(graph: Graph, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const at of queue) {
    for (const next of graph.get(at) ?? []) {
      if (next === start) {
        const way = [at];
        while (way[0] !== start) way.unshift(cameFrom.get(way[0] ?? '') ?? start);
        return way;
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return undefined;
}

/** For each knot of circles one, so that the list is short: with that edge cut, the next one shows. */
function circlesOf(graph: Graph): string[][] {
  const seen = new Set<string>();
  return [...graph.keys()].sort().flatMap((start) => {
    if (seen.has(start)) return [];
    const way = wayRound(graph, start);
    for (const member of way ?? []) seen.add(member);
    return way ? [way] : [];
  });
}

/** All circles of files, then those of each folder from the outside in. */
export function findCircles(files: SourceFile[]): Circle[] {
  const graph = importGraph(files);
  const folders = new Set<string>();
  for (const { path } of files) {
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) folders.add(folder);
  }
  return [
    ...circlesOf(graph).map((members) => ({ level: '', members })),
    ...[...folders].sort().flatMap((level) => circlesOf(graphOfLevel(graph, level)).map((members) => ({ level, members }))),
  ];
}
