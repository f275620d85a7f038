/** What a tool call or a question carries: text, diffs, terminals. */
import type { JSX } from 'preact';
import type { ToolContent } from '../../session/content';
import { Contents } from '../contents';
import { t } from '../translate';
import { Diff } from './diff';
import { TerminalOutput } from './terminalOutput';

export function ToolContents({ itemId, contents }: { readonly itemId: string; readonly contents: readonly ToolContent[] }): JSX.Element {
  const diffs = contents.filter((content) => content.kind === 'diff');
  return (
    <>
      {contents.map((content, index) => {
        switch (content.kind) {
          case 'content':
            return (
              <div key={index} class="tool-text">
                <Contents contents={[content.content]} writing="written" />
              </div>
            );
          case 'diff':
            return <Diff key={index} itemId={itemId} index={diffs.indexOf(content)} diff={content} />;
          case 'terminal':
            return <TerminalOutput key={index} terminalId={content.terminalId} />;
          case 'unknown':
            return (
              <p key={index} class="hint">
                {t('Content of an unknown kind: {0}', content.type)}
              </p>
            );
        }
      })}
    </>
  );
}
