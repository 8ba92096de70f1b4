// Policies as tests want them.

import type { Policy, Rule, Template } from '../../src/core/policy/policy.ts';

let count = 0;

export const ruleOf = (rule: Partial<Rule>): Rule => ({ name: `rule-${(count += 1)}`, when: {}, deny: false, ...rule });

export function templateOf({
  name = 'contractor-key',
  rule = {},
  ...more
}: Partial<Omit<Template, 'rule'>> & { rule?: Partial<Rule> }): Template {
  return {
    name,
    title: 'Key for a contractor',
    label: '',
    fields: [],
    rotateAfterMs: null,
    watch: null,
    ...more,
    rule: ruleOf({ name, kinds: ['credential'], modes: ['sealed'], ...rule }),
  };
}

export const policyOf = ({ rules = [], templates = [] }: Partial<Policy>): Policy => ({
  version: 'test',
  hash: 'A'.repeat(43) + '=',
  rules,
  templates,
});
