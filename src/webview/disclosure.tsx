/** Something to open and read: a row that is a button, and a body that is in the page only while it is open. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon';
import { useView } from './view';

interface DisclosureProps {
  readonly summary: ComponentChildren;
  /** Until the user says otherwise. */
  readonly initially: 'open' | 'closed';
  /** Beside the row, not part of the button. */
  readonly aside?: ComponentChildren;
  readonly children: () => ComponentChildren;
}

export function Disclosure({ summary, initially, aside, children }: DisclosureProps): JSX.Element {
  const { follow } = useView();
  const chosen = useSignal<'open' | 'closed' | undefined>(undefined);
  const body = useId();
  const isOpen = (chosen.value ?? initially) === 'open';
  const toggle = (): void => {
    // Who opens something wants to read it, not to see it scroll away.
    follow.stop();
    chosen.value = isOpen ? 'closed' : 'open';
  };
  return (
    <div class="disclosure">
      <div class="disclosure-row">
        <button type="button" class="disclosure-button" aria-expanded={isOpen} aria-controls={body} onClick={toggle}>
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
          {summary}
        </button>
        {aside}
      </div>
      <div id={body} class="disclosure-body" hidden={!isOpen}>
        {isOpen && children()}
      </div>
    </div>
  );
}
