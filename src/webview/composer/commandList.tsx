/** The agent's slash commands while one is being typed: a listbox that the keyboard drives from within the text. */
import type { JSX } from 'preact';
import type { AgentCommand } from '../../session/port';
import { t } from '../translate';

export const commandListId = 'command-list';

interface CommandListProps {
  readonly commands: readonly AgentCommand[];
  readonly chosen: number;
  readonly onChoose: (command: AgentCommand) => void;
}

export function CommandList({ commands, chosen, onChoose }: CommandListProps): JSX.Element {
  return (
    <ul class="command-list" role="listbox" id={commandListId} aria-label={t('Commands')}>
      {commands.map((command, index) => (
        <li
          key={command.name}
          id={commandOptionId(index)}
          role="option"
          aria-selected={index === chosen}
          {...(index === chosen ? { ref: keepInSight } : {})}
          // Not `click`: the text must keep the caret.
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(command);
          }}
        >
          <span class="command-name">{`/${command.name}`}</span>
          {command.hint !== undefined && <span class="command-hint">{command.hint}</span>}
          <span class="command-description">{command.description}</span>
        </li>
      ))}
    </ul>
  );
}

function keepInSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

export function commandOptionId(index: number): string {
  return `${commandListId}-${index}`;
}
