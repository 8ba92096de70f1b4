// By what the server knows a request again that makes something: sent twice with the same one, it has made one.

import { encodeBase64Url, randomBytes } from '../../crypto/bytes.ts';

export const newOnce = (): string => encodeBase64Url(randomBytes(24));
