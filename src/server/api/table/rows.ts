// The whole table. A route that is not here does not exist, and one that is here must have a handler: api-routes.ts and server.ts.

import { boardRows } from './board.ts';
import { sharedFileRows } from './files.ts';
import { machineRows } from './machines.ts';
import { openingRows } from './opening.ts';
import { peopleRows } from './people.ts';
import { receiptRows } from './receipts.ts';
import { requestRows } from './requests.ts';
import { rotationRows } from './rotations.ts';
import { envelopeRows } from './envelopes.ts';
import { offboardingRows } from './offboardings.ts';
import { sessionRows } from './session.ts';
import { shareRows } from './shares.ts';
import { webhookRows } from './webhooks.ts';
import { documentRows, fileRows, operatorRows, pageRows, probeRows } from './site.ts';
import type { ApiRow } from './row.ts';

/** The API, by the name of each operation. Of two that fit an address, the one that is named first answers. */
export const apiRows = {
  ...sessionRows,
  ...machineRows,
  ...shareRows,
  ...openingRows,
  ...sharedFileRows,
  ...requestRows,
  ...peopleRows,
  ...webhookRows,
  ...receiptRows,
  ...rotationRows,
  ...offboardingRows,
  ...envelopeRows,
  ...boardRows,
  ...operatorRows,
} as const;
export type ApiOperation = keyof typeof apiRows;

/** Every route but those of chat platforms and the metrics. */
export const allRows: Readonly<Record<string, ApiRow>> = { ...apiRows, ...pageRows, ...documentRows, ...fileRows, ...probeRows };
