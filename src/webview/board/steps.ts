/** Where an arrow key leads from a card: along its column, or to the nearest place in the next column that has cards. Pure. */
export type Step = 'up' | 'down' | 'before' | 'after' | 'first' | 'last';

/** `columns`: the ids of their cards, as they are shown. Absent: there is nowhere to go. */
export function stepFrom(id: string, step: Step, columns: readonly (readonly string[])[]): string | undefined {
  const at = columns.findIndex((ids) => ids.includes(id));
  const ids = columns[at];
  if (ids === undefined) {
    return columns.find((column) => column.length > 0)?.[0];
  }
  const row = ids.indexOf(id);
  switch (step) {
    case 'up':
      return ids[row - 1];
    case 'down':
      return ids[row + 1];
    case 'first':
      return ids[0];
    case 'last':
      return ids.at(-1);
    case 'before':
      return nearest(columns.slice(0, at).findLast((column) => column.length > 0), row);
    case 'after':
      return nearest(columns.slice(at + 1).find((column) => column.length > 0), row);
  }
}

function nearest(ids: readonly string[] | undefined, row: number): string | undefined {
  return ids?.[Math.min(row, ids.length - 1)];
}
