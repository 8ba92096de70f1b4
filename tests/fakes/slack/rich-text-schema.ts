// The rich text of Block Kit: sections, lists, quotes and code, with what may stand in them.

import { z } from 'zod';

/** Slack counts characters as people see them in most clients; the stricter count of UTF-16 units is used. */
export const string = (max: number, min = 1) => z.string().min(min).max(max);

const marks = { bold: z.boolean().optional(), italic: z.boolean().optional(), strike: z.boolean().optional() };
const mentionStyle = {
  style: z
    .strictObject({ ...marks, highlight: z.boolean().optional(), client_highlight: z.boolean().optional(), unlink: z.boolean().optional() })
    .optional(),
};
const textStyle = { style: z.strictObject({ ...marks, code: z.boolean().optional(), underline: z.boolean().optional() }).optional() };
const richText = z.strictObject({ ...textStyle, type: z.literal('text'), text: string(3000) });
const richLink = z.strictObject({
  ...textStyle,
  type: z.literal('link'),
  url: string(3000).regex(/^[a-z][a-z0-9+.-]*:/i),
  text: z.string().optional(),
  unsafe: z.boolean().optional(),
});
const DATE =
  /\{(?:date_num|date_slash|date_long|date_long_full|date_long_pretty|date|date_pretty|date_short|date_short_pretty|time|time_secs|ago|day_divider_pretty)\}/;
const richElement = z.discriminatedUnion('type', [
  richText,
  richLink,
  z.strictObject({ ...mentionStyle, type: z.literal('user'), user_id: z.string().regex(/^[UW][A-Z0-9]+$/) }),
  z.strictObject({ ...mentionStyle, type: z.literal('usergroup'), usergroup_id: z.string().regex(/^S[A-Z0-9]+$/) }),
  z.strictObject({ ...mentionStyle, type: z.literal('channel'), channel_id: z.string().regex(/^[CDG][A-Z0-9]+$/) }),
  z.strictObject({ ...mentionStyle, type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']) }),
  z.strictObject({ ...textStyle, type: z.literal('emoji'), name: string(100), unicode: z.string().optional() }),
  z.strictObject({
    ...textStyle,
    type: z.literal('date'),
    timestamp: z.int().min(0).max(9999999999),
    format: string(255).regex(DATE),
    url: string(3000).optional(),
    fallback: string(3000).optional(),
  }),
]);
const border = { border: z.union([z.literal(0), z.literal(1)]).optional() };
const richSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(richElement) });
export const richTextElements = z.discriminatedUnion('type', [
  richSection,
  z.strictObject({ ...border, type: z.literal('rich_text_quote'), elements: z.array(richElement) }),
  z.strictObject({
    ...border,
    type: z.literal('rich_text_preformatted'),
    elements: z.array(z.discriminatedUnion('type', [richText, richLink])),
    language: z.string().optional(),
  }),
  z.strictObject({
    ...border,
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(richSection).min(1),
    indent: z.int().min(0).max(8).optional(),
    offset: z.int().min(0).optional(),
  }),
]);
