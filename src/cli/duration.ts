// How long a share waits, as people type it: `90m`, `1h`, `7d`.

import { limits } from '../core/limits.ts';
import { UsageError } from './output.ts';

const MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** In ms. A policy may allow less. @throws UsageError */
export function parseDuration(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  const ms = Number(count) * (MS[unit] ?? 0);
  if (ms < limits.expiry.min || ms > limits.expiry.max) throw new UsageError('--expires is a time from 15m to 7d, such as 90m, 12h or 2d');
  return ms;
}
