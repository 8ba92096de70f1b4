// What a command prints, when it is called in this process.

import { vi } from 'vitest';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function said(command: () => Promise<number> | number): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text, ...more: unknown[]) => {
    out.push(String(text));
    for (const done of more) if (typeof done === 'function') (done as () => void)();
    return true;
  });
  const stderr = vi.spyOn(console, 'error').mockImplementation((text: string) => void err.push(text));
  try {
    const code = await command();
    return { code, out: out.join(''), err: err.join('\n') };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}
