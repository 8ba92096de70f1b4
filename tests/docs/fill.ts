// Examples in the pages have names: a fenced block whose info string ends in the name of a vector or of an HTTP example holds just that.
// `node tests/docs/fill.ts` writes them into the pages; tests/docs/examples.test.ts checks that they stand there.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KINDS_PAGE, withChecks } from './checks.ts';
import { DECISIONS, withList } from './decisions.ts';
import { TERMINAL, withExits } from './exits.ts';
import { GLOSSARY, withPlaces } from './glossary.ts';
import { httpExamples } from './http-examples.ts';
import { makeOpenApi, OPENAPI } from './openapi.ts';
import { pagePaths, readPage } from './pages.ts';
import { ARCHITECTURE, withRooms } from './rooms.ts';
import { readVectors } from './vectors.ts';
import { CLI_SCHEMA, formatCliSchema } from './cli-schema.ts';
import { formatWebhookSchema, WEBHOOK_SCHEMA } from './webhook-schema.ts';

/** Pages that hold a part which is made from other files. */
const MADE: Readonly<Record<string, (page: string) => string>> = {
  [ARCHITECTURE]: withRooms,
  [DECISIONS]: withList,
  [GLOSSARY]: withPlaces,
  [KINDS_PAGE]: withChecks,
  [TERMINAL]: withExits,
};

export type Source = (name: string) => string | null;

/** `logs.sealed.0` of the vectors, or `claim.post` of the HTTP examples; null when there is none of that name. */
export async function exampleSource(): Promise<Source> {
  const vectors: unknown = readVectors();
  const http = await httpExamples();
  return (name) => {
    let value = vectors;
    for (const key of name.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
    const text = typeof value === 'string' ? value : (http.get(name) ?? null);
    return text === null || text.endsWith('\n') ? text : `${text}\n`;
  };
}

/** Named blocks of one page: kind, name and text. */
export function namedBlocks(markdown: string): { readonly kind: string; readonly name: string; readonly text: string }[] {
  return [...markdown.matchAll(/^```(\w+) (\S+)\n([\s\S]*?)^```$/gm)].map(([, kind = '', name = '', text = '']) => ({ kind, name, text }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL(`../../${OPENAPI}`, import.meta.url), makeOpenApi());
  writeFileSync(new URL(`../../${WEBHOOK_SCHEMA}`, import.meta.url), formatWebhookSchema());
  writeFileSync(new URL(`../../${CLI_SCHEMA}`, import.meta.url), formatCliSchema());
  const source = await exampleSource();
  for (const path of pagePaths()) {
    const page = readPage(path);
    const listed = MADE[path]?.(page) ?? page;
    const filled = listed.replace(/^```(\w+) (\S+)\n[\s\S]*?^```$/gm, (block, kind: string, name: string) => {
      const text = source(name);
      return text === null ? block : `\`\`\`${kind} ${name}\n${text}\`\`\``;
    });
    if (filled !== page) writeFileSync(new URL(`../../${path}`, import.meta.url), filled);
  }
}
