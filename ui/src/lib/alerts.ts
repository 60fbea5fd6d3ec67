// Which notice a screen reader reads out at once. One failure can show several notices: the first is read out, the
// others are in the page. What a page shows when it opens is not read out either: the page itself is.

/** A page that was just opened may still be fetching what it shows. */
const opening = 700;
/** Notices that appear so close together come from one failure. */
const together = 300;

let opened = performance.now();
let alerted = -Infinity;

/** A page opens now. */
export function pageOpens(): void {
  opened = performance.now();
}

/** The role of a notice that appears now. */
export function alertRole(): "alert" | undefined {
  const now = performance.now();
  if (now - opened < opening || now - alerted < together) return undefined;
  alerted = now;
  return "alert";
}
