// The blocks, elements and composition objects of Block Kit that nt2 may use, with their limits.

import { z } from 'zod';

import { richTextElements, string } from './rich-text-schema.ts';

export const plain = (max: number) => z.strictObject({ type: z.literal('plain_text'), text: string(max), emoji: z.boolean().optional() });
const mrkdwn = (max: number) => z.strictObject({ type: z.literal('mrkdwn'), text: string(max), verbatim: z.boolean().optional() });
const either = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

// The value of an option: 75 in the d.ts of @slack/types, 150 in newer pages of docs.slack.dev; the smaller is held.
const optioned = { value: string(75, 0).optional(), url: string(3000).optional() };
const plainOption = z.strictObject({ ...optioned, text: plain(75), description: plain(75).optional() });
const anyOption = z.strictObject({ ...optioned, text: either(75), description: either(75).optional() });
const confirm = z.strictObject({
  title: plain(100).optional(),
  text: either(300),
  confirm: plain(30).optional(),
  deny: plain(30).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

const action = { action_id: string(255).optional() };
const asked = { ...action, confirm: confirm.optional() };
const focused = { focus_on_load: z.boolean().optional() };
const held = { placeholder: plain(150).optional() };
const dispatched = {
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z
        .array(z.enum(['on_enter_pressed', 'on_character_entered']))
        .min(1)
        .optional(),
    })
    .optional(),
};
const many = { max_selected_items: z.int().min(1).optional() };
const options = <T extends typeof plainOption | typeof anyOption>(one: T, max: number) => z.array(one).min(1).max(max);
const listed = {
  options: options(plainOption, 100).optional(),
  option_groups: z
    .array(z.strictObject({ label: plain(75), options: options(plainOption, 100) }))
    .min(1)
    .max(100)
    .optional(),
};
const filter = z
  .strictObject({
    include: z
      .array(z.enum(['im', 'mpim', 'private', 'public']))
      .min(1)
      .optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .refine((value) => Object.keys(value).length > 0, 'an empty filter');

interface Choosing {
  readonly options?: readonly { readonly value?: string | undefined }[] | undefined;
  readonly option_groups?: readonly { readonly options: readonly { readonly value?: string | undefined }[] }[] | undefined;
  readonly initial_option?: { readonly value?: string | undefined } | undefined;
  readonly initial_options?: readonly { readonly value?: string | undefined }[] | undefined;
}
/** What is chosen at first has to be exactly one of the choices; each value stands once. */
function chosenAreListed(element: Choosing): boolean {
  const all = [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
  const texts = all.map((one) => JSON.stringify(one));
  const initial = [...(element.initial_option ? [element.initial_option] : []), ...(element.initial_options ?? [])];
  return initial.every((one) => texts.includes(JSON.stringify(one))) && new Set(all.map((one) => one.value)).size === all.length;
}
const oneList = (element: Choosing): boolean => (element.options === undefined) !== (element.option_groups === undefined);
const LISTED = 'an initial option is not among the options, or two have the same value';
const ONE_LIST = 'either options or option_groups';

const button = z.strictObject({
  ...asked,
  type: z.literal('button'),
  text: plain(75),
  value: string(2000).optional(),
  url: string(3000)
    .regex(/^https?:\/\/|^slack:|^mailto:/)
    .optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: string(75).optional(),
});
const image = z
  .strictObject({
    type: z.literal('image'),
    alt_text: string(2000),
    image_url: string(3000).optional(),
    slack_file: z.unknown().optional(),
  })
  .refine((value) => (value.image_url === undefined) !== (value.slack_file === undefined), 'either image_url or slack_file');
const checkboxes = z
  .strictObject({
    ...asked,
    ...focused,
    type: z.literal('checkboxes'),
    options: options(anyOption, 10),
    initial_options: z.array(anyOption).min(1).optional(),
  })
  .refine(chosenAreListed, LISTED);
const radio = z
  .strictObject({
    ...asked,
    ...focused,
    type: z.literal('radio_buttons'),
    options: options(anyOption, 10),
    initial_option: anyOption.optional(),
  })
  .refine(chosenAreListed, LISTED);
const overflow = z
  .strictObject({ ...asked, type: z.literal('overflow'), options: options(plainOption, 5) })
  .refine(chosenAreListed, LISTED);
const select = { ...asked, ...focused, ...held };
const conversations = { default_to_current_conversation: z.boolean().optional(), filter: filter.optional() };
const pickers = [
  z
    .strictObject({ ...select, ...listed, type: z.literal('static_select'), initial_option: plainOption.optional() })
    .refine(chosenAreListed, LISTED)
    .refine(oneList, ONE_LIST),
  z
    .strictObject({
      ...select,
      ...many,
      ...listed,
      type: z.literal('multi_static_select'),
      initial_options: z.array(plainOption).min(1).optional(),
    })
    .refine(chosenAreListed, LISTED)
    .refine(oneList, ONE_LIST),
  z.strictObject({ ...select, type: z.literal('users_select'), initial_user: string(255).optional() }),
  z.strictObject({ ...select, ...many, type: z.literal('multi_users_select'), initial_users: z.array(string(255)).min(1).optional() }),
  z.strictObject({
    ...select,
    ...conversations,
    type: z.literal('conversations_select'),
    initial_conversation: string(255).optional(),
    response_url_enabled: z.boolean().optional(),
  }),
  z.strictObject({
    ...select,
    ...many,
    ...conversations,
    type: z.literal('multi_conversations_select'),
    initial_conversations: z.array(string(255)).min(1).optional(),
  }),
  z.strictObject({
    ...select,
    type: z.literal('datepicker'),
    initial_date: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/)
      .optional(),
  }),
  z.strictObject({
    ...select,
    type: z.literal('timepicker'),
    initial_time: z
      .string()
      .regex(/^\d\d:\d\d$/)
      .optional(),
    timezone: string(100).optional(),
  }),
  z.strictObject({
    ...asked,
    ...focused,
    type: z.literal('datetimepicker'),
    initial_date_time: z.int().min(1e9).max(9999999999).optional(),
  }),
  checkboxes,
  radio,
] as const;
const typed = { ...action, ...dispatched, ...focused, ...held };
const inputs = [
  z
    .strictObject({
      ...typed,
      type: z.literal('plain_text_input'),
      initial_value: string(3000, 0).optional(),
      multiline: z.boolean().optional(),
      min_length: z.int().min(0).max(3000).optional(),
      max_length: z.int().min(1).max(3000).optional(),
    })
    .refine((value) => (value.initial_value ?? '').length <= (value.max_length ?? 3000), 'initial_value is longer than max_length'),
  z.strictObject({ ...typed, type: z.literal('email_text_input'), initial_value: z.string().optional() }),
  z.strictObject({ ...typed, type: z.literal('url_text_input'), initial_value: z.string().optional() }),
  z.strictObject({
    ...typed,
    type: z.literal('number_input'),
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
] as const;

const block = { block_id: string(255).optional() };
export const blockSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...block, type: z.literal('divider') }),
  z.strictObject({ ...block, type: z.literal('header'), text: plain(150) }),
  z.strictObject({ ...block, type: z.literal('rich_text'), elements: z.array(richTextElements).min(1) }),
  z.strictObject({ ...block, type: z.literal('markdown'), text: string(12_000) }),
  z.strictObject({
    ...block,
    type: z.literal('context'),
    elements: z
      .array(z.union([plain(3000), mrkdwn(3000), image]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    ...block,
    type: z.literal('actions'),
    elements: z
      .array(z.discriminatedUnion('type', [button, overflow, ...pickers]))
      .min(1)
      .max(25),
  }),
  z.strictObject({
    ...block,
    type: z.literal('input'),
    label: plain(2000),
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: z.discriminatedUnion('type', [...pickers, ...inputs]),
  }),
  z
    .strictObject({
      ...block,
      type: z.literal('section'),
      text: either(3000).optional(),
      fields: z.array(either(2000)).min(1).max(10).optional(),
      accessory: z.discriminatedUnion('type', [button, image, overflow, ...pickers]).optional(),
      expand: z.boolean().optional(),
    })
    .refine((value) => value.text !== undefined || value.fields !== undefined, 'text or fields'),
  z.strictObject({
    ...block,
    type: z.literal('image'),
    alt_text: string(2000),
    title: plain(2000).optional(),
    image_url: string(3000).optional(),
    slack_file: z.unknown().optional(),
  }),
]);
