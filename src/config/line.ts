// The settings of LINE. It is on when the channel access token is given.

import * as z from 'zod';
import { api, optional } from './chat.ts';
import type { Setting } from './setting.ts';

const HEX_32 = /^[0-9a-f]{32}$/;

export const LINE_SETTINGS = {
  LINE_CHANNEL_TOKEN: {
    defaultValue: '',
    schema: optional(z.string().regex(/^[A-Za-z0-9+/=_-]{20,400}$/, 'must be the channel access token of the Messaging API channel.')),
    secret: true,
    doc: 'LINE: the channel access token (long-lived) of the Messaging API channel. It switches LINE on.',
  },
  LINE_CHANNEL_SECRET: {
    defaultValue: '',
    schema: optional(z.string().regex(HEX_32, 'must be the channel secret of the Messaging API channel: 32 characters of 0-9 and a-f.')),
    secret: true,
    doc: 'LINE: the channel secret of the Messaging API channel. LINE then sends to `/line/webhook` under NT2_PUBLIC_URL.',
  },
  LINE_LOGIN_ID: {
    defaultValue: '',
    schema: optional(z.string().regex(/^\d{6,20}$/, 'must be the channel ID of the LINE Login channel: a number.')),
    doc: 'LINE: the channel ID of a LINE Login channel of the same provider. It is part of every person’s key: another one makes everybody a stranger.',
  },
  LINE_LOGIN_SECRET: {
    defaultValue: '',
    schema: optional(z.string().regex(HEX_32, 'must be the channel secret of the LINE Login channel: 32 characters of 0-9 and a-f.')),
    secret: true,
    doc: 'LINE: the channel secret of the LINE Login channel.',
  },
  LINE_GROUPS: {
    defaultValue: '',
    schema: z
      .string()
      .regex(
        /^(?:any|C[0-9a-f]{32}(?:\s*,\s*C[0-9a-f]{32})*)?$/,
        'must be ids of groups (C and 32 characters of 0-9 and a-f), separated by commas, or "any".',
      )
      .transform((value) => (value === '' ? null : value === 'any' ? ('any' as const) : value.split(',').map((id) => id.trim()))),
    doc: 'LINE: the ids of the groups whose members may use nt2; the account must be in them. `any`: anyone who adds the account.',
  },
  LINE_API_URL: {
    defaultValue: 'https://api.line.me/',
    schema: api,
    doc: 'Where the API of LINE is.',
  },
} as const satisfies Record<string, Setting>;
