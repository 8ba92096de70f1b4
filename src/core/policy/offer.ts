// What a form may offer to several people at once, or to people who are not named yet. Pure.

import { ok, type Refusal, type Result } from '../refusal.ts';
import type { Standing } from '../share.ts';
import type { Receiver } from './receiver.ts';
import { askPolicy, both, either, type PolicyChoices, type PolicyQuestion } from './ask-policy.ts';
import type { Policy, Template } from './policy.ts';

/** `to`: all who would get it; empty: nobody is named yet. */
export interface OfferQuestion extends Omit<PolicyQuestion, 'to'> {
  readonly to: readonly (Receiver | null)[];
}

export interface PolicyOffer {
  readonly choices: PolicyChoices;
  /** Those that may be used here; the one that is used, where one is. */
  readonly templates: readonly Template[];
  /** Nothing goes without one. */
  readonly needsTemplate: boolean;
}

const IN_CHAT: readonly Standing[] = ['member', 'guest'];

/** What is right for all of these people. */
export function judge(policy: Policy | null, { to, ...question }: OfferQuestion): Result<PolicyChoices> {
  const answers = to.map((one) => askPolicy(policy, { ...question, to: one }));
  return merged(answers, both) ?? judge(policy, { ...question, to: [null] });
}

/** What a form may show: right for all who are named, or for one of those who could be. */
export function offer(policy: Policy | null, { to, ...question }: OfferQuestion): Result<PolicyOffer> {
  const ask = (template: string | null): Result<PolicyChoices> => {
    if (to.length > 0) return judge(policy, { ...question, to, template });
    const answers = IN_CHAT.map((one) => askPolicy(policy, { ...question, to: one, template }));
    return (
      merged(
        answers.filter((answer) => answer.ok),
        either,
      ) ?? (answers[0] as Refusal)
    );
  };
  const plain = ask(question.template);
  if (question.template !== null) {
    if (!plain.ok) return plain;
    const { template } = plain.value;
    return ok({ choices: plain.value, templates: template === null ? [] : [template], needsTemplate: true });
  }
  const templates = policy?.templates ?? [];
  const usable = templates.filter(({ name }) => ask(name).ok);
  if (plain.ok) return ok({ choices: plain.value, templates: usable, needsTemplate: false });
  const open =
    plain.code === 'policy.template'
      ? merged(
          usable.map(({ name }) => ask(name)),
          either,
        )
      : null;
  return open?.ok ? ok({ choices: { ...open.value, template: null, fixedMs: null }, templates: usable, needsTemplate: true }) : plain;
}

/** The first refusal, or all in one. Null: there are none. */
function merged(
  answers: readonly Result<PolicyChoices>[],
  merge: (a: PolicyChoices, b: PolicyChoices) => PolicyChoices,
): Result<PolicyChoices> | null {
  let all: PolicyChoices | null = null;
  for (const answer of answers) {
    if (!answer.ok) return answer;
    all = all === null ? answer.value : merge(all, answer.value);
  }
  return all && ok(all);
}
