import { describe, expect, it } from "vitest";
import { highlight } from "./highlight";

describe("highlighting", () => {
  it("marks commands, strings and variables", () => {
    const html = highlight("$user = New-MailUser -Name 'TeamsScheduler'");
    expect(html).toContain("hljs-variable");
    expect(html).toContain("hljs-string");
    expect(html).toContain("hljs-built_in");
  });

  it.each([
    "<img src=x onerror=alert(1)>",
    "$a = '</span><script>alert(1)</script>'",
    '# "><svg onload=alert(1)>',
    "'&lt;b&gt; \u202e \u0000'",
  ])("lets no markup of a script through: %j", (hostile) => {
    const tags = highlight(hostile).match(/<[^>]*>/g) ?? [];
    for (const tag of tags) expect(tag).toMatch(/^(<span class="[\w\- ]+">|<\/span>)$/);
  });

  it("keeps every character of the text", () => {
    const text = 'if ($a -lt 3 && $b) { "x & y" } # <done>';
    const shown = highlight(text)
      .replace(/<[^>]*>/g, "")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&#x27;", "'")
      .replaceAll("&amp;", "&");
    expect(shown).toBe(text);
  });
});
