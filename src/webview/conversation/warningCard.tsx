/** Something that a person should know of while it goes on, and the two ways on from there. */
import type { ComponentChildren, JSX } from 'preact';
import { Icon } from '../icon';

export interface WarningCardProps {
  /** Left out: the whole card is read aloud when it comes. Given: its name, and the children say what of them is. */
  readonly label?: string;
  readonly first: WayOn;
  readonly second: WayOn;
  readonly children: ComponentChildren;
}

export interface WayOn {
  readonly label: string;
  readonly onClick: () => void;
}

export function WarningCard({ label, first, second, children }: WarningCardProps): JSX.Element {
  return (
    <div class="card warning" {...(label === undefined ? { role: 'alert' } : { role: 'group', 'aria-label': label })}>
      <p class="alert-words">
        <Icon name="warning" />
        {children}
      </p>
      <div class="buttons">
        <button type="button" class="button" onClick={first.onClick}>
          {first.label}
        </button>
        <button type="button" class="button secondary" onClick={second.onClick}>
          {second.label}
        </button>
      </div>
    </div>
  );
}
