// Where a step's page can go from itself. The frame around the pages makes one for each of them.

export interface Navigation {
  /** To the page before; null on the first. */
  back: (() => void) | null;
  /** To the page after; null on the last. */
  next: (() => void) | null;
  nextLabel: string;
  home: () => void;
  toStep: (step: string, alone: boolean) => void;
  toScript: (script: string) => void;
  /** To the page about an app registration of one's own. */
  toOwnApp: () => void;
  /** To another setup, where it goes on. */
  toSetup: (id: string) => void;
  /** The address of a step's own page. */
  addressOf: (step: string, alone: boolean) => string;
}
