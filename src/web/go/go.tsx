// /go: the one press between chat and a share, which signs in and does what the press in chat was for. A browser that is known needs no
// press. A program that only follows links redeems nothing.

import { useEffect, useState } from 'preact/hooks';
import { actAs, fetchPersons, keepsSessions } from '../api/api.ts';
import { hasDeviceKey } from '../browser/device-key.ts';
import { go } from '../messages/go.ts';
import { noAnswer } from '../messages/no-answer.ts';
import { askGrant, type Grant } from '../sign-in/sign-in.ts';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { Decide } from './decide.tsx';
import { loadProofs } from './load-proofs.ts';
import { leave, type FirstGo, type Pass } from './pass.ts';

type Pair = readonly [title: string, text: string];

type Persons = ReturnType<typeof fetchPersons>;

async function isAmong(asked: Persons, ref: string): Promise<boolean> {
  const persons = await asked;
  return persons.ok && persons.value.some((person) => person.ref === ref);
}

/**
 * Whether this browser is signed in as that person, or the server knows it as theirs: then no press is needed. One without a device key is
 * known to no server, and asks no more.
 */
async function isKnown({ ref, share }: Grant, asked: Persons): Promise<boolean> {
  let known = await isAmong(asked, ref);
  if (!known && share !== null && (await hasDeviceKey())) {
    actAs(share.role);
    const entered = await loadProofs()
      .then(({ signInHere }) => signInHere(share.id))
      .catch(() => false);
    known = entered && (await isAmong(fetchPersons(), ref));
  }
  if (known) actAs(ref);
  return known;
}

type Look =
  | { readonly status: 'asking' }
  | { readonly status: 'grant'; readonly grant: Grant }
  | { readonly status: 'failed'; readonly pair: Pair; readonly again: boolean };

/** `asked`: what the page's first script has asked already. */
export function Go({ token, to, asked }: Pass & Pick<FirstGo, 'asked'>) {
  const [look, setLook] = useState<Look>({ status: 'asking' });
  const fail = (code: string): void => setLook({ status: 'failed', ...failureOf(code) });
  const ask = async (first: FirstGo['asked'] = null): Promise<void> => {
    if (token === '') return setLook({ status: 'failed', pair: go.missing, again: false });
    if (!keepsSessions()) return setLook({ status: 'failed', pair: go.storage, again: true });
    // What signs is fetched while the server is asked.
    loadProofs().catch(() => {});
    const persons = first?.persons ?? fetchPersons();
    const answer = await (first?.grant ?? askGrant(token));
    if (!answer.ok) return fail(answer.code);
    const { value: grant } = answer;
    if (await isKnown(grant, persons)) return grant.share === null && to === '' ? fail('welcome') : leave(grant.share?.id ?? null, to);
    setLook({ status: 'grant', grant });
  };
  useEffect(() => void ask(asked), []);
  switch (look.status) {
    case 'asking':
      return <Screen title={go.busy} busy />;
    case 'failed':
      return <Failed pair={look.pair} again={look.again ? () => void ask() : null} />;
    case 'grant':
      return <Decide token={token} to={to} grant={look.grant} onFailed={fail} />;
  }
}

const failureOf = (code: string): { readonly pair: Pair; readonly again: boolean } =>
  code === 'welcome'
    ? { pair: go.welcome, again: false }
    : code === 'token.invalid' || code.startsWith('input.')
      ? { pair: go.invalid, again: false }
      : { pair: [noAnswer.title, noAnswer.lead], again: true };

function Failed({ pair, again }: { pair: Pair; again: (() => void) | null }) {
  return (
    <Screen title={pair[0]} lead={pair[1]}>
      {again === null ? null : (
        <div class="actions">
          <Button kind="primary" onPress={again}>
            {noAnswer.again}
          </Button>
        </div>
      )}
    </Screen>
  );
}
