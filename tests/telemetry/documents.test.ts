// Dashboard, alerts and their documentation speak of metrics that there are.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { WORKER_METRICS } from '../../src/telemetry/sum.ts';
import { root } from '../architecture/read-imports.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const dashboard = read('docs/grafana/nt2.json');
const rules = read('docs/alerts/nt2.rules.yml');
const operations = read('docs/operations.md');
const exported: readonly { readonly name: string }[] = [...createMetrics().registry.getMetricsAsArray(), ...WORKER_METRICS];
const own = exported.map(({ name }) => name).filter((name) => !/^nt2_(?:process|nodejs)_/.test(name));

/** The metrics and labels that a query names. */
const metricsIn = (text: string): string[] => [...new Set(text.match(/\bnt2_[a-z0-9_]+/g))];
const plain = (name: string): string => name.replace(/_(?:bucket|sum|count)$/, '');
const isExported = (name: string): boolean => exported.some((metric) => metric.name === name || metric.name === plain(name));

describe('what operators read', () => {
  it.each([
    ['the dashboard', dashboard],
    ['the alerts', rules],
    ['docs/operations.md', operations.replaceAll(/nt2_(?:process|nodejs)_…/g, '')],
  ])('%s: every metric is exported', (_what, text) => {
    expect(metricsIn(text).length).toBeGreaterThan(5);
    expect(metricsIn(text).filter((name) => !isExported(name))).toEqual([]);
  });

  it('the dashboard shows every metric of nt2', () => {
    const shown = metricsIn(dashboard).map(plain);
    expect(own.filter((name) => !shown.includes(plain(name)))).toEqual([]);
    const { panels } = JSON.parse(dashboard) as { panels: { id: number }[] };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it('each metric and each alert says in the documentation what it means', () => {
    const named = operations.split('\n').flatMap((line) => /^\| `(\w+)` +\|/.exec(line)?.[1] ?? []);
    const alerts = [...rules.matchAll(/^ {6}- alert: (\w+)$/gm)].map(([, name = '']) => name);
    expect(alerts.length).toBeGreaterThan(10);
    for (const name of [...own, ...alerts])
      expect(
        named.filter((one) => one === name),
        name,
      ).toHaveLength(1);
    expect(rules.match(/^ {8}expr: \S.*$/gm)).toHaveLength(alerts.length);
  });
});
