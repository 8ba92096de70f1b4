// The settings of metrics and traces. nt2 measures nothing unless one of them asks for it, and shows metrics beyond this machine only to
// those who have the token.

import * as z from 'zod';
import { ipAddress, optionalPort, type Setting } from './setting.ts';

export const TELEMETRY_SETTINGS = {
  NT2_METRICS_PORT: {
    defaultValue: '',
    schema: optionalPort,
    doc: 'Port of its own for `/metrics`, for Prometheus; empty: none. 0 takes a free one.',
  },
  NT2_METRICS_HOST: {
    defaultValue: '127.0.0.1',
    schema: ipAddress,
    doc: 'Address for that port. Beyond loopback it needs NT2_METRICS_TOKEN.',
  },
  NT2_METRICS_TOKEN: {
    defaultValue: '',
    schema: z
      .string()
      .refine((value) => value === '' || /^[!-~]{20,200}$/.test(value), 'must have 20 to 200 characters, without spaces.')
      .transform((value) => (value === '' ? null : value)),
    secret: true,
    doc: 'Readers of the metrics send it as `Authorization: Bearer …`. With it, `/metrics` is also at NT2_PORT, unless there is an NT2_ADMIN_PORT.',
  },
  NT2_TRACES_URL: {
    defaultValue: '',
    schema: z.string().transform(collector),
    doc: 'Whole address of a collector of yours that takes OpenTelemetry traces as OTLP/HTTP with JSON, such as `http://127.0.0.1:4318/v1/traces`; empty: nt2 traces nothing.',
  },
  NT2_TRACES_RATIO: {
    defaultValue: '1',
    schema: z
      .string()
      .regex(/^(?:1|0\.\d{1,6})$/, 'must be a number above 0 and up to 1, such as 0.05.')
      .transform(Number)
      .refine((value) => value > 0, 'must be a number above 0 and up to 1, such as 0.05.'),
    doc: 'Share of all traces that nt2 sends: `1` all, `0.05` one in twenty.',
  },
} as const satisfies Record<string, Setting>;

function collector(text: string, context: z.RefinementCtx): URL | null {
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const web = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url && web && url.pathname !== '/' && `${url.search}${url.hash}${url.username}${url.password}` === '') return url;
  context.addIssue('must be a whole address such as http://127.0.0.1:4318/v1/traces, without query or user name.');
  return z.NEVER;
}
