// How large a file is, how fast it goes and how long that takes, as people say it.

const UNITS = ['KiB', 'MiB', 'GiB'] as const;

/** "0 bytes", "1 byte", "812 bytes", "1.5 MiB", "104 MiB". */
export function bytesText(bytes: number): string {
  if (bytes < 1_024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  let [size, unit] = [bytes / 1_024, 0];
  // What would be written as 1024 is one of the next.
  while (size >= 1_023.5 && unit < UNITS.length - 1) [size, unit] = [size / 1_024, unit + 1];
  const text = size >= 99.95 || Number.isInteger(size) ? String(Math.round(size)) : size.toFixed(1);
  return `${text.replace(/\.0$/, '')} ${UNITS[unit]}`;
}

const MINUTE_MS = 60_000;

/** "a few seconds left", "about 2 minutes left". */
export function leftText(ms: number): string {
  if (ms < 10_000) return 'a few seconds left';
  if (ms < 45_000) return `about ${Math.ceil(ms / 10_000) * 10} seconds left`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes <= 1) return 'about a minute left';
  if (minutes < 90) return `about ${minutes} minutes left`;
  return `about ${Math.round(minutes / 60)} hours left`;
}
