// One card of nt2, as a chat shows it: a coloured edge, lines of text, buttons.

import type { WireCard, WireSpan } from '../render.ts';
import { dated } from './times.ts';

export interface CardProps {
  readonly card: WireCard;
  readonly me: string;
  readonly onPress: (action: string, ref: string) => void;
}

export function CardView({ card, me, onPress }: CardProps) {
  return (
    <div class={`card tone-${card.tone}`}>
      <p class="card-title">{card.title}</p>
      {card.body.map((line, n) => (
        <p key={n}>
          <LineView line={line} me={me} />
        </p>
      ))}
      {card.rows.map((row, n) => (
        <div key={n} class="card-row">
          <p>
            <LineView line={row.line} me={me} />
          </p>
          <ButtonsView buttons={row.buttons} onPress={onPress} />
        </div>
      ))}
      <ButtonsView buttons={card.buttons} onPress={onPress} />
    </div>
  );
}

/** As the style names them. */
const LOOKS = { primary: 'go', danger: 'stop' } as const;

function ButtonsView({ buttons, onPress }: Pick<WireCard, 'buttons'> & Pick<CardProps, 'onPress'>) {
  if (buttons.length === 0) return null;
  return (
    <div class="card-buttons">
      {buttons.map((button) =>
        button.kind === 'open' ? (
          <a key={button.url} class="button go" href={button.url} target="_blank" rel="noopener noreferrer">
            {button.label} <span aria-hidden="true">↗</span>
            <span class="unseen"> (opens a new tab)</span>
          </a>
        ) : (
          <button
            key={button.action + button.ref}
            type="button"
            class={`button ${button.tone === undefined ? '' : LOOKS[button.tone]}`}
            onClick={() => onPress(button.action, button.ref)}
          >
            {button.label}
          </button>
        ),
      )}
    </div>
  );
}

export function LineView({ line, me }: { readonly line: readonly WireSpan[]; readonly me: string }) {
  return (
    <>
      {line.map((span, n) => (
        <SpanView key={n} span={span} me={me} />
      ))}
    </>
  );
}

function SpanView({ span, me }: { readonly span: WireSpan; readonly me: string }) {
  if (typeof span === 'string') return <>{span}</>;
  switch (span.kind) {
    case 'mention':
      return <span class={span.id === me ? 'mention me' : 'mention'}>@{span.id}</span>;
    case 'strong':
      return <strong>{span.text}</strong>;
    case 'time':
      return <Moment at={span.at} />;
    case 'link':
      return (
        <a href={span.url} target="_blank" rel="noopener noreferrer">
          {span.text}
        </a>
      );
  }
}

function Moment({ at }: { readonly at: number }) {
  return <time dateTime={new Date(at).toISOString()}>{dated.format(at)}</time>;
}
