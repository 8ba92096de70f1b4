// The manifest that is pasted into Slack says what the code does, and Slack's own schema takes it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { EVENTS, SCOPES } from '../../../src/adapters/slack/config.ts';
import { manifestOf, type ManifestOptions } from '../../../src/adapters/slack/setup/manifest.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SCHEMA = join(ROOT, '../shared/conformance/slack/manifest.schema.2.0.0.json');
const MISSING = existsSync(SCHEMA) ? '' : ' (skipped: the published schema of manifests is not on this machine)';
const URL = 'https://nt2.example.com';
const ALL: readonly ManifestOptions[] = (['socket', 'http'] as const).flatMap((mode) =>
  (['one', 'many'] as const).map((workspaces) => ({ mode, workspaces, url: URL })),
);

interface Manifest {
  readonly display_information: { readonly long_description: string };
  readonly features: {
    readonly app_home: Readonly<Record<string, boolean>>;
    readonly slash_commands: readonly { readonly command: string; readonly should_escape: boolean; readonly url?: string }[];
    readonly shortcuts: readonly { readonly type: string; readonly callback_id: string }[];
  };
  readonly oauth_config: { readonly redirect_urls?: readonly string[]; readonly scopes: Readonly<Record<string, readonly string[]>> };
  readonly settings: { readonly event_subscriptions: { readonly request_url?: string; readonly bot_events: readonly string[] } };
}
const made = (options: ManifestOptions): Manifest => manifestOf(options) as Manifest;

describe('the Slack manifest', () => {
  it('at the root of the repository it is the one for sockets and one workspace', () => {
    const kept: unknown = JSON.parse(readFileSync(join(ROOT, 'manifest.json'), 'utf8'));
    expect(kept, 'write it anew: node scripts/nt2.mjs manifest > manifest.json, then npx oxfmt manifest.json').toEqual(
      manifestOf({ mode: 'socket', workspaces: 'one', url: '' }),
    );
  });

  it('asks for four scopes, three events, one command and five menu entries: what the code takes, and no more', () => {
    for (const options of ALL) {
      const { features, oauth_config: oauth, settings } = made(options);
      expect(oauth.scopes).toEqual({ bot: ['commands', 'chat:write', 'im:write', 'users:read'] });
      expect(settings.event_subscriptions.bot_events).toEqual(['app_home_opened', 'app_uninstalled', 'tokens_revoked']);
      expect(features.slash_commands).toMatchObject([{ command: '/nt2', should_escape: true }]);
      expect(features.shortcuts.map(({ type, callback_id: id }) => `${type} ${id}`)).toEqual([
        'global share',
        'message share_in_thread',
        'global request',
        'message request_in_thread',
        'message pasted',
      ]);
      expect(features.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: true });
    }
  });

  it('M3: reads messages only where the operator wants it, and then of channels alone', () => {
    for (const options of ALL) {
      const { oauth_config: oauth, settings } = made({ ...options, watches: true });
      expect(oauth.scopes).toEqual({ bot: [...SCOPES, 'channels:history', 'groups:history', 'mpim:history'] });
      expect(settings.event_subscriptions.bot_events).toEqual([...EVENTS, 'message.channels', 'message.groups', 'message.mpim']);
      expect(manifestOf({ ...options, watches: false })).toEqual(manifestOf(options));
    }
  });

  it('names addresses only where Slack has to reach this server', () => {
    const text = (mode: 'socket' | 'http', workspaces: 'one' | 'many') => JSON.stringify(manifestOf({ mode, workspaces, url: URL }));
    expect(text('socket', 'one')).not.toContain(URL);
    expect(text('http', 'one').match(/nt2\.example\.com\/slack\/events/g)).toHaveLength(3);
    expect(made({ mode: 'socket', workspaces: 'many', url: URL }).oauth_config.redirect_urls).toEqual([`${URL}/slack/oauth_redirect`]);
  });

  it.skipIf(MISSING !== '')(`fits the schema that Slack publishes, in all four forms; a broken one does not${MISSING}`, () => {
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
      JSON.parse(readFileSync(SCHEMA, 'utf8')) as Record<string, unknown>,
    );
    for (const options of [...ALL, ...ALL.map((one) => ({ ...one, watches: true }))])
      expect([validate(manifestOf(options)), validate.errors], JSON.stringify(options)).toEqual([true, null]);
    const broken = structuredClone(made(ALL[0] as ManifestOptions));
    Object.assign(broken.features.slash_commands[0] as object, { command: 42 });
    expect(validate(broken)).toBe(false);
    for (const options of ALL) expect(made(options).display_information.long_description.length).toBeGreaterThanOrEqual(175);
  });
});
