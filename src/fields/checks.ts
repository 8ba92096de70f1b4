// Every check: what is said when it finds something, and how loud. The list in docs/kinds.md and the tests' examples are held against it.

import type { HintTone } from './hint.ts';

interface Check {
  readonly tone: HintTone;
  readonly text: (says: string) => string;
  /** What the button that mends it is called. */
  readonly fix?: string;
}

const warn = (text: string | ((says: string) => string), fix?: string): Check => check('warn', text, fix);
const note = (text: string | ((says: string) => string)): Check => check('note', text, undefined);
const check = (tone: HintTone, text: string | ((says: string) => string), fix: string | undefined): Check => ({
  tone,
  text: typeof text === 'string' ? () => text : text,
  ...(fix !== undefined && { fix }),
});

export const CHECKS: Readonly<Record<string, Check>> = {
  'text.unseen': warn((found) => found, 'Remove invisible characters'),
  'text.stand-in': warn('This looks like a placeholder, not the value itself.'),
  'text.masked': warn('This looks as if it was copied while it was masked. Reveal it at its source and copy it again.'),
  'text.quotes': warn('It’s in quotes. Are they part of the value?', 'Remove the quotes'),
  'text.look-alike': warn('It has a letter or mark of another script that looks like a plain one. Copy it again from its source.'),
  'text.scheme': warn('It begins with the name of a scheme, as in a header. Is that part of the value?', 'Keep the value alone'),
  'text.assignment': warn('It begins with NAME=. Is the name part of the value?', 'Keep the value alone'),
  'text.two': warn('This looks like two secrets in one field. Give each one a row, so that each can be copied by itself.'),

  'iban.form': warn('An IBAN begins with two letters and two digits, and has letters and digits alone.'),
  'iban.country': warn((code) => `No country with the code ${code} has IBANs.`),
  'iban.length': warn((counts) => `An IBAN of ${counts}.`),
  'iban.checksum': warn('The check digits of this IBAN don’t match: a character is wrong, or two are swapped.'),
  'bic.form': warn('A BIC has 8 or 11 characters: four for the bank, two letters for the country, two for the place, three for a branch.'),
  'bic.country': warn((code) => `There is no country with the code ${code}: look at the fifth and sixth character.`),
  'bic.test': warn('This BIC is for tests: its eighth character is 0.'),
  'bic.iban': warn('This looks like an IBAN, not a BIC.'),
  'bank.countries': note((codes) => `IBAN and BIC are of two countries, ${codes}. Check that they belong together.`),
  'routing.form': warn('A routing number has nine digits.'),
  'routing.checksum': warn('The check digit of this routing number doesn’t match.'),
  'sort-code.form': warn('A sort code has six digits.'),

  'url.form': warn('This isn’t a whole address: it begins with https:// or another scheme.'),
  'url.http': warn('This address isn’t encrypted (http): what is typed there can be read on the way.'),
  'url.local': warn('This address works on one machine alone: the recipient can’t reach it.'),
  'url.password': warn('This address has a password in it. Give the password a row of its own, which is masked.'),
  'url.superuser': warn((user) => `This is the database’s superuser, ${user}. A user of its own, with fewer rights, would do.`),
  'email.form': warn('This isn’t a whole e-mail address.'),
  'otp.code': warn('This is a code, which is good for about 30 seconds. To hand on the second factor, give its key.'),
  'otp.form': warn('The key of one-time codes has the letters A to Z and the digits 2 to 7 alone.'),
  'otp.short': warn('This key is shorter than authenticators make it (16 characters at least). Is it whole?'),

  'pem.holds': note((what) => `Holds ${what}.`),
  'pem.unlocked': warn('This private key has no passphrase: it works for anyone who has it.'),
  'pem.public': warn('There is no private key in it: what it holds is no secret.'),
  'pem.weak': warn((bits) => `An RSA key of ${bits} bits is too short today: 2048 is the least.`),
  'pem.expired': warn((day) => `The certificate expired on ${day}.`),
  'pem.expires': note((day) => `The certificate expires on ${day}.`),
  'pem.end': warn('This key isn’t whole: its last line, -----END …-----, is missing.'),
  'pem.label': warn('The first and the last line of this key don’t belong together.'),
  'pem.base64': warn('This key is damaged: a character is missing, or one is there that can’t be.'),
  'pem.flat': warn('This key has lost its line breaks, and programs may refuse it.', 'Put the line breaks back'),

  'stripe.live': warn(
    'This is a live secret key of Stripe, which can do everything in the account. A restricted key (rk_live_…) would do.',
  ),
  'stripe.test': note('This is a test key of Stripe: it moves no real money.'),
  'stripe.publishable': warn('This is a publishable key of Stripe, which is no secret. Is it the one you meant?'),
  'aws.alone': warn('This is an access key ID of AWS. Without its secret access key it opens nothing.'),
  'aws.long-term': note('This access key of AWS never expires by itself. A role, or temporary credentials, would.'),
  'aws.session': warn('This access key of AWS is temporary, and works only with its session token.'),
  'github.classic': warn(
    'This is a classic token of GitHub. A fine-grained one (github_pat_…) can be limited to repositories and permissions.',
  ),
  'github.checksum': warn('The checksum of this GitHub token doesn’t match: a character is missing or wrong.'),
  'github.installation': warn('This is an installation token of a GitHub App, which expires an hour after it was made.'),
  'github.user': note('This is a user token of a GitHub App. Mostly it expires after eight hours.'),
  'gitlab.personal': note('This is a personal token of GitLab, which acts as its owner. A project or group token would do for a program.'),
  'slack.user': note('This is a user token of Slack, which acts as a person. A bot token (xoxb-…) would do for most apps.'),
  'slack.session': warn(
    'This is the session of a person who is signed in to Slack: it’s their whole account. Make an app with a bot token instead.',
  ),
  'slack.rotated': note('This token of Slack is one that rotates: an access token expires after twelve hours.'),
  'google.api-key': note('This is an API key of Google. Limit it to the APIs and callers that need it.'),
  'google.service-account': note(
    'This key of a Google service account doesn’t expire by itself. Workload Identity Federation needs no key.',
  ),
  'google.person': warn('This file lets others act as a person’s own Google account. A service account would do.'),
  'google.broken': warn('This looks like a key file of Google Cloud, but it isn’t whole.'),
  'model.admin': warn('This is an admin key, which manages the whole organization. A key of one project or workspace would do.'),
  'model.user': note('This is a key of a person, which reaches all their projects. A project key (sk-proj-…) would do.'),
  'twilio.sid': warn('This is an account SID of Twilio, which is no secret. The auth token or an API key is missing.'),
  'azure.account-key': warn(
    'This account key of Azure opens the whole storage account. A shared access signature can be limited, and ends.',
  ),
  'age.identity': note('This is an identity of age, which has no passphrase.'),
  'ssh.public': warn('This is a public key, which is no secret.'),
  'jwt.broken': warn('This looks like a JSON web token, but it isn’t whole.'),
  'jwt.expired': warn((when) => `This token expired at ${when}.`),
  'jwt.soon': warn((when) => `This token expires at ${when}, maybe before it’s opened.`),
  'jwt.expires': note((when) => `This token expires at ${when}.`),
  'jwt.endless': note('This token says nothing of when it expires.'),
  'jwt.unsigned': warn('This token isn’t signed (alg: none).'),
};
