// The receipt of a share whose party is signed in here: fetched, checked, shown.

import { useEffect, useState } from 'preact/hooks';
import { fetchView } from '../../client/calls/share-api.ts';
import { fetchReceipt, type ReceiptFile } from '../../client/calls/receipts.ts';
import { errorScreen } from '../ui/error-screens.ts';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { messages } from '../messages/receipt.ts';
import { ReceiptScreen } from './receipt-screen.tsx';
import type { Names } from './names.ts';
import { here } from '../api/api.ts';

type State =
  | { readonly status: 'asking' }
  | { readonly status: 'failed'; readonly code: string }
  | { readonly status: 'there'; readonly file: ReceiptFile; readonly names: Names };

async function fetchAll(share: string): Promise<State> {
  // The names that chat uses are the server's word; a receipt proves the keys behind them.
  const [file, view] = await Promise.all([fetchReceipt(here, share), fetchView(here, share)]);
  if (!file.ok) return { status: 'failed', code: file.code };
  const names = view.ok ? { sender: view.value.sender, recipient: view.value.recipient } : { sender: null, recipient: null };
  return { status: 'there', file: file.value, names };
}

export function ServerReceipt({ share }: { share: string }) {
  const [state, setState] = useState<State>({ status: 'asking' });
  const ask = (): void => {
    setState({ status: 'asking' });
    void fetchAll(share).then(setState);
  };
  useEffect(ask, [share]);
  switch (state.status) {
    case 'asking':
      return <Screen title={messages.loading} busy />;
    case 'failed':
      return <Failed code={state.code} again={ask} />;
    case 'there':
      return <ReceiptScreen file={state.file} names={state.names} again={ask} />;
  }
}

function Failed({ code, again }: { code: string; again: () => void }) {
  const special = code === 'share.gone' ? messages.gone : code === 'share.not_yet' ? messages.notYet : null;
  const screen = errorScreen(code);
  const [title, text] = special ?? screen.pair;
  return (
    <Screen title={title} lead={text}>
      {code !== 'share.gone' && (special !== null || screen.again) ? (
        <div class="actions">
          <Button kind="primary" onPress={again}>
            {messages.again}
          </Button>
        </div>
      ) : null}
    </Screen>
  );
}
