import { describe, expect, it } from 'vitest';
import { formatCover } from '../../src/crypto/capsule/link-cover.ts';
import { coverLines } from '../../src/client/crypto/cover-lines.ts';

const lines = (sender: string | null, label: string) => coverLines({ sender, label });

describe('what the page of a link says of its sender', () => {
  it('is as it was written, where that fits', () => {
    expect(lines('Alex', 'Staging “DB”')).toEqual({ sender: 'Alex', label: 'Staging “DB”' });
    expect(lines(null, '🔑'.repeat(80))).toEqual({ sender: '', label: '🔑'.repeat(80) });
  });

  it('is cut at a whole character where it is too long, and says so', () => {
    expect(lines('x'.repeat(81), 'x'.repeat(81))).toEqual({ sender: `${'x'.repeat(79)}…`, label: `${'x'.repeat(79)}…` });
    expect(lines('🔑'.repeat(80), '').sender).toBe(`${'🔑'.repeat(25)}…`);
  });

  it('shows what is invisible or turns the direction of text, and always fits a cover', () => {
    expect(lines('Alex\u202e', 'x\ud800')).toEqual({ sender: 'Alex⟨U+202E⟩', label: 'x\ufffd' });
    for (const text of ['\u202e'.repeat(300), '"'.repeat(300), '\n\0', '\ud800'.repeat(200)])
      expect(() => formatCover({ ...lines(text, text), kind: 'note', expiresAt: 0 })).not.toThrow();
  });
});
