// What the tests of the fake itself share: a fake with its token, the real web client, a button and a form to send.

import { LogLevel, WebClient } from '@slack/web-api';

import { createSlack, type Slack, type SlackOptions } from './slack.ts';

export const ENG = 'C1ENG';
export const QUIET = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => LogLevel.ERROR, setName() {} };

export interface Begun {
  readonly slack: Slack;
  readonly token: string;
}

export function begin(options: SlackOptions = {}): Begun {
  const slack = createSlack(options);
  return { slack, token: slack.world.installations[0]?.token ?? '' };
}

export const client = (token: string | undefined, more: ConstructorParameters<typeof WebClient>[1] = {}): WebClient =>
  new WebClient(token, { retryConfig: { retries: 0 }, logger: QUIET, ...more });

export const call = ({ slack, token }: Begun, method: string, args: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  JSON.parse(slack.call(method, args, token).body) as Record<string, unknown>;

export const button = (text: string) => [
  { type: 'actions', block_id: 'b', elements: [{ type: 'button', action_id: 'go', value: 'r1', text: { type: 'plain_text', text } }] },
];
export const modal = (more: object = {}) => ({
  type: 'modal' as const,
  callback_id: 'share',
  title: { type: 'plain_text' as const, text: 'Share' },
  submit: { type: 'plain_text' as const, text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'label',
      label: { type: 'plain_text', text: 'Label' },
      element: { type: 'plain_text_input', action_id: 'v', initial_value: 'Stripe key' },
    },
    {
      type: 'input',
      block_id: 'to',
      label: { type: 'plain_text', text: 'To' },
      element: { type: 'multi_users_select', action_id: 'v', initial_users: ['U1SAM'] },
    },
  ],
  ...more,
});
