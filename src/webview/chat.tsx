/** The chat view as a whole: the conversation above, the composer below, and the regions that a screen reader listens to. */
import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { Composer } from './composer/composer';
import { Conversation } from './conversation/conversation';
import { useView, ViewProvider } from './view';
import type { View } from './view';

export function Chat({ view }: { readonly view: View }): JSX.Element {
  const sessionId = useComputed(() => view.sessionId);
  return (
    <ViewProvider value={view}>
      <main class="chat">
        <Conversation key={sessionId.value} />
        <Composer />
      </main>
      <Announcements />
    </ViewProvider>
  );
}

function Announcements(): JSX.Element {
  const { announcer } = useView();
  return (
    <div class="hidden-visually">
      <div aria-live="polite">{announcer.polite.value}</div>
      <div aria-live="assertive">{announcer.assertive.value}</div>
    </div>
  );
}
