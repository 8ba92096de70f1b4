// The compose files, held to the settings of nt2 and to what every service in them must be denied.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { readConfig, SETTINGS, type Setting } from '../../src/config.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { folder, readCompose, text, type Service } from './parsed.ts';

const FILES = ['compose.yml'];
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

  it('is reached from outside only where it must be', () => {
    const outside = service.ports.filter((port) => !port.startsWith('127.0.0.1:'));
    expect(outside.length > 0).toBe(name === 'caddy');
    expect(service.networks).toEqual(name === 'caddy' ? ['front'] : name.startsWith('nt2') ? ['front', 'back'] : ['back']);
    expect(service.ports.length > 0).toBe(service.networks.includes('front'));
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
      for (const port of service.ports) expect(port).toBe(`127.0.0.1:${SETTINGS.NT2_PORT.initial}:${SETTINGS.NT2_PORT.initial}`);
    }
    expect(readFileSync(join(folder, 'Caddyfile'), 'utf8')).toContain(`:${SETTINGS.NT2_PORT.initial}`);
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

  it('keeps what an operator makes out of git and out of the image', () => {
    const ignored = readFileSync(join(folder, '../.gitignore'), 'utf8').split('\n');
    for (const path of ['nt2.env', 'secrets/', 'caddy/']) expect(ignored).toContain(`/docker/${path}`);
    expect(text(file)).toContain('./secrets:/srv/nt2/secrets:ro');
  });
});
