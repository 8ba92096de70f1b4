// Workers of one instance in one process: what one asks, the others answer, without a channel between them.

import type { Siblings } from '../../src/core/ports/siblings.ts';

type Work = (question: unknown) => unknown;

export function linkSiblings(count: number): readonly Siblings[] {
  const works = Array.from({ length: count }, () => new Map<string, Work>());
  return works.map((own, at) => ({
    count,
    number: at + 1,
    answer: (topic, work) => void own.set(topic, work as Work),
    async ask(topic, question) {
      const others = works.filter((one) => one !== own).flatMap((one) => one.get(topic) ?? []);
      return { answers: (await Promise.all(others.map((work) => work(question)))) as never[], silent: 0 };
    },
  }));
}
