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

test("capital letters, the plus sign with Shift and the key of a Mac do the same", () => {
  expect(shortcutOf(press("N", { ctrlKey: true }), true)).toBe("new");
  expect(shortcutOf(press("+", { ctrlKey: true, shiftKey: true }), true)).toBe("zoom-in");
  expect(shortcutOf(press("o", { metaKey: true }), true)).toBe("open");
});

test("typing, other keys held and a key that stays down start nothing", () => {
  for (const [key, held] of [
    ["n", {}],
    ["+", {}],
    ["n", { ctrlKey: true, altKey: true }],
    ["N", { ctrlKey: true, shiftKey: true }],
    ["o", { ctrlKey: true, repeat: true }],
    ["F1", { ctrlKey: true }],
    ["v", { ctrlKey: true }],
    ["n", { ctrlKey: true, metaKey: true }],
  ] as const)
    expect(shortcutOf(press(key, held), true), key).toBeNull();
});

test("in an ordinary browser the size is the browser's", () => {
  expect(shortcutOf(press("+", { ctrlKey: true }), false)).toBeNull();
  expect(shortcutOf(press("k", { ctrlKey: true }), false)).toBe("menu");
});
