// How a made-up script is run: a short form of what the program says of a real one.
import type { HowToRun } from "../../bindings/HowToRun";
import type { ScriptChoice } from "../../bindings/ScriptChoice";
import type { ScriptRole } from "../../bindings/ScriptRole";
import type { Shell } from "../../bindings/Shell";
import type { StepView } from "../../bindings/StepView";

/** A script of a guide, without what follows from its place among the others. */
export type TwinScript = Omit<ScriptChoice, "how" | "dryRunFirst">;

const shells: Readonly<Record<Shell, string>> = {
  exchange: "the Exchange Management Shell",
  skype: "the Skype for Business Server Management Shell",
  "exchange-online": "a PowerShell window connected to Exchange Online",
};

/** The window of a made-up place. */
export function shellAt(place: string): Shell {
  if (/skype|front end/i.test(place)) return "skype";
  return /exchange online/i.test(place) ? "exchange-online" : "exchange";
}

const reading: ReadonlySet<ScriptRole> = new Set<ScriptRole>(["discovery", "verification"]);

/** "03-account.ps1" */
export const fileName = (scripts: readonly Pick<ScriptChoice, "id">[], script: string): string =>
  `${String(scripts.findIndex((one) => one.id === script) + 1).padStart(2, "0")}-${script}.ps1`;

function howOf(script: TwinScript, changes: boolean, file: string): HowToRun {
  const shell = shellAt(script.place);
  const shellWords = shells[shell];
  const run = `.\\${file}`;
  return {
    shell,
    shellWords,
    effect: changes ? "changes" : "reads",
    instructions: [
      { text: `Open ${shellWords}. You don't have to run it as administrator.`, commands: [] },
      {
        text: "Copy the script into a folder on that computer, such as C:\\Crosstrust. Then change to that folder:",
        commands: ["cd 'C:\\Crosstrust'"],
      },
      ...(changes
        ? [
            { text: "Start with a dry run. It changes nothing:", commands: [`${run} -WhatIf`] },
            { text: "Then run the script. It makes the changes:", commands: [run] },
          ]
        : [{ text: "Run the script. It only reads and changes nothing:", commands: [run] }]),
      {
        text: "If PowerShell reports that the file is not digitally signed, unblock it:",
        commands: [`Unblock-File -Path '${run}'`],
      },
      {
        text: "If that changes nothing, a Group Policy decides. Ask whoever manages it to allow or sign the script:",
        commands: ["Get-ExecutionPolicy -List"],
      },
    ],
    receiptFile: "C:\\OAuthConfig\\receipt-<date>.txt",
  };
}

/** The scripts of a guide as a new setup has them. */
export const choicesOf = (scripts: readonly TwinScript[], steps: readonly StepView[]): ScriptChoice[] =>
  scripts.map((script) => {
    const alone = script.role === "step";
    const covered = steps.filter((step) => script.steps.includes(step.id));
    const changes = !reading.has(script.role) && (!alone || covered.some((step) => step.changes.length > 0));
    return {
      ...structuredClone(script),
      how: howOf(script, changes, fileName(scripts, script.id)),
      dryRunFirst: changes,
    };
  });
