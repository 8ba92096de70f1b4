// Why a capsule or payload did not open. No message carries anything of the content.

/**
 * `wrong_words`, `wrong_key`: sound, but not with these. `damaged`: the bytes are not what was sealed.
 * `mismatch`: it opens, but it was made for another share, policy, payload, version or mode.
 */
export type CapsuleErrorCode = 'wrong_words' | 'wrong_key' | 'damaged' | 'mismatch';

export class CapsuleError extends Error {
  override readonly name = 'CapsuleError';
  readonly code: CapsuleErrorCode;
  constructor(code: CapsuleErrorCode) {
    super(`capsule: ${code}`);
    this.code = code;
  }
}
