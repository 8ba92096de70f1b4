// The line to type in: messages and the slash command, with completion of commands and names.

import { useRef, useState } from 'preact/hooks';

export interface ComposerProps {
  readonly label: string;
  /** Distinguishes two composers on one page. */
  readonly name: string;
  readonly handles: readonly { readonly id: string; readonly text: string }[];
  /** False: what was typed stays. */
  readonly onSend: (text: string) => Promise<boolean>;
}

interface Offer {
  readonly insert: string;
  readonly title: string;
  readonly text: string;
}

const COMMANDS: readonly Offer[] = [
  { insert: '/nt2 share ', title: '/nt2 share', text: '@person… what it is' },
  { insert: '/nt2 request ', title: '/nt2 request', text: '@person what you need' },
  { insert: '/nt2 list', title: '/nt2 list', text: 'what waits for you' },
  { insert: '/nt2 revoke', title: '/nt2 revoke', text: 'take something back' },
  { insert: '/nt2 receipt', title: '/nt2 receipt', text: 'receipts of what you sent and received' },
  { insert: '/nt2 block ', title: '/nt2 block', text: '@person from whom you want no more' },
  { insert: '/nt2 unblock ', title: '/nt2 unblock', text: '@person again' },
  { insert: '/nt2 blocks', title: '/nt2 blocks', text: 'whom you have blocked' },
  { insert: '/nt2 help', title: '/nt2 help', text: 'how it works' },
];

export function Composer({ label, name, handles, onSend }: ComposerProps) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const [open, setOpen] = useState(false);
  const offers = open ? offersFor(text, handles) : [];
  const listId = `offers-${name}`;

  const take = (offer: Offer): void => {
    const next = text.startsWith('/') && !text.includes(' ') ? offer.insert : text.replace(/@[\w-]*$/, offer.insert);
    setText(next);
    setChosen(0);
    setOpen(/@$|^\/$/.test(next));
    input.current?.focus();
  };

  const submit = async (): Promise<void> => {
    const said = text.trim();
    if (said === '') return;
    setText('');
    setOpen(false);
    if (!(await onSend(said))) setText(said);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const offer = offers[chosen];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (offers.length === 0) return;
      event.preventDefault();
      setChosen((chosen + (event.key === 'ArrowDown' ? 1 : offers.length - 1)) % offers.length);
    } else if (event.key === 'Escape') {
      setOpen(false);
    } else if (offer !== undefined && (event.key === 'Tab' || (event.key === 'Enter' && !isWhole(text, offer)))) {
      event.preventDefault();
      take(offer);
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      void submit();
    }
  };

  return (
    <div class="composer">
      {offers.length > 0 && (
        <ul class="offers" id={listId} role="listbox" aria-label="Suggestions">
          {offers.map((offer, n) => (
            <li
              key={offer.title}
              id={`${listId}-${n}`}
              role="option"
              aria-selected={n === chosen}
              onMouseDown={(event) => {
                event.preventDefault();
                take(offer);
              }}
            >
              <strong>{offer.title}</strong> <span>{offer.text}</span>
            </li>
          ))}
        </ul>
      )}
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={offers.length > 0}
        aria-controls={offers.length > 0 ? listId : undefined}
        aria-activedescendant={offers.length > 0 ? `${listId}-${chosen}` : undefined}
        placeholder={label}
        autocomplete="off"
        autoCorrect="off"
        autocapitalize="off"
        spellcheck={false}
        data-1p-ignore="true"
        data-lpignore="true"
        data-bwignore="true"
        maxLength={4000}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
          setOpen(true);
        }}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <button type="button" class="button go" onClick={() => void submit()} disabled={text.trim() === ''}>
        Send
      </button>
    </div>
  );
}

function isWhole(text: string, offer: Offer): boolean {
  return text.trimEnd().endsWith(offer.insert.trimEnd());
}

function offersFor(text: string, handles: ComposerProps['handles']): Offer[] {
  if (/^\/\S*$/.test(text) || /^\/nt2 \w*$/.test(text)) return COMMANDS.filter(({ insert }) => insert.startsWith(text) && insert !== text);
  const typed = /(?:^|\s)@([\w-]*)$/.exec(text)?.[1]?.toLowerCase();
  if (typed === undefined) return [];
  return handles
    .filter(({ id }) => id.startsWith(typed))
    .map(({ id, text: about }) => ({ insert: `@${id} `, title: `@${id}`, text: about }));
}
