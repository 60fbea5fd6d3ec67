// The way from an error to the field of the answer that caused it. The frame of a setup offers it; where
// there is none, an error has no such link.
import { getContext, setContext } from "svelte";

export interface FieldLink {
  address: string;
  /** The field's label. */
  label: string;
}
/** Null for an answer that the guide does not ask for. */
type Find = (answer: string) => FieldLink | null;

const key = Symbol("the way to an answer's field");

export const toAnswer = {
  offer(find: Find): void {
    setContext(key, find);
  },
  find(): Find {
    return getContext<Find | undefined>(key) ?? (() => null);
  },
};
