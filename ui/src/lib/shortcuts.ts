// The keys of the program. The menu and the Help page show them from here.
import { inWindow } from "./host";

/** Each action with its keys, as a person reads them. */
export const keys = {
  new: "Ctrl+N",
  open: "Ctrl+O",
  menu: "Ctrl+K",
  help: "F1",
  "zoom-in": "Ctrl++",
  "zoom-out": "Ctrl+-",
  "zoom-reset": "Ctrl+0",
} as const;

export type Shortcut = keyof typeof keys;

/** The keys of an action as `aria-keyshortcuts` names them. */
export const spokenKeys = (action: Shortcut): string =>
  keys[action].replace("Ctrl+", "Control+").replace("++", "+Plus");

const letters: Readonly<Record<string, Shortcut>> = { n: "new", o: "open", k: "menu" };
/** With Shift as well: on many keyboards the plus sign needs it. */
const signs: Readonly<Record<string, Shortcut>> = {
  "+": "zoom-in",
  "=": "zoom-in",
  "-": "zoom-out",
  _: "zoom-out",
  "0": "zoom-reset",
};

/** Which action the keys are for. In an ordinary browser the size is the browser's to change. */
export function shortcutOf(event: KeyboardEvent, zooms = inWindow()): Shortcut | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (altKey) return null;
  if (key === "F1") return ctrlKey || metaKey || shiftKey ? null : "help";
  if (ctrlKey === metaKey) return null;
  if (zooms && signs[key]) return signs[key];
  return shiftKey || event.repeat ? null : (letters[key.toLowerCase()] ?? null);
}
