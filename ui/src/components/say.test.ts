import { createRawSnippet, type Component, type Snippet } from "svelte";
import { render } from "svelte/server";
import { describe, expect, it } from "vitest";
import Say from "./Say.svelte";
import Term from "./Term.svelte";

/** What a reader sees of it: no comments that Svelte leaves. */
const plain = (body: string) => body.replace(/<!--[^]*?-->/g, "");

// The component takes any message; a test says which.
const Use = Say as unknown as Component<{
  id: "field-use";
  args: { value: string; source: string };
  source: Snippet<[string]>;
}>;

describe("a message with marks", () => {
  const source = createRawSnippet((text: () => string) => ({
    render: () => `<i>${text()}</i>`,
  }));

  it("is rendered with its elements and with the page's own parts", () => {
    const { body } = render(Use, {
      props: { id: "field-use", args: { value: "contoso.com", source: "from discovery" }, source },
    });
    expect(plain(body)).toBe("Use <strong>contoso.com</strong> <i>from discovery</i>");
  });

  it("takes nothing that is filled in as HTML", () => {
    const { body } = render(Use, {
      props: { id: "field-use", args: { value: "<img src=x></b>", source: "" }, source },
    });
    expect(plain(body)).toContain("<strong>&lt;img src=x>&lt;/b></strong>");
    expect(body).not.toContain("<img");
  });
});

describe("a term", () => {
  it("is a button that says whether it is explained, and the explanation follows it", () => {
    const { body } = render(Term, { props: { id: "term-thumbprint", text: "Thumbprints" } });
    const shown = plain(body);
    expect(shown).toMatch(
      /^<button type="button"[^>]* aria-expanded="false"[^>]*>Thumbprints<\/button><span/,
    );
    const controls = /aria-controls="([^"]+)"/.exec(shown)?.[1];
    expect(shown).toContain(`<span id="${controls ?? ""}"`);
    expect(shown).toMatch(/ hidden[^>]*>The 40 digits and letters/);
  });
});
