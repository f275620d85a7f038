/** How the components of the board's page come to it. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { BoardPage } from './page';

const PageContext = createContext<BoardPage | undefined>(undefined);
export const PageProvider = PageContext.Provider;

export function usePage(): BoardPage {
  const page = useContext(PageContext);
  if (page === undefined) {
    throw new Error('a component stands outside its page');
  }
  return page;
}
