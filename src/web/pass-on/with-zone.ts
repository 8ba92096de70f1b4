// A time for a person who may live in another zone.

import { DATED, language } from '../ui/format-time.ts';

/** "Mon, 30 Nov, 14:05 GMT+1" */
export function withZone(at: number): string {
  return new Intl.DateTimeFormat(language(), { ...DATED, timeZoneName: 'short' }).format(at);
}
