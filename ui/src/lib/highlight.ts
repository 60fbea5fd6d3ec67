// PowerShell in colours. The result is HTML in which the script's text is escaped, so that no
// answer can put markup into the page. It is fetched when the first script is shown, not before.
import highlighter from "highlight.js/lib/core";
import powershell from "highlight.js/lib/languages/powershell";

highlighter.registerLanguage("powershell", powershell);

export function highlight(text: string): string {
  return highlighter.highlight(text, { language: "powershell", ignoreIllegals: true }).value;
}
