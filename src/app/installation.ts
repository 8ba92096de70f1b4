// An installation: the store that the settings name and what works on it, without a listener. The operator's commands need no more.

import { join } from 'node:path';
import type { Config } from '../config/settings.ts';
import { fileLeaseMs, fileTermsOf } from '../config/files.ts';
import { quotasOf } from '../config/quota.ts';
import { createFiles, type Files } from '../core/files/files.ts';
import { mayNotSeal } from '../core/shares/seal.ts';
import { watchBlobs, type WatchedBlobs } from '../core/files/watch.ts';
import type { BlobStore } from '../core/ports/blob-store.ts';
import { createBonds, type Bonds } from '../core/bonds.ts';
import { createMachines, type Machines } from '../core/machines.ts';
import { createPolicyAnnouncer, type PolicyAnnouncer } from '../core/policy/announce.ts';
import type { Policy } from '../core/policy/policy.ts';
import type { CheckpointPins } from '../core/ports/checkpoint-pins.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { SettingsStore } from '../core/ports/settings-store.ts';
import { NO_SIBLINGS, type Siblings } from '../core/ports/siblings.ts';
import type { TenantTags } from '../core/ports/tenant-tags.ts';
import type { TenantTag } from '../core/share.ts';
import { createCalendars, type Calendars } from '../core/rotations/calendars.ts';
import { createEnvelopes, type Envelopes } from '../core/envelopes/envelopes.ts';
import { createOffboardings, type Offboardings } from '../core/offboarding/offboarding.ts';
import { createRotations, type Rotations } from '../core/rotations/rotations.ts';
import { createShares, type Shares } from '../core/shares.ts';
import {
  createSecretSettings,
  loadTagKey,
  migrateSecrets,
  selectChatSecrets,
  type RotatableSecretSettings,
  type SecretSettings,
} from '../core/secret-settings.ts';
import { deriveKeys, tenantTag } from '../crypto/keys/root.ts';
import { createLogger } from '../logging/logger.ts';
import { createApiTokens, type ApiTokens } from '../server/auth/api-tokens.ts';
import { createEndpoints, type Endpoints } from '../webhooks/endpoints.ts';
import { createSessionRevocations, type SessionRevocations } from '../server/auth/session-revocations.ts';
import { openCheckpointFiles } from '../store/checkpoint-files.ts';
import type { CommitFeed } from '../store/layers/commit-hook.ts';
import { openWatermark } from '../store/watermark.ts';
import { hash, memoize, pause as realPause, random, scrypt, toStdout } from './runtime.ts';
import { openStore, type OpenStore, type StoreMeters } from './store.ts';
import { openWorkloads } from './oidc.ts';
import { openBlobs } from './blobs.ts';
import { openLog, type OpenLog } from './tlog.ts';

export interface InstallationOptions {
  readonly clock?: Clock;
  /** Resolves after so many ms. */
  readonly pause?: (ms: number) => Promise<void>;
  /** Takes log lines with their line break. */
  readonly write?: (line: string) => void;
  readonly meters?: StoreMeters;
  /** Hears of commits. */
  readonly commits?: CommitFeed;
  /** Names the backup that the store is opened for; what is seen of it is remembered once it is whole. */
  readonly restoring?: string;
  readonly siblings?: Siblings;
  /** The policy in force. Absent: there is none. */
  readonly policy?: () => Policy | null;
  /** Does work that takes much memory while no other worker does any. */
  readonly exclusive?: Exclusive | undefined;
}

export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

export interface Installation extends Pick<OpenStore, 'store' | 'findUnrecoverable'>, Secrets {
  readonly shares: Shares;
  readonly files: Files;
  /** Null: no files are taken here. */
  readonly blobs: BlobStore | null;
  /** What is known to be wrong with that place. */
  readonly filesTrouble: () => string | null;
  readonly apiTokens: ApiTokens;
  readonly revocations: SessionRevocations;
  readonly bonds: Bonds;
  readonly machines: Machines;
  readonly rotations: Rotations;
  readonly offboardings: Offboardings;
  readonly envelopes: Envelopes;
  /** Null: the operator has no calendar feeds. */
  readonly calendars: Calendars | null;
  readonly endpoints: Endpoints;
  readonly tenantTags: TenantTags;
  readonly logs: OpenLog;
  readonly policy: PolicyAnnouncer;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** How long records and evidence are kept after the end. */
export const retentionOf = (config: Pick<Config, 'NT2_RETENTION_DAYS' | 'NT2_EVIDENCE_DAYS' | 'NT2_TLOG_RETENTION_YEARS'>) => ({
  retentionMs: config.NT2_RETENTION_DAYS * DAY_MS,
  evidence: { evidenceMs: config.NT2_EVIDENCE_DAYS * DAY_MS, keepYears: config.NT2_TLOG_RETENTION_YEARS },
});

/** Where the last checkpoints are kept. */
export const logFolder = (config: Pick<Config, 'NT2_CHECKPOINT_DIR' | 'NT2_STATE_DIR'>): string =>
  config.NT2_CHECKPOINT_DIR ?? join(config.NT2_STATE_DIR, 'log');

/** @throws Fault `store.unavailable`, `store.unfit` or `files.unfit`. */
export async function openInstallation(config: Config, options: InstallationOptions = {}): Promise<Installation> {
  const { clock = Date.now, pause = realPause, write = toStdout, meters, commits, restoring, siblings = NO_SIBLINGS } = options;
  const { exclusive = (work) => work() } = options;
  const log = createLogger(write, config.NT2_LOG_LEVEL, clock);
  const keys = deriveKeys(config.NT2_SECRET);
  const older = config.NT2_SECRET_PREVIOUS.map(deriveKeys);
  const watermark = openWatermark({ dir: restoring === undefined ? config.NT2_STATE_DIR : null });
  const warn = (detail: string): void => log({ level: 'warn', event: 'store.warned', detail });
  let opened: OpenStore;
  let pins: CheckpointPins;
  let watched: WatchedBlobs | null;
  try {
    const place = await openBlobs(config);
    watched = place && watchBlobs(place);
    pins = openCheckpointFiles({ dir: logFolder(config), of: config.NT2_CHECKPOINT_DIR === null ? 'NT2_STATE_DIR' : 'NT2_CHECKPOINT_DIR' });
    opened = await openStore(config, { clock, watermark, log: warn, meters, commitHook: commits?.hook, restoring });
  } catch (error) {
    watermark.close();
    throw error;
  }
  const { store, storageOf, findUnrecoverable } = opened;
  const blobs = watched?.blobs ?? null;
  siblings.answer('worker.died', async () => {
    watermark.absorb();
    await opened.compareMarks();
    return null;
  });
  const close = async (): Promise<void> => {
    await store.close();
    watermark.close();
  };
  const secrets = createSecrets(config, store);
  const tagKey = await loadTagKey(secrets.secretSettings, keys.tag, older.at(-1)?.tag ?? keys.tag).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const tenantTags: TenantTags = { tagOf: memoize((tenant) => tenantTag(tagKey, tenant) as TenantTag) };
  const { host } = config.NT2_PUBLIC_URL;
  const revocations = createSessionRevocations({ store, clock, hash, siblings });
  const logs = openLog({
    store,
    pins,
    host,
    seeds: [keys.log, ...older.map((one) => one.log)],
    clock,
    pause,
    keepYears: config.NT2_TLOG_RETENTION_YEARS,
    owner: hash(String(random(16))),
    log,
    channel: config.NT2_AUDIT_CHANNEL,
  });
  const endpoints = createEndpoints({ store, secretSettings: secrets.secretSettings, clock, random });
  const { policy: current = () => null } = options;
  const policy = createPolicyAnnouncer({ store, clock, nameOf: logs.nameOf, current });
  const workloads = await openWorkloads(config, clock);
  const bonds = createBonds({ store, clock, random, tenantTags, nameOf: logs.nameOf, endSessions: revocations.revokeBonds });
  const shares = createShares({
    store,
    clock,
    random,
    tenantTags,
    host,
    storage: storageOf,
    modalEntry: config.NT2_MODAL_ENTRY,
    policy,
    ...retentionOf(config),
    extendMostMs: config.NT2_EXTEND_MAX_DAYS * DAY_MS,
    quotas: quotasOf(config),
    filesMs: fileLeaseMs(config),
    endpointIds: endpoints.ids,
    watch: {
      acceptMs: config.NT2_REMIND_ACCEPT_HOURS,
      openMs: config.NT2_REMIND_OPEN_HOURS,
      expiryPart: config.NT2_REMIND_EXPIRY ? 0.25 : null,
    },
    ...(workloads && { workloads }),
    scrypt: (...parts) => exclusive(() => scrypt(...parts)),
  });
  const apiTokens = createApiTokens({ store, clock, random, tenantTags, hash });
  const machines = createMachines({ store, bonds, clock, tenantTags, host, workloads });
  const { retentionMs } = retentionOf(config);
  const rotations = createRotations({ store, clock, tenantTags, retentionMs, endpointIds: endpoints.ids });
  const counted = async (all: Promise<readonly unknown[]>, end: () => Promise<unknown>): Promise<number> => {
    const { length } = await all;
    await end();
    return length;
  };
  const feeds = createCalendars({ store, random, rotations });
  const envelopes = createEnvelopes({
    store,
    clock,
    random,
    tenantTags,
    host,
    secrets: secrets.secretSettings,
    nameOf: logs.nameOf,
    retentionMs,
    endpointIds: endpoints.ids,
  });
  const offboardings = createOffboardings({
    store,
    shares,
    rotations,
    clock,
    random,
    tenantTags,
    policy: current,
    nameOf: logs.nameOf,
    ends: {
      browsers: (person) => counted(bonds.list(person), () => bonds.withdrawAll(person)),
      machines: (person) => counted(machines.list(person), () => machines.revokeAll(person)),
      tokens: apiTokens.revokeAll,
      envelopes: envelopes.removePerson,
      sessions: async (person) => {
        await feeds.end(person);
        await revocations.revokeAll(person);
      },
    },
    owner: logs.owner,
    pause,
  });
  return {
    ...secrets,
    store,
    endpoints,
    findUnrecoverable,
    tenantTags,
    shares,
    files: createFiles({
      store,
      blobs,
      clock,
      random,
      tenantTags,
      terms: fileTermsOf(config),
      mayNotSeal: (...asked) => mayNotSeal({ policy }, ...asked),
    }),
    blobs,
    filesTrouble: () => watched?.trouble() ?? null,
    apiTokens,
    revocations,
    bonds,
    rotations,
    offboardings,
    envelopes,
    calendars: config.NT2_CALENDAR ? feeds : null,
    machines,
    logs,
    policy,
    close,
  };
}

/** The server's own secrets in the store. */
interface Secrets {
  readonly secretSettings: RotatableSecretSettings;
  /** Those that only chat may open; the same ones unless NT2_CHAT_SECRET is given. */
  readonly chatSecrets: SecretSettings;
  /** Seals anew what earlier root secrets have sealed. */
  reencrypt(): Promise<void>;
}

function createSecrets(config: Config, store: SettingsStore): Secrets {
  const seal = (keys: readonly Uint8Array[]): RotatableSecretSettings =>
    createSecretSettings({ store, key: keys[0] as Uint8Array, previous: keys.slice(1), random });
  const vaultKeys = (secrets: readonly Uint8Array[]): Uint8Array[] => secrets.map((secret) => deriveKeys(secret).vault);
  const secretSettings = seal(vaultKeys([config.NT2_SECRET, ...config.NT2_SECRET_PREVIOUS]));
  const { NT2_CHAT_SECRET: chat } = config;
  const own = chat && seal(vaultKeys([chat.newest, ...chat.older]));
  const chatSecrets = own === null ? secretSettings : selectChatSecrets(own);
  return {
    secretSettings,
    chatSecrets,
    async reencrypt() {
      if (config.NT2_SECRET_PREVIOUS.length > 0) await secretSettings.reencrypt();
      if (own === null) return;
      await own.reencrypt();
      await migrateSecrets(chatSecrets, secretSettings, { store, prefix: 'slack:' });
    },
  };
}
