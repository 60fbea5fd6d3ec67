// Setups for the first page, each in a state of its own.
import type { Due } from "../bindings/Due";
import { progressOf } from "../status";
import { newSetup, type TwinState } from "./setup";

const fine: Due = { days: 412, level: "fine", words: "The certificate in use ends later.", guide: null };
const near: Due = {
  days: 18,
  level: "now",
  words: "Make the next certificate now. The one in use ends in 18 days.",
  guide: "teams",
};

export function examples(now: Date): TwinState["setups"] {
  const example = (name: string, rehearsal: boolean, done: number, rest: object, hoursAgo: number) => {
    const made = newSetup(now, "teams", rehearsal, "fresh");
    const changed = new Date(now.getTime() - hoursAgo * 3_600_000).toISOString();
    const progress = progressOf(made.view.steps.filter((step) => step.kind !== "answers"));
    Object.assign(made.view.summary, { name, done, progress, changed, ...rest });
    return made;
  };
  return [
    example(
      "Contoso",
      true,
      8,
      { position: "Step 9 of 10: upload the certificate", resumeAt: "upload" },
      0.1,
    ),
    example(
      "Fabrikam",
      false,
      10,
      {
        standing: "in-place",
        checksOpen: 3,
        progress: { ...progressOf([]), total: 9, verified: 9, words: "9 of 9 steps verified" },
        position: "In place; 3 checks open. Certificate valid for 412 more days",
        certificateDays: 412,
        due: fine,
        resumeAt: "verify",
      },
      220,
    ),
    example(
      "Northwind",
      false,
      10,
      {
        standing: "finished",
        progress: {
          ...progressOf([]),
          total: 9,
          marked: 9,
          words: "9 of 9 steps marked as done, 0 verified",
        },
        position: "Auth Certificate expires in 18 days; the next one is not uploaded",
        certificateDays: 18,
        due: near,
        resumeAt: "verify",
      },
      4000,
    ),
    example("Tailspin", false, 0, { position: "Step 1 of 10: your organisation", locked: true }, 430),
  ];
}
