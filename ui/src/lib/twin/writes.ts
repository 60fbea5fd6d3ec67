// What the uploads of a guide write: as a page shows it, and as the tenant is asked for it.
import type { Question } from "../bindings/Question";
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

/** One write of the guide, as far as receipts and decisions have come. */
interface ToldWrite extends WriteView {
  waitsFor: string[];
  ask: Question | null;
  agreed: boolean;
}

function toldWrites(kept: Kept, step: string): ToldWrite[] {
  return (guideOf(kept.view.summary.guide).writes[step] ?? []).map((write): ToldWrite => {
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

/** Several writes to one application are one, without what was not agreed to. */
function merged(writes: readonly ToldWrite[]): WriteView[] {
  const agreed = writes.filter((one) => one.agreed);
  return [...new Set(agreed.map((one) => one.appId))].map((appId) => {
    const all = agreed.filter((one) => one.appId === appId);
    const keys = all.filter((one) => one.keys);
    return {
      appId,
      keys: keys.length > 0,
      names: [...new Set(all.flatMap((one) => one.names))],
      enabled: all.some((one) => one.enabled),
      removes: [...new Set(all.flatMap((one) => one.removes))],
      whereHeld: keys.length > 0 && keys.every((one) => one.whereHeld),
    };
  });
}

/** What is written, as a page shows it. */
export function showWrites(kept: Kept): void {
  const { view } = kept;
  const uploads = view.steps.filter((one) => one.kind === "upload");
  for (const step of uploads) {
    const all = toldWrites(kept, step.id);
    step.writes = merged(all);
    step.asks = all.flatMap(({ ask, agreed }) => (ask === null ? [] : [{ ask, agreed }]));
    step.waitsFor = [...new Set(all.filter((one) => one.agreed).flatMap((one) => one.waitsFor))];
  }
  view.writes = merged(uploads.flatMap((step) => toldWrites(kept, step.id)));
}

/** What is wanted of each application. */
export const wantedOf = (kept: Kept, step: Pick<StepView, "id">): Wanted[] =>
  merged(toldWrites(kept, step.id)).map(({ appId, keys, names, enabled, removes }) => ({
    appId,
    keys: keys ? usable(kept) : [],
    names,
    enabled,
    removes,
  }));

/** What a plan is made for: it is refused while receipts or the certificate are missing. */
export function askedFor(kept: Kept, step: StepView): Wanted[] {
  const views = toldWrites(kept, step.id).filter((one) => one.agreed);
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
