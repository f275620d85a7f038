/** A change to a file, small: counts and the first changed lines. The whole is in the native diff editor. */
import { useMemo } from 'preact/hooks';
import type { JSX } from 'preact';
import type { ToolContent } from '../../session/content';
import { plural, t } from '../translate';
import { useView } from '../view';
import { countDiff, hunks, lineDiff } from './lineDiff';
import type { DiffLine } from './lineDiff';
import { PathLink } from './locations';

const contextLines = 2;
const shownLines = 24;

interface DiffProps {
  readonly itemId: string;
  /** Its number among the item's diffs. */
  readonly index: number;
  readonly diff: Extract<ToolContent, { kind: 'diff' }>;
}

export function Diff({ itemId, index, diff }: DiffProps): JSX.Element {
  const view = useView();
  const { counts, shown, left } = useMemo(() => preview(diff.oldText, diff.newText), [diff.oldText, diff.newText]);
  return (
    <figure class="diff">
      <figcaption class="diff-head">
        <PathLink path={diff.path} />
        {diff.oldText === undefined && <span class="badge">{t('New file')}</span>}
        <span class="diff-counts">
          <span class="added" aria-hidden="true">{`+${counts.added}`}</span>
          <span class="removed" aria-hidden="true">{`−${counts.removed}`}</span>
          <span class="hidden-visually">
            {`${plural(counts.added, '{0} line added', '{0} lines added')}, ${plural(counts.removed, '{0} line removed', '{0} lines removed')}`}
          </span>
        </span>
        <button type="button" class="link-button diff-open" onClick={() => view.openDiff(itemId, index)}>
          {t('Open diff')}
        </button>
      </figcaption>
      <pre class="diff-lines" tabIndex={0} aria-label={t('Changed lines')}>
        {shown.map((line, at) => (line === 'gap' ? <Gap key={at} /> : <Line key={at} line={line} />))}
      </pre>
      {left > 0 && <p class="hint diff-more">{plural(left, '{0} more line', '{0} more lines')}</p>}
    </figure>
  );
}

function Gap(): JSX.Element {
  return (
    <span class="diff-gap" aria-hidden="true">
      {'⋯\n'}
    </span>
  );
}

function Line({ line }: { readonly line: DiffLine }): JSX.Element {
  const sign = { same: ' ', added: '+', removed: '−' }[line.kind];
  return (
    <span class={`diff-line ${line.kind}`}>
      <span class="diff-sign">{sign}</span>
      <span class="diff-text">{`${line.text}\n`}</span>
    </span>
  );
}

function preview(oldText: string | undefined, newText: string): { counts: ReturnType<typeof countDiff>; shown: readonly (DiffLine | 'gap')[]; left: number } {
  const lines = lineDiff(oldText ?? '', newText);
  const all = hunks(lines, contextLines);
  return { counts: countDiff(lines), shown: all.slice(0, shownLines), left: Math.max(0, all.length - shownLines) };
}
