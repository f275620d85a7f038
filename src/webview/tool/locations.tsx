/** The places a tool call touches, as links into the editor. */
import type { JSX } from 'preact';
import type { Location, ToolContent } from '../../session/content';
import { t } from '../translate';
import { useView } from '../view';

const shownLocations = 8;

export function Locations({ locations }: { readonly locations: readonly Location[] }): JSX.Element | null {
  return locations.length === 0 ? null : (
    <ul class="locations" aria-label={t('Files')}>
      {locations.slice(0, shownLocations).map((location, index) => (
        <li key={index}>
          <PathLink path={location.path} {...(location.line === undefined ? {} : { line: location.line })} />
        </li>
      ))}
      {locations.length > shownLocations && <li class="hint">{t('and {0} more', locations.length - shownLocations)}</li>}
    </ul>
  );
}

export function PathLink({ path, line }: { readonly path: string; readonly line?: number }): JSX.Element {
  const view = useView();
  const place = line === undefined ? path : `${path}:${line}`;
  return (
    <button type="button" role="link" class="link-button path" title={place} onClick={() => view.openLocation(path, line)}>
      <span>{line === undefined ? fileName(path) : `${fileName(path)}:${line}`}</span>
    </button>
  );
}

/** A diff names its file itself. */
export function locationsBesideDiffs(locations: readonly Location[], contents: readonly ToolContent[]): readonly Location[] {
  const shown = contents.flatMap((content) => (content.kind === 'diff' ? [content.path] : []));
  return locations.filter((location) => !shown.includes(location.path));
}

export function fileName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
