/**
 * Keeps the keyboard in a part of the page whose elements come and go: when the one that had it is drawn away, the part itself gets it. Only
 * what had the keyboard gets it back, and never from another window or frame.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** To be called by the component that draws the part, whenever what stands in it changes. */
export function useKeptFocus(part: RefObject<HTMLElement | null>): void {
  // Before what is new is drawn.
  const had = part.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    const element = part.current;
    if (!had || element === null || document.activeElement !== document.body) {
      return undefined;
    }
    if (document.hasFocus()) {
      element.focus();
      return undefined;
    }
    // The editor asks something meanwhile: when it gives the keyboard back, it is to come here.
    const back = (): void => (document.activeElement === document.body ? element.focus() : undefined);
    window.addEventListener('focus', back, { once: true });
    return undefined;
  });
}
