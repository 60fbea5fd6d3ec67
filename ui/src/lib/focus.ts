// Keeps the focus in the page. A button that is pressed may be disabled while its command runs, or it may go with the
// part of the page it belongs to. The browser gives the focus to the body then, and the keyboard begins at the top.
// Here the focus returns to the button as soon as it can take it, or goes to the heading of what is left around it.

/** What had the focus last, and what was around it then, nearest first. */
let last: HTMLElement | null = null;
let around: Element[] = [];

const isLost = () => document.activeElement === null || document.activeElement === document.body;

function canTake(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(":disabled");
}

function remember(element: HTMLElement, parents = parentsOf(element)): void {
  last = element;
  around = parents;
}

export function parentsOf(element: Element): Element[] {
  const parents = [];
  for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) parents.push(at);
  return parents;
}

/** The heading of the nearest part of the page that is still there. */
function headingAround(): HTMLElement | null {
  const left = around.filter((one) => one.isConnected && !one.matches("dialog"));
  for (const part of left) {
    const heading = part.querySelector<HTMLElement>("h1, h2, h3");
    if (heading) return heading;
  }
  return document.querySelector<HTMLElement>("h1");
}

function restore(): void {
  if (last === null || !isLost() || document.querySelector("dialog[open]")) return;
  if (last.isConnected) {
    if (canTake(last)) last.focus({ preventScroll: true });
    return;
  }
  const heading = headingAround();
  if (!heading) return;
  if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** Gives the focus back to what had it before a dialog was opened, as soon as it can take it. */
export function returnFocus(element: HTMLElement, parents: Element[]): void {
  if (!isLost()) return;
  remember(element, parents);
  restore();
}

/** Watches the page from now on. */
export function keepFocus(): void {
  addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && !target.closest("dialog")) remember(target);
  });
  addEventListener("pointerdown", ({ target }) => {
    // Whoever presses beside everything takes the focus away on purpose.
    const takes =
      target instanceof Element && target.closest("a, button, input, select, textarea, summary, [tabindex]");
    if (!takes) last = null;
  });
  const watched = { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] };
  new MutationObserver(restore).observe(document.body, watched);
}
