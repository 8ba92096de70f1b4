// The compose files, held to the settings of nt2 and to what every service in them must be denied.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { readConfig } from '../../src/config/read.ts';
import type { Setting } from '../../src/config/setting.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { filesOf } from '../../src/cli/init/files.ts';
import { folder, networksOf, readCompose, text, type Service } from './parsed.ts';

/** Each with what `nt2 init` makes for it. */
const STORES = { 'compose.yml': 'redis', 'compose.cluster.yml': 'sentinel' } as const;
const FILES = Object.keys(STORES) as (keyof typeof STORES)[];
/** Who stands in front, and with what. */
const CADDYFILES: Readonly<Record<string, string>> = { 'compose.yml': 'Caddyfile', 'compose.cluster.yml': 'Caddyfile.cluster' };
const each = FILES.flatMap((file) =>
  Object.entries(readCompose(file).services).map(([name, service]): [string, string, Service] => [file, name, service]),
);
const settings: Record<string, Setting> = SETTINGS;
/** `NT2_SECRET_FILE` → `NT2_SECRET`. */
const settingOf = (name: string): Setting | undefined => settings[name] ?? settings[name.replace(/_FILE$/, '')];

describe.each(each)('%s: %s', (_file, name, service) => {
  it('has no rights, cannot write but to its volumes, and is not root', () => {
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect([service.read_only, service.cap_drop, service.security_opt]).toEqual([true, ['ALL'], ['no-new-privileges:true']]);
    expect(service['privileged']).toBeUndefined();
    expect(service['mem_limit'], 'a limit of memory').toBeDefined();
  });

  it('runs an image of one version', () => {
    expect(service.image).toMatch(/:[0-9][\w.-]*$/);
    if (service['build'] !== undefined) expect(service.image).toBe(`nt2:${packageJson.version}`);
  });

  it('has only settings that there are, and secrets only as files', () => {
    for (const [setting] of Object.entries(service.environment ?? {})) {
      expect(settingOf(setting), setting).toBeDefined();
      if (settingOf(setting)?.secret) expect(setting).toMatch(/_FILE$/);
    }
    expect(JSON.stringify(service)).not.toMatch(/password|requirepass|xoxb|redis:\/\//i);
  });

  it('C4: is reached from outside only where it must be, and by IPv4 alone', () => {
    const outside = service.ports.filter((port) => !port.startsWith('127.0.0.1:'));
    expect(outside.length > 0).toBe(name === 'caddy');
    // C4: over IPv6 everybody would come from the gateway's one address.
    for (const port of outside) expect(port).toMatch(/^0\.0\.0\.0:/);
    const networks = name.startsWith('caddy') ? ['front'] : name.startsWith('nt2') ? ['front', 'back'] : ['back'];
    expect(networksOf(service)).toEqual(networks);
    // Of several nt2 none is reached but by the balancer.
    expect(service.ports.length > 0).toBe(name === 'nt2' || name.startsWith('caddy'));
  });
});

describe.each(FILES)('%s', (file) => {
  const { services, networks } = readCompose(file);
  const ours = Object.entries(services).filter(([name]) => name.startsWith('nt2'));

  it('gives nt2 settings that it takes, with its port where others look for it', () => {
    expect(ours.length).toBeGreaterThan(0);
    for (const [, service] of ours) {
      const env = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: newSecret(), ...service.environment };
      expect(readConfig(env)).toMatchObject({ ok: true });
      for (const port of service.ports) expect(port).toBe(`127.0.0.1:${SETTINGS.NT2_PORT.defaultValue}:${SETTINGS.NT2_PORT.defaultValue}`);
    }
    const upstreams = ours.map(([name]) => `${name}:${SETTINGS.NT2_PORT.defaultValue}`).join(' ');
    for (const caddyfile of new Set([CADDYFILES[file] ?? '', ...(file === 'compose.yml' ? [] : ['Caddyfile.plain'])]))
      expect(text(caddyfile)).toContain(`reverse_proxy ${upstreams}`);
  });

  it('shuts Redis off from every network but its own', () => {
    expect(networks['back']?.internal).toBe(true);
  });

  it('runs Redis so that it loses nothing and refuses rather than forgets', () => {
    const commands = Object.entries(services).flatMap(([name, { command = [] }]) => (name.startsWith('redis') ? [command.join(' ')] : []));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      for (const part of ['--appendonly yes', '--appendfsync always', '--maxmemory-policy noeviction', '--aclfile /etc/redis/users.acl'])
        expect(command).toContain(part);
    }
  });

  it('mounts what `nt2 init` makes, and keeps the data of each service apart from the others', async () => {
    const made = await filesOf({ url: 'https://nt2.example.com', store: STORES[file], slack: 'none', discord: 'off' });
    const mounts = Object.values(services).flatMap(({ volumes }) => volumes.filter((volume) => typeof volume === 'string'));
    const [named, bound] = [
      mounts.filter((volume) => /^\w/.test(volume)),
      mounts.filter((volume) => /^\.\/(?:secrets|redis)\//.test(volume)),
    ];
    expect(new Set(named).size).toBe(named.length);
    for (const volume of bound) expect(made.map(({ path }) => `./${path}`)).toContain(volume.split(':')[0]);
    expect(bound.every((volume) => volume.endsWith(':ro'))).toBe(true);
    // What Redis trusts is none of nt2's business.
    for (const [name, { volumes }] of ours) expect(JSON.stringify(volumes), name).not.toContain('./redis');
  });

  it('keeps what an operator makes out of git and out of the image', () => {
    const ignored = readFileSync(join(folder, '../.gitignore'), 'utf8').split('\n');
    for (const path of ['nt2.env', 'secrets/', 'redis/', 'caddy/']) expect(ignored).toContain(`/docker/${path}`);
    expect(text(file)).toContain('./secrets:/srv/nt2/secrets:ro');
  });
});

describe('compose.cluster.yml', () => {
  const { services } = readCompose('compose.cluster.yml');
  const addressOf = (name: string): string => {
    const { networks = [] } = services[name] ?? {};
    return Array.isArray(networks) ? '' : (networks['back']?.ipv4_address ?? '');
  };

  it('has its Redis where the files of `nt2 init` look for it', async () => {
    const made = await filesOf({ url: 'https://nt2.example.com', store: 'sentinel', slack: 'none', discord: 'off' });
    const textOf = (path: string): string => made.find((file) => file.path === path)?.text ?? '';
    expect(textOf('redis/sentinel.conf')).toContain(`sentinel monitor nt2 ${addressOf('redis-1')} 6379 2\n`);
    expect(textOf('redis/replica.conf')).toContain(`\nreplicaof ${addressOf('redis-1')} 6379`);
    const read = readConfig({ NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: newSecret(), NT2_STORE: textOf('secrets/store') });
    const sentinels = Object.keys(services).filter((name) => name.startsWith('sentinel'));
    expect(read).toMatchObject({
      ok: true,
      config: { NT2_STORE: { topology: 'sentinel', primary: 'nt2', nodes: sentinels.map((host) => ({ host, port: 26_379 })) } },
    });
  });

  it('lets a primary take writes only while a replica follows it, and an instance leave before the balancer misses it', () => {
    for (const name of ['redis-1', 'redis-2', 'redis-3']) expect(services[name]?.command?.join(' ')).toContain('--min-replicas-to-write 1');
    for (const name of ['nt2-1', 'nt2-2', 'nt2-3']) {
      expect(Number(services[name]?.environment?.['NT2_DRAIN_MS'])).toBeGreaterThanOrEqual(3_000);
      expect(services[name]?.['stop_grace_period']).toBe('20s');
    }
    for (const file of ['Caddyfile.cluster', 'Caddyfile.plain'])
      for (const part of ['health_uri /readyz', 'health_interval 1s', 'lb_try_duration']) expect(text(file)).toContain(part);
  });
});
