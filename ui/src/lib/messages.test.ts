import { describe, expect, it } from "vitest";
import { localeFor } from "./locale";
import { catalog, messageOf, parts, partsOf, say } from "./messages";

const bundle = catalog(
  [
    "setups = { $count ->\n    [one] { $count } setup\n   *[other] { $count } setups\n }\n",
    "hello = Open <link>{ $name }</link>, <b>now</b>.\n    .title = Hello { $name }\n",
  ],
  "en-GB",
);

describe("a message", () => {
  it("is said with its arguments, and with numbers in the right form", () => {
    expect(messageOf(bundle, "setups", { count: 1 })).toBe("1 setup");
    expect(messageOf(bundle, "setups", { count: 1200 })).toBe("1,200 setups");
    expect(messageOf(bundle, "hello.title", { name: "you" })).toBe("Hello you");
  });

  it("writes numbers as they are written in the region", () => {
    const german = catalog(["size = { NUMBER($size) }\n"], localeFor("de-DE"));
    expect(messageOf(german, "size", { size: 1200 })).toBe("1.200");
  });

  it("that is not there, or lacks an argument, is an error", () => {
    expect(() => messageOf(bundle, "absent")).toThrow("no message absent");
    expect(() => messageOf(bundle, "hello")).toThrow("hello");
    expect(() => messageOf(bundle, "setups.title", { count: 1 })).toThrow("setups.title");
  });

  it("is found in each of several files, whatever was said before", () => {
    const files = catalog(["a = one\nb =\n    two\n", "# c = no\nc = three\n    .title = four\n"], "en");
    expect(["c.title", "b", "c", "a"].map((id) => messageOf(files, id))).toEqual([
      "four",
      "two",
      "three",
      "one",
    ]);
    expect(files.hasMessage("d")).toBe(false);
    expect(() => messageOf(files, "d")).toThrow("no message d");
  });

  it("does not parse when it is broken", () => {
    expect(() => messageOf(catalog(["a = { $x\n"], "en"), "a")).toThrow();
  });
});

describe("the parts of a message", () => {
  it("are text and what is marked, in order", () => {
    expect(partsOf(bundle, "hello", { name: "Help" })).toEqual([
      { mark: null, text: "Open " },
      { mark: "link", text: "Help" },
      { mark: null, text: ", " },
      { mark: "b", text: "now" },
      { mark: null, text: "." },
    ]);
  });

  it("never come from what is filled in", () => {
    expect(partsOf(bundle, "hello", { name: "</link><b>x</b>" })[1]).toEqual({
      mark: "link",
      text: "</link><b>x</b>",
    });
  });
});

const files = import.meta.glob<string>("../../../src-tauri/core/messages/en/window-*.ftl", {
  query: "?raw",
  eager: true,
  import: "default",
});

describe("the catalog", () => {
  it("has no message that refers to another one, whose file may not be parsed yet", () => {
    const referring = Object.entries(files).filter(([, text]) => /\{\s*-?[a-z]/.test(text));
    expect(referring.map(([file]) => file)).toEqual([]);
    expect(Object.keys(files).length).toBeGreaterThan(5);
  });

  it("is checked where it is used", () => {
    // @ts-expect-error -- there is no such message
    expect(() => say("help-titel")).toThrow();
    // @ts-expect-error -- it has a mark, which a page renders
    expect(say("help-features")).toContain("<link>");
  });

  it("is that of the window", () => {
    expect(say("help-title")).toBe("Help");
    expect(parts("help-features").map((part) => part.mark)).toContain("link");
  });
});

describe("dates and numbers", () => {
  it("are written as in the region of the system, in the language of the sentences", () => {
    expect(localeFor("de-AT")).toBe("en-AT");
    expect(localeFor("de")).toBe("en-DE");
    expect(localeFor("en-US")).toBe("en-US");
    expect(localeFor("C")).toBe("en-GB");
    expect(localeFor("not_a_language")).toBe("en-GB");
  });
});
