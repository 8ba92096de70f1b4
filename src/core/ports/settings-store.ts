// Small values of the server itself by key, such as hashes of API tokens.

export interface SettingsStore {
  /** Null deletes. */
  putSetting(key: string, value: string | null): Promise<void>;
  getSetting(key: string): Promise<string | null>;
  listSettings(prefix: string): Promise<{ readonly key: string; readonly value: string }[]>;
}
