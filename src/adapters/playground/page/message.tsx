// One message in the log: who, when, what, and what can be done with it.

import type { WireMessage } from '../render.ts';
import { CardView } from './card.tsx';
import { clock } from './times.ts';

export interface MessageProps {
  readonly message: WireMessage;
  readonly author: { readonly name: string; readonly title: string; readonly look: string };
  readonly me: string;
  readonly replies: number;
  /** Null inside a thread and in direct messages, where no further thread begins. */
  readonly onThread: (() => void) | null;
  readonly onShortcut: (() => void) | null;
  readonly onRemove: () => void;
  readonly onPress: (action: string, ref: string) => void;
}

export function MessageView({ message, author, me, replies, onThread, onShortcut, onRemove, onPress }: MessageProps) {
  return (
    <article class="message" aria-label={`${author.name}, ${clock.format(message.at)}`}>
      <Avatar name={author.name} look={author.look} />
      <div class="what">
        <p class="who">
          <strong>{author.name}</strong> <span class="title">{author.title}</span> <time>{clock.format(message.at)}</time>
          {message.edited && <span class="title"> edited</span>}
        </p>
        {message.onlyFor !== null && <p class="only">Only you can see this</p>}
        {message.text !== '' && <p class="text">{message.text}</p>}
        {message.card && <CardView card={message.card} me={me} onPress={onPress} />}
        {replies > 0 && onThread && (
          <button type="button" class="replies" onClick={onThread}>
            {replies} {replies === 1 ? 'reply' : 'replies'}
          </button>
        )}
      </div>
      <details class="more" onFocusOut={closeWhenLeft} onKeyDown={closeOnEscape}>
        <summary aria-label={`Actions on the message of ${author.name}`}>⋯</summary>
        <div class="menu">
          {onThread && (
            <button type="button" onClick={closing(onThread)}>
              Reply in thread
            </button>
          )}
          {onShortcut && (
            <button type="button" onClick={closing(onShortcut)}>
              Share a secret in this thread
            </button>
          )}
          <button type="button" onClick={closing(onRemove)}>
            Delete message
          </button>
        </div>
      </details>
    </article>
  );
}

/** Does it, and folds the menu away. */
function closing(act: () => void) {
  return (event: Event): void => {
    (event.currentTarget as HTMLElement).closest('details')?.removeAttribute('open');
    act();
  };
}

function closeWhenLeft(event: FocusEvent): void {
  const menu = event.currentTarget as HTMLElement;
  if (!(event.relatedTarget instanceof Node) || !menu.contains(event.relatedTarget)) menu.removeAttribute('open');
}

function closeOnEscape(event: KeyboardEvent): void {
  if (event.key === 'Escape') (event.currentTarget as HTMLElement).removeAttribute('open');
}

export function Avatar({ name, look }: { readonly name: string; readonly look: string }) {
  return (
    <span class={`avatar look-${look}`} aria-hidden="true">
      {name === 'nt2' ? 'nt2' : name.slice(0, 1)}
    </span>
  );
}
