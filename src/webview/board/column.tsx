/** One column: its name and count, and its cards as a list. What is dropped on it is moved to it. */
import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import type { JSX, TargetedDragEvent } from 'preact';
import type { TaskStatus } from '../../board/task';
import { intentOf } from '../../boardView/moves';
import { explainStatus, sayStatus } from '../../boardView/words';
import { plural, t } from '../translate';
import { CardChunk } from './cardChunk';
import { rechunk } from './chunks';
import type { Chunk } from './chunks';
import { usePage } from './pageContext';

export function Column({ status }: { readonly status: TaskStatus }): JSX.Element {
  const page = usePage();
  const heading = useId();
  const over = useSignal(0);
  const ids = page.cards.column(status).value;
  const chunks = useRef<readonly Chunk[]>([]);
  chunks.current = rechunk(chunks.current, ids);
  const draggedId = page.dragged.value;
  const from = draggedId === undefined ? undefined : page.cards.cell(draggedId)?.peek().status;
  const takes = from !== undefined && intentOf(from, status) !== undefined;
  const onDragOver = (event: TargetedDragEvent<HTMLElement>): void => {
    if (takes) {
      event.preventDefault();
    }
  };
  const onDrop = (event: TargetedDragEvent<HTMLElement>): void => {
    over.value = 0;
    if (takes && draggedId !== undefined) {
      event.preventDefault();
      page.move(draggedId, status);
    }
  };
  const looks = ['column', ...(ids.length === 0 ? ['vacant'] : []), ...(takes ? ['takes'] : []), ...(takes && over.value > 0 ? ['over'] : []), ...(from !== undefined && from !== status && !takes ? ['closed'] : [])];
  return (
    <section
      class={looks.join(' ')}
      data-status={status}
      aria-labelledby={heading}
      onDragEnter={() => (over.value += 1)}
      onDragLeave={() => (over.value = Math.max(0, over.value - 1))}
      onDragOver={onDragOver}
      onDrop={onDrop}
    >
      <h2 id={heading} class="column-head" title={explainStatus(status, t)}>
        <span>{sayStatus(status, t)}</span>
        <span class="badge" aria-hidden="true">
          {ids.length}
        </span>
        <span class="hidden-visually">{plural(ids.length, '1 task', '{0} tasks')}</span>
      </h2>
      {ids.length === 0 ? (
        <p class="column-empty hint">{explainStatus(status, t)}</p>
      ) : (
        <ul class="column-cards" role="list" aria-labelledby={heading}>
          {chunks.current.map((chunk) => (
            <CardChunk key={chunk.key} chunk={chunk} />
          ))}
        </ul>
      )}
    </section>
  );
}
