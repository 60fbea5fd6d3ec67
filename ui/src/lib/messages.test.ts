import { FluentResource } from "@fluent/bundle";
import { describe, expect, it } from "vitest";
import { localeFor } from "./locale";
import { catalog, messageOf, parts, partsOf, say } from "./messages";

/** The catalog of these files, which the build parses in the same way. */
const catalogOf = (texts: string[], formats: string) =>
  catalog(
    texts.map((text) => new FluentResource(text).body),
    formats,
  );

const bundle = catalogOf(
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
    const german = catalogOf(["size = { NUMBER($size) }\n"], localeFor("de-DE"));
    expect(messageOf(german, "size", { size: 1200 })).toBe("1.200");
  });

  it("that is not there, or lacks an argument, is an error", () => {
    expect(() => messageOf(bundle, "absent")).toThrow("no message absent");
    expect(() => messageOf(bundle, "hello")).toThrow("hello");
    expect(() => messageOf(bundle, "setups.title", { count: 1 })).toThrow("setups.title");
  });

  it("is found in each of several files, whatever was said before", () => {
    const files = catalogOf(["a = one\nb =\n    two\n", "# c = no\nc = three\n    .title = four\n"], "en");
    expect(["c.title", "b", "c", "a"].map((id) => messageOf(files, id))).toEqual([
      "four",
      "two",
      "three",
      "one",
    ]);
    expect(files.hasMessage("d")).toBe(false);
    expect(() => messageOf(files, "d")).toThrow("no message d");
  });

  it("that is broken is not there", () => {
    expect(() => messageOf(catalogOf(["a = { $x\n"], "en"), "a")).toThrow("no message a");
  });

  it("that two files have is an error", () => {
    expect(() => catalogOf(["a = one\n", "a = two\n"], "en")).toThrow("a");
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

const files = import.meta.glob<FluentResource["body"]>("../../../src-tauri/core/messages/en/window-*.ftl", {
  query: "?parsed",
  eager: true,
  import: "default",
});
const sources = import.meta.glob<string>(["../**/*.svelte", "../**/*.ts", "!../**/*.test.ts"], {
  query: "?raw",
  eager: true,
  import: "default",
});
const early = ["common", "complaints", "frame", "home", "terms"];

describe("the catalog", () => {
  it("has with the first page what the first page says", () => {
    const reached = new Set<string>();
    const reach = (path: string) => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const [, from] of (sources[path] ?? "").matchAll(
        /^\s*(?:import|export) (?!type)[^;]*?"(\.[^"]+)";/gm,
      ))
        for (const end of ["", ".ts"]) {
          const next = new URL(`${from ?? ""}${end}`, `file:/src/lib/${path}`).pathname;
          const relative = next.replace("/src/lib/", "./").replace("/src/", "../");
          if (relative in sources) reach(relative);
        }
    };
    reach("../main.ts");
    expect(reached).toContain("../pages/SetupCard.svelte");
    expect(reached).not.toContain("../pages/SetupPage.svelte");

    const later = new Map(
      Object.entries(files)
        .filter(([path]) => !early.some((name) => path.endsWith(`/window-${name}.ftl`)))
        .flatMap(([path, body]) => body.map((message) => [message.id, path] as const)),
    );
    const said = [...reached].flatMap((path) =>
      [...(sources[path] ?? "").matchAll(/(?:\bsay\(|<Say\s+id=)["`]([a-z0-9-]+)["`.]/g)].map(([, id]) => [
        path,
        id ?? "",
      ]),
    );
    expect(said.length).toBeGreaterThan(50);
    const missing = said.filter(([, id]) => later.has(id ?? ""));
    // The run of a script is in the state of an open setup, and only its pages show it.
    expect(missing).toEqual([["./state/run.svelte.ts", "run-here-kind"]]);
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
