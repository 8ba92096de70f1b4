// The proxy on the way out: the names that other programs know, in both spellings, and nothing of its password in a fault.

import { describe, expect, it } from 'vitest';
import { newSecret } from '../../src/cli/keygen.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Environment } from '../../src/config/setting.ts';

const good = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: newSecret(), NT2_STORE: 'sqlite:x.db' };
const read = (env: Environment, file?: string) => readConfig({ ...good, ...env }, () => file ?? '');
const proxyOf = (env: Environment, file?: string): string => {
  const result = read(env, file);
  return result.ok ? result.config.HTTPS_PROXY : result.issues.map(({ name, message }) => `${name} ${message}`).join();
};

describe('R9: HTTPS_PROXY, HTTP_PROXY and NO_PROXY', () => {
  it.each([
    ['http://proxy.example.com:3128', 'http://proxy.example.com:3128/'],
    ['proxy.example.com:3128', 'http://proxy.example.com:3128/'],
    ['10.1.2.3', 'http://10.1.2.3/'],
    ['https://[2001:db8::1]:8443/', 'https://[2001:db8::1]:8443/'],
    ['http://nt2:p%40ss@proxy:3128', 'http://nt2:p%40ss@proxy:3128/'],
  ])('R9: %s is a proxy', (given, meant) => {
    expect(proxyOf({ HTTPS_PROXY: given })).toBe(meant);
  });

  it.each([
    'socks5://proxy:1080',
    'http://proxy/path',
    'http://proxy:3128?x',
    'http://nt2:canary#x@proxy:3128',
    'http://nt2:canary%zz@proxy',
    'http://',
    'a b',
  ])('R9: %s is refused, with what it must be and without what it is', (given) => {
    const told = proxyOf({ HTTPS_PROXY: given });
    expect(told).toMatch(/^HTTPS_PROXY must be the address of an HTTP proxy, such as http:\/\/proxy\.example\.com:3128 .*%25\.$/);
    expect(told).not.toContain('canary');
  });

  it('R9: small letters are read too and win, a blank value is none, and a password may lie in a file', () => {
    expect(proxyOf({ https_proxy: 'http://small:1', HTTPS_PROXY: 'http://large:1' })).toBe('http://small:1/');
    expect(proxyOf({ https_proxy: ' ', HTTPS_PROXY: 'http://large:1' })).toBe('http://large:1/');
    expect(proxyOf({ https_proxy: '' })).toBe('');
    expect(proxyOf({ HTTPS_PROXY_FILE: '/run/proxy' }, 'http://nt2:canary@proxy:3128\n')).toBe('http://nt2:canary@proxy:3128/');
    expect(proxyOf({ HTTPS_PROXY_FILE: '/run/proxy', https_proxy: 'http://small:1' })).toContain('is given twice');
    const all = read({ http_proxy: 'plain:1', no_proxy: 'localhost, .corp, 10.0.0.0/8' });
    expect(all.ok && [all.config.HTTPS_PROXY, all.config.HTTP_PROXY, all.config.NO_PROXY]).toEqual([
      '',
      'http://plain:1/',
      'localhost, .corp, 10.0.0.0/8',
    ]);
  });
});
