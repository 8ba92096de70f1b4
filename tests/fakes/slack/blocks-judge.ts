// Judges Block Kit: known blocks and elements with their members and limits, as docs.slack.dev and the d.ts of @slack/types give them.
// Strict on purpose: a member or a type that nobody here knows is a complaint, and the first who needs one adds it.

import { z } from 'zod';

import { blockSchema, plain } from './blocks-schema.ts';

const text = (max: number) => plain(max).optional();
const view = {
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
  blocks: z.array(z.unknown()).max(100),
};
const modalSchema = z.strictObject({
  ...view,
  type: z.literal('modal'),
  title: plain(24),
  submit: text(24),
  close: text(24),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});
const homeSchema = z.strictObject({ ...view, type: z.literal('home') });

type Surface = 'message' | 'modal' | 'home';
type Loose = Readonly<Record<string, unknown>>;

const say = (where: string, error: z.ZodError): string[] => error.issues.map((issue) => `${where} ${sayIssue(issue)}`);

function sayIssue(issue: z.core.$ZodIssue): string {
  const at = issue.path.map(String).join('.');
  return `${at === '' ? '' : `${at}: `}${issue.message}`;
}

/** What is wrong with the blocks of a message, a modal or a home tab. */
export function judgeBlocks(value: unknown, surface: Surface): string[] {
  if (!Array.isArray(value)) return [`${surface}: blocks are not an array`];
  const blocks = value as Loose[];
  const max = surface === 'message' ? 50 : 100;
  const found = blocks.length > max ? [`${surface}: ${String(blocks.length)} blocks, at most ${String(max)}`] : [];
  for (const [index, block] of blocks.entries()) {
    const where = `${surface} blocks[${String(index)}] (${String(block?.['type'])})`;
    const judged = blockSchema.safeParse(block);
    if (!judged.success) found.push(...say(where, judged.error));
    found.push(...repeated(actionIds(block), `${where} action_id`));
  }
  found.push(
    ...repeated(
      blocks.map((block) => block?.['block_id']),
      `${surface} block_id`,
    ),
  );
  return found;
}

/** What is wrong with a view that an app sends. */
export function judgeView(value: unknown, surface: 'modal' | 'home'): string[] {
  if (typeof value !== 'object' || value === null) return [`${surface}: the view is not an object`];
  const judged = (surface === 'modal' ? modalSchema : homeSchema).safeParse(value);
  const found = judged.success ? [] : say(surface, judged.error);
  const { blocks, submit } = value as { blocks?: Loose[]; submit?: unknown };
  if (JSON.stringify(value).length > 250_000) found.push(`${surface}: larger than 250 kB`);
  found.push(...judgeBlocks(blocks, surface));
  const inputs = Array.isArray(blocks) && blocks.some((block) => block?.['type'] === 'input');
  if (surface === 'modal' && inputs && submit === undefined) found.push('modal: submit is needed where there is an input');
  const focused = (JSON.stringify(blocks ?? []).match(/"focus_on_load":true/g) ?? []).length;
  if (focused > 1) found.push(`${surface}: ${String(focused)} elements want the focus`);
  return found;
}

function actionIds(block: Loose | undefined): unknown[] {
  const elements = Array.isArray(block?.['elements']) && block['type'] === 'actions' ? (block['elements'] as Loose[]) : [];
  return [...elements, block?.['element'] as Loose, block?.['accessory'] as Loose].map((element) => element?.['action_id']);
}

function repeated(ids: readonly unknown[], what: string): string[] {
  const seen = new Set<unknown>();
  return ids.flatMap((id) => {
    if (id === undefined) return [];
    if (seen.has(id)) return [`${what} ${JSON.stringify(id)} stands twice`];
    seen.add(id);
    return [];
  });
}
