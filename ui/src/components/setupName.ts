// The name of the setup whose page is shown, for the title of the window. The frame of the window offers it.
import { getContext, setContext } from "svelte";

/** Null on a page of no setup. */
type Name = () => string | null;

const key = Symbol("the name of the open setup");

export const setupName = {
  offer(name: Name): void {
    setContext(key, name);
  },
  find(): Name {
    return getContext<Name | undefined>(key) ?? (() => null);
  },
};
