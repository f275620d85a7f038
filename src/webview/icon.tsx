/** A codicon; always beside words or inside something that has a name, so it is silent. */
import type { JSX } from 'preact';

export function Icon({ name, spin }: { readonly name: string; readonly spin?: 'spin' }): JSX.Element {
  return <span class={`codicon codicon-${name}${spin === undefined ? '' : ' codicon-modifier-spin'}`} aria-hidden="true" />;
}

/** A button that shows only an icon; its name is its tooltip too. */
export function IconButton(props: { readonly icon: string; readonly name: string; readonly onClick: () => void }): JSX.Element {
  return (
    <button type="button" class="icon-button" aria-label={props.name} title={props.name} onClick={props.onClick}>
      <Icon name={props.icon} />
    </button>
  );
}
