/** ACP content blocks as people see them. What we do not know is named, never hidden. */
import type { JSX } from 'preact';
import type { Content } from '../session/content';
import { Icon } from './icon';
import { StreamedText } from './markdown/streamedText';
import type { Cell } from './store';
import { t } from './translate';
import { useView } from './view';

interface ContentsProps {
  readonly contents: readonly Content[];
  /** Its growth goes to the last text. */
  readonly cell?: Cell;
  readonly writing: 'writing' | 'written';
}

export function Contents({ contents, cell, writing }: ContentsProps): JSX.Element {
  const growing = contents.findLastIndex((content) => content.kind === 'text');
  return (
    <>
      {contents.map((content, index) => (
        <OneContent key={index} content={content} writing={writing} {...(index === growing && cell !== undefined ? { cell } : {})} />
      ))}
      {growing === -1 && cell !== undefined && <StreamedText text="" cell={cell} writing={writing} />}
    </>
  );
}

function OneContent({ content, cell, writing }: { readonly content: Content; readonly cell?: Cell; readonly writing: 'writing' | 'written' }): JSX.Element {
  switch (content.kind) {
    case 'text':
      return <StreamedText text={content.text} writing={writing} {...(cell === undefined ? {} : { cell })} />;
    case 'image':
      return <Picture mimeType={content.mimeType} {...(content.data === undefined ? {} : { data: content.data })} uri={content.uri ?? ''} />;
    case 'audio':
      return <p class="hint">{t('Audio ({0})', content.mimeType)}</p>;
    case 'link':
      return <UriLink uri={content.uri} name={content.title ?? content.name} icon="link" />;
    case 'resource':
      return (
        <div class="resource">
          <UriLink uri={content.uri} name={content.uri} icon="file" />
          {content.text !== undefined && <pre class="plain-output">{content.text.slice(0, 20_000)}</pre>}
        </div>
      );
    case 'unknown':
      return <p class="hint">{t('Content of an unknown kind: {0}', content.type)}</p>;
  }
}

const shownImages = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

function Picture({ mimeType, data, uri }: { readonly mimeType: string; readonly data?: string; readonly uri: string }): JSX.Element {
  if (data !== undefined && shownImages.includes(mimeType)) {
    return <img class="picture" src={`data:${mimeType};base64,${data}`} alt={t('Image')} />;
  }
  return uri === '' ? <p class="hint">{t('Image ({0})', mimeType)}</p> : <UriLink uri={uri} name={uri} icon="file-media" />;
}

/** Opens through the host, which decides by the scheme. */
function UriLink({ uri, name, icon }: { readonly uri: string; readonly name: string; readonly icon: string }): JSX.Element {
  const view = useView();
  return (
    <button type="button" role="link" class="link-button" title={uri} onClick={() => view.openLink(uri)}>
      <Icon name={icon} />
      <span>{name}</span>
    </button>
  );
}
