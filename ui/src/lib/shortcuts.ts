// The keys of the program.
import { inWindow } from "./host";

/** Each action with its keys, as a person reads them. */
export const keys = {
  "zoom-in": "Ctrl++",
  "zoom-out": "Ctrl+-",
  "zoom-reset": "Ctrl+0",
} as const;

export type Shortcut = keyof typeof keys;

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
  const { key, ctrlKey, metaKey, altKey } = event;
  if (altKey || ctrlKey === metaKey) return null;
  return zooms ? (signs[key] ?? null) : null;
}
