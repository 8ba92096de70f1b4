// Shapes that issuers give their keys, so that they can be found: one table for what warns in a form and for `nt2 scan`. As the issuers' own
// documents say them; each takes time linear in the text.

export interface SecretShape {
  /** For people and programs: a number of finds is told by it, and a rule of SARIF has it as its id. */
  readonly kind: string;
  readonly form: RegExp;
  /** What each begins with and tells nothing: the part of a find that may be shown. */
  readonly shown: RegExp;
}

/** What issuers put in front, up to the last stroke before the random part. */
const PREFIX = /^(?:[A-Za-z0-9]{2,10}[_-]){1,3}/;

export const SECRET_SHAPES: readonly SecretShape[] = [
  { kind: 'private-key', form: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/, shown: /^.*/ },
  { kind: 'age-identity', form: /\bAGE-SECRET-KEY-/i, shown: /^.*/ },
  { kind: 'aws-access-key', form: /\b(?:A3T[A-Z0-9]|AKIA|ASIA|AGPA|AROA|ABIA|ACCA)[A-Z0-9]{16}\b/, shown: /^.{4}/ },
  { kind: 'stripe-key', form: /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{8,}/, shown: PREFIX },
  { kind: 'webhook-secret', form: /\bwhsec_[A-Za-z0-9+/=]{8,}/, shown: PREFIX },
  { kind: 'github-token', form: /\bgh[pousr]_[A-Za-z0-9]{20,}/, shown: PREFIX },
  { kind: 'github-token', form: /\bgithub_pat_[A-Za-z0-9_]{20,}/, shown: /^github_pat_/ },
  { kind: 'gitlab-token', form: /\bglpat-[A-Za-z0-9_-]{16,}/, shown: /^glpat-/ },
  { kind: 'slack-token', form: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/, shown: /^xox.-/ },
  { kind: 'slack-app-token', form: /\bxapp-\d-[A-Za-z0-9-]{10,}/, shown: /^xapp-\d-/ },
  { kind: 'slack-webhook', form: /hooks\.slack\.com\/services\/[A-Za-z0-9/]{20,}/, shown: /^hooks\.slack\.com\/services\// },
  { kind: 'discord-webhook', form: /discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}/, shown: /^discord(?:app)?\.com\/api\/webhooks\// },
  { kind: 'google-api-key', form: /\bAIza[A-Za-z0-9_-]{30,}/, shown: /^AIza/ },
  { kind: 'google-access-token', form: /\bya29\.[A-Za-z0-9_-]{20,}/, shown: /^ya29\./ },
  { kind: 'google-client-secret', form: /\bGOCSPX-[A-Za-z0-9_-]{20,}/, shown: /^GOCSPX-/ },
  { kind: 'model-key', form: /\bsk-(?:[a-z]+-)*[A-Za-z0-9_-]{20,}/, shown: /^sk-(?:(?:proj|svcacct|admin|ant|or)-)?/ },
  { kind: 'npm-token', form: /\bnpm_[A-Za-z0-9]{30,}/, shown: PREFIX },
  { kind: 'pypi-token', form: /\bpypi-[A-Za-z0-9_-]{20,}/, shown: /^pypi-/ },
  { kind: 'digitalocean-token', form: /\bdop_v1_[a-f0-9]{40,}/, shown: /^dop_v1_/ },
  { kind: 'sendgrid-key', form: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/, shown: /^SG\./ },
  { kind: 'vault-token', form: /\bhv[sb]\.[A-Za-z0-9_-]{20,}/, shown: /^hv.\./ },
  { kind: 'nt2-token', form: /\bnt2_[A-Za-z0-9]{20,}/, shown: /^nt2_/ },
  { kind: 'hugging-face-token', form: /\bhf_[A-Za-z0-9]{30,}/, shown: /^hf_/ },
  // Other issuers with a short prefix and an underscore.
  { kind: 'prefixed-token', form: /\b[a-z]{2,5}_(?=[A-Za-z]*\d)[A-Za-z0-9]{30,}/, shown: /^[a-z]{2,5}_/ },
  { kind: 'json-web-token', form: /(?<![\w-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}/, shown: /^eyJ/ },
  // user:password@host
  { kind: 'password-in-address', form: /:\/\/[^\s/:@]*:[^\s/@]{3,}@/, shown: /^:\/\// },
  // A whole link of ours, key and all.
  { kind: 'nt2-link', form: /\/s\/[a-z2-7]{32}#\S+/i, shown: /^\/s\/[a-z2-7]{6}/i },
  { kind: 'nt2-link', form: /\/go#\S+/, shown: /^\/go#/ },
]; // prettier-ignore

/** `password: …`, `API_KEY=…`: the name in front says what follows. */
export const NAMED_SECRET =
  /(pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)["']?\s*(?:=|:)\s*["']?([^\s"']{4,})/gi;

/** What follows `password:` without being one: a word, words joined by strokes, or an account name after `credentials:`. */
export function isPlainWord(value: string, name: string): boolean {
  if (/^credential/i.test(name) && /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+$/.test(value)) return true;
  return /^\p{L}+(?:[/&+]\p{L}+)*[.,;:!?)]*$/u.test(value) && !/\p{Ll}\p{Lu}/u.test(value);
}
