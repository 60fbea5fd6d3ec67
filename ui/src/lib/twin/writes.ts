// What the uploads of a guide write: as a page shows it, and as the tenant is asked for it.
import type { StepView } from "../bindings/StepView";
import type { WriteView } from "../bindings/WriteView";
import type { Fact } from "./guides/guide";
import { guideOf } from "./guides";
import { problem } from "./receipt";
import type { Kept } from "./setup";
import type { Key, Wanted } from "./tenant";

/** What a receipt told of a fact; null when none has. */
function told(kept: Kept, { step, fact }: Fact): string[] | null {
  const found = kept.view.steps.find((one) => one.id === step)?.judgement?.facts[fact];
  return Array.isArray(found) ? (found as string[]) : null;
}

/** What is written, as far as receipts and decisions have come. */
export function writeViews(kept: Kept, step: string): WriteView[] {
  return (guideOf(kept.view.summary.guide).writes[step] ?? []).map((write): WriteView => {
    const { ask = null, names, removes } = write;
    const facts = [names, removes].filter((one) => one !== undefined);
    const answer = kept.view.answers.find((one) => one.spec.id === ask?.answer);
    return {
      appId: write.appId,
      keys: write.keys ?? false,
      names: names ? (told(kept, names) ?? []).map((host) => names.form.replace("{}", host)) : [],
      enabled: write.enabled ?? false,
      removes: removes ? (told(kept, removes) ?? []) : [],
      whereHeld: write.whereHeld ?? false,
      waitsFor: facts.filter((one) => told(kept, one) === null).map((one) => one.step),
      ask,
      agreed: ask === null || answer?.value === "true",
    };
  });
}

/** Several writes to one application are one. */
export function wantedOf(kept: Kept, step: Pick<StepView, "id">): Wanted[] {
  const views = writeViews(kept, step.id).filter((one) => one.agreed);
  return [...new Set(views.map((one) => one.appId))].map((appId) => {
    const all = views.filter((one) => one.appId === appId);
    return {
      appId,
      keys: all.some((one) => one.keys) ? usable(kept) : [],
      names: all.flatMap((one) => one.names),
      enabled: all.some((one) => one.enabled),
      removes: all.flatMap((one) => one.removes),
    };
  });
}

/** What a plan is made for: it is refused while receipts or the certificate are missing. */
export function askedFor(kept: Kept, step: StepView): Wanted[] {
  const views = writeViews(kept, step.id).filter((one) => one.agreed);
  if (views.some((one) => one.waitsFor.length > 0))
    throw problem("step-not-ready", "A receipt is missing", "It tells what has to be written.", [
      "Run the step that tells it, and bring its receipt back.",
    ]);
  if (views.some((one) => one.keys) && usable(kept).length === 0)
    throw problem("certificate-missing", "No certificate to upload", "None has been received or chosen.", [
      "Bring back the receipt of the export step, or choose the .cer file.",
    ]);
  return wantedOf(kept, step);
}

function usable(kept: Kept): Key[] {
  return kept.view.certificates
    .filter((one) => one.refused === null)
    .map(({ card }) => ({
      thumbprint: card.thumbprint,
      keyId: "",
      notBefore: card.notBefore,
      notAfter: card.notAfter,
    }));
}
