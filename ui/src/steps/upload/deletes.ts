// What a write does, in words that the page, its button and its progress share.
import type { VerifiedPrincipal } from "../../lib/bindings/VerifiedPrincipal";
import type { WriteEffect } from "../../lib/bindings/WriteEffect";
import { say } from "../../lib/messages";
import { principalStateWords } from "../../lib/words";

/** What is going on while a plan is carried out. */
export const workingWords = (effect: WriteEffect): string =>
  say("upload-working", { effect: effect === "nothing" ? "adds" : effect });

/** What came of one application. */
export function resultWords({ state, effect }: Pick<VerifiedPrincipal, "state" | "effect">): string {
  if (state !== "done") return principalStateWords[state];
  if (effect === "deletes") return say("upload-result-deleted");
  return effect === "both" ? say("upload-result-both") : principalStateWords.done;
}
