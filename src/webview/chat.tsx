/** The chat view as a whole: the conversation above, the composer below, and the regions that a screen reader listens to. */
import type { JSX } from 'preact';
import { Composer } from './composer/composer';
import { Conversation } from './conversation/conversation';
import { useView, ViewProvider } from './view';
import type { View } from './view';

export function Chat({ view }: { readonly view: View }): JSX.Element {
  return (
    <ViewProvider value={view}>
      <main class="chat">
        <Conversation />
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
