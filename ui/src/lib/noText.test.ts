import { Linter } from "eslint";
import * as svelte from "svelte-eslint-parser";
import { describe, expect, it } from "vitest";
import rule from "../../scripts/no-text.mjs";

/** The texts that the rule finds in a component. */
function found(code: string): string[] {
  const config: Linter.Config = {
    files: ["**/*.svelte"],
    languageOptions: { parser: svelte },
    plugins: { crosstrust: { rules: { "no-text": rule } } },
    rules: { "crosstrust/no-text": "error" },
  };
  const messages = new Linter().verify(code, [config], "Page.svelte");
  return messages.map(({ message }) => message.replace(/^.*messages\): /, ""));
}

describe("text of a person's language in a component", () => {
  it.each([
    ["text between tags", "<p>Select a guide.</p>", "Select a guide."],
    ["one word", "<button>delete</button>", "delete"],
    ["text beside a value", "<p>{name} was deleted</p>", "was deleted"],
    ["a label for a screen reader", '<nav aria-label="steps"></nav>', "steps"],
    ["a title of a component", '<Card title="Folders" />', "Folders"],
    ["a sentence in an expression", '<p>{open ? "Open it now" : ""}</p>', "Open it now"],
    ["a label in a script", '<script>const label = "Writing";</script>', "Writing"],
    ["a sentence from pieces", "<p>{`Delete ${name} now`}</p>", "Delete 0 now"],
    [
      "a sentence within what is run",
      '<script>run("save", () => show("It was saved"));</script>',
      "It was saved",
    ],
    ["a value with a word behind it", "<p>{`${days} days left`}</p>", "0 days left"],
  ])("is found: %s", (_, code, text) => {
    expect(found(code)).toEqual([text]);
  });

  it.each([
    ["a message", '<p>{say("home-title")}</p>'],
    ["a sign", "<p>✓ {name}: {count}</p>"],
    ["the name of the product", '<a href="#/">Crosstrust</a>'],
    ["classes", '<p class="bar bad-news" data-testid={ids.error}></p>'],
    ["classes of an expression", '<p class={wide ? "bar wide" : "bar small"}></p>'],
    ["a selector", '<script>document.querySelector("main h1 button");</script>'],
    ["an error for developers", '<script>throw new Error("There is no such step");</script>'],
    ["a comparison", '<p>{#if event.key === "Escape"}!{/if}</p>'],
    ["the place of a problem", "<script>commands.run(`script ${name}`, () => backend.save());</script>"],
    ["the name of a place", "<script>const place = `take ${name}`;</script>"],
    ["a marker", '<p>{text.includes("END CROSSTRUST RECEIPT") ? 1 : 0}</p>'],
    ["an id that is put together", "<p id={`${id}-help`}></p>"],
  ])("is not found in %s", (_, code) => {
    expect(found(code)).toEqual([]);
  });
});
