// The Kubernetes files, held to what nt2 listens on, answers and may be told.

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { readConfig } from '../../src/config/read.ts';
import type { Setting } from '../../src/config/setting.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { readManifests, readStages } from './parsed.ts';

const files = readManifests('kubernetes/nt2.yml');
const text = z.string();
const probe = z.object({ httpGet: z.object({ path: text, port: text }) });
const container = z.looseObject({
  image: text,
  ports: z.array(z.object({ name: text, containerPort: z.number() })),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  volumeMounts: z.array(z.object({ name: text, mountPath: text, readOnly: z.boolean().optional() })),
  securityContext: z.unknown(),
});
const pod = z.looseObject({
  enableServiceLinks: z.boolean(),
  automountServiceAccountToken: z.boolean(),
  securityContext: z.looseObject({ runAsUser: z.number() }),
  containers: z.array(container).length(1),
});
const set = z.looseObject({ replicas: z.number(), template: z.object({ metadata: z.unknown(), spec: pod }) });
const { replicas, template } = set.parse(files.get('StatefulSet')?.spec);
const [nt2] = template.spec.containers as [z.output<typeof container>];
const given = z.object({ data: z.record(text, text) }).parse(files.get('ConfigMap')).data;
const secrets = z
  .object({ stringData: z.record(text, text) })
  .parse(readManifests('kubernetes/secret.example.yml').get('Secret')).stringData;

describe('the Kubernetes files', () => {
  it('give nt2 settings that it takes, and secrets only as files that the secret has', () => {
    const settings: Record<string, Setting> = SETTINGS;
    for (const name of Object.keys(given)) if (settings[name]) expect(settings[name].secret, name).toBeUndefined();
    expect(nt2['env']).toBeUndefined();
    const tokens: Record<string, string> = { root: newSecret(), 'slack-bot-token': 'xoxb-1', 'slack-app-token': 'xapp-1' };
    const asked: string[] = [];
    const read = readConfig(given, (path) => {
      asked.push(path.replace('secrets/', ''));
      return tokens[asked.at(-1)!] ?? secrets[asked.at(-1)!]!.replace('<password>', 'x');
    });
    expect(read).toMatchObject({ ok: true, config: { NT2_STORE: { kind: 'redis' } } });
    expect(asked.toSorted()).toEqual(Object.keys(secrets).toSorted());
    expect([secrets['root'], secrets['slack-bot-token'], secrets['slack-app-token']]).toEqual(['', '', '']);
  });

  it('probe the port that nt2 listens on, the process for its life and the store for its readiness', () => {
    expect(nt2.ports).toEqual([{ name: 'http', containerPort: Number(SETTINGS.NT2_PORT.defaultValue) }]);
    expect([nt2.startupProbe, nt2.livenessProbe, nt2.readinessProbe].map(({ httpGet }) => httpGet)).toEqual([
      { path: '/healthz', port: 'http' },
      { path: '/healthz', port: 'http' },
      { path: '/readyz', port: 'http' },
    ]);
  });

  it('let a pod that ends answer until others are told, and then finish what has begun, before it is killed', () => {
    const drain = Number(given['NT2_DRAIN_MS']);
    expect(drain).toBeGreaterThanOrEqual(5_000);
    expect(1_000 * Number(template.spec['terminationGracePeriodSeconds'])).toBeGreaterThanOrEqual(drain + 20_000);
  });

  it('run the image of this version as its own user, without rights and without a root that can be written to', () => {
    expect(nt2.image).toBe(`nt2:${packageJson.version}`);
    const user = readStages('Dockerfile')
      .at(-1)
      ?.find(({ name }) => name === 'USER')?.rest;
    expect(`${template.spec.securityContext.runAsUser}:${String(template.spec.securityContext['runAsGroup'])}`).toBe(user);
    expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(nt2.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(template.spec.automountServiceAccountToken).toBe(false);
  });

  it('keep Kubernetes from adding names that begin with NT2_, which would end the start', () => {
    expect(template.spec.enableServiceLinks).toBe(false);
    const added = readConfig({ NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: newSecret(), NT2_SERVICE_HOST: '10.0.0.1' });
    expect(added.ok).toBe(false);
  });

  it('keep the data folder beyond the life of a pod', () => {
    const [, volume = ''] =
      /"(.*)"/.exec(
        readStages('Dockerfile')
          .at(-1)
          ?.find(({ name }) => name === 'VOLUME')?.rest ?? '',
      ) ?? [];
    expect(nt2.volumeMounts.find(({ mountPath }) => mountPath === volume)).toEqual({ name: 'data', mountPath: volume });
    expect(files.get('StatefulSet')?.spec).toMatchObject({ volumeClaimTemplates: [{ metadata: { name: 'data' } }] });
  });

  it('select the same pods everywhere, and leave all but one of them standing', () => {
    const labels = { 'app.kubernetes.io/name': 'nt2' };
    expect(template.metadata).toEqual({ labels });
    expect(files.get('Service')?.spec).toMatchObject({ selector: labels, ports: [{ targetPort: 'http' }] });
    expect(files.get('PodDisruptionBudget')?.spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: labels } });
    expect(replicas).toBeGreaterThan(1);
    expect(files.get('NetworkPolicy')?.spec).toMatchObject({ podSelector: { matchLabels: labels }, policyTypes: ['Ingress', 'Egress'] });
  });
});
