// The settings of what goes out to programs: webhooks and calendar feeds. Where they go and their secrets are not settings: `nt2 webhook add`.

import * as z from 'zod';
import { networks, onOff, type Setting } from './setting.ts';

export const WEBHOOK_SETTINGS = {
  NT2_WEBHOOK_NETWORKS: {
    defaultValue: '',
    schema: z.string().transform(networks),
    doc: 'Internal networks that webhooks may reach, such as `10.1.2.0/24,127.0.0.1`; empty: public addresses alone. Without TLS only loopback addresses that stand here. See `docs/webhooks.md`.',
  },
  NT2_WEBHOOK_LABELS: {
    defaultValue: 'off',
    schema: onOff,
    doc: 'Whether webhooks carry the label that people gave a share: `on` or `off`. People write things there that they would not write elsewhere.',
  },
  NT2_CALENDAR: {
    defaultValue: 'off',
    schema: onOff,
    doc: 'Whether people can make a calendar feed of what they are asked to change: `on` or `off`. It is read without signing in, by an address that nobody can guess, and says days alone. See `docs/rotation.md`.',
  },
} as const satisfies Record<string, Setting>;
