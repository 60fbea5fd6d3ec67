import { expect, test } from "vitest";
import { keys, shortcutOf } from "./shortcuts";

function press(key: string, held: Partial<KeyboardEvent> = {}): KeyboardEvent {
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false };
  return { ...none, key, ...held } as KeyboardEvent;
}

test("each action has keys that lead to it", () => {
  const shown = Object.entries(keys).map(([action, name]) => {
    const [, ctrl, key = ""] = /^(Ctrl\+)?(.+)$/.exec(name) ?? [];
    return [action, shortcutOf(press(key, { ctrlKey: ctrl !== undefined }), true)];
  });
  expect(shown).toEqual(Object.keys(keys).map((action) => [action, action]));
});

test("the plus sign with Shift and the key of a Mac do the same", () => {
  expect(shortcutOf(press("+", { ctrlKey: true, shiftKey: true }), true)).toBe("zoom-in");
  expect(shortcutOf(press("-", { metaKey: true }), true)).toBe("zoom-out");
});

test("typing and other keys held start nothing", () => {
  for (const [key, held] of [
    ["+", {}],
    ["+", { ctrlKey: true, altKey: true }],
    ["v", { ctrlKey: true }],
    ["-", { ctrlKey: true, metaKey: true }],
  ] as const)
    expect(shortcutOf(press(key, held), true), key).toBeNull();
});

test("in an ordinary browser the size is the browser's", () => {
  expect(shortcutOf(press("+", { ctrlKey: true }), false)).toBeNull();
});
