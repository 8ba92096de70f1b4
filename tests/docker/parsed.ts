// The files of docker/ as data: what an operator starts from must parse, and the tests read it as Compose and Kubernetes would.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod';

export const folder = join(import.meta.dirname, '../../docker');
export const text = (path: string): string => readFileSync(join(folder, path), 'utf8');

const service = z.looseObject({
  image: z.string(),
  environment: z.record(z.string(), z.string()).optional(),
  command: z.array(z.string()).optional(),
  ports: z.array(z.string()).default([]),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  volumes: z.array(z.unknown()).default([]),
  /** Names, or names with the address that it has there. */
  networks: z.union([z.array(z.string()), z.record(z.string(), z.object({ ipv4_address: z.string() }))]).default([]),
});
const compose = z.looseObject({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() }).nullable()),
});
export type Service = z.output<typeof service>;

export const networksOf = ({ networks }: Service): string[] => (Array.isArray(networks) ? networks : Object.keys(networks));

/** Anchors and `<<` are resolved, as Compose does it. */
export const readCompose = (path: string): z.output<typeof compose> => compose.parse(parse(text(path), { merge: true }));

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of a Dockerfile, stage by stage. */
export function readStages(path: string): Instruction[][] {
  const lines = text(path)
    .replaceAll(/^#.*$/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Instruction[][] = [[]];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') stages.push([]);
    stages.at(-1)?.push({ name, rest });
  }
  return stages;
}

const manifest = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }), spec: z.unknown().optional() });

/** What a file of Kubernetes makes, by kind. */
export function readManifests(path: string): ReadonlyMap<string, z.output<typeof manifest>> {
  const made = parseAllDocuments(text(path)).map((document) => {
    if (document.errors.length > 0) throw new Error(`${path}: ${document.errors[0]?.message}`);
    return manifest.parse(document.toJS());
  });
  return new Map(made.map((one) => [one.kind, one]));
}
