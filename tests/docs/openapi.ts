// docs/protocol/openapi.json as the API's table makes it. `node tests/docs/fill.ts` writes it.

import { readFileSync } from 'node:fs';
import { formatOpenApi } from '../../src/reference/document.ts';

export const OPENAPI = 'docs/protocol/openapi.json';

export function makeOpenApi(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return formatOpenApi(version);
}
