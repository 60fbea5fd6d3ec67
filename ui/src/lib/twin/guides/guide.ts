// What the twin knows of a guide: what its pages show, and what a made-up organisation answers.
import type { AnswerSpec } from "../../bindings/AnswerSpec";
import type { Application } from "../../bindings/Application";
import type { Article } from "../../bindings/Article";
import type { Phase } from "../../bindings/Phase";
import type { Question } from "../../bindings/Question";
import type { StepView } from "../../bindings/StepView";
import { statusTable } from "../status";
import { shellAt, type TwinScript } from "./how";

/** A fact in the receipt of a step. */
export interface Fact {
  step: string;
  fact: string;
}

/** What an upload writes to one application, before receipts have told names and keys. */
export interface Write {
  appId: string;
  keys?: boolean;
  names?: Fact & { form: string };
  enabled?: boolean;
  removes?: Fact;
  whereHeld?: boolean;
  ask?: Question;
}

export interface TwinGuide {
  id: string;
  title: string;
  summary: string;
  minutes: number;
  article: Article;
  phases: Phase[];
  applications: Application[];
  answers: AnswerSpec[];
  steps: StepView[];
  scripts: TwinScript[];
  /** Of the steps that upload. */
  writes: Readonly<Record<string, readonly Write[]>>;
  /** What the made-up servers tell, by step. */
  facts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The values of answers that a rehearsal can be run through with. */
  rehearsalAnswers: Readonly<Record<string, string>>;
}

type Told = Pick<StepView, "id" | "kind" | "phase" | "title" | "why" | "place"> & Partial<StepView>;

/** Steps in their order, each with what every step has. */
export const stepsOf = (told: readonly Told[]): StepView[] =>
  told.map((step, index) => ({
    rights: [],
    rightsNotes: [],
    minutes: 1,
    section: "",
    changes: [],
    expectation: "",
    undo: "",
    differences: [],
    checks: [],
    writes: [],
    asks: [],
    waitsFor: [],
    satisfied: false,
    opens: null,
    resolves: null,
    finds: [],
    found: [],
    scriptOutdated: false,
    script: null,
    ...step,
    number: index + 1,
    state: "todo",
    status: "to-do",
    statusWords: statusTable["to-do"],
    waiting: null,
    announced: null,
    timeline: [],
    witness: null,
    note: null,
    changed: null,
    needs: [],
    judgement: null,
    remedies: [],
    shell: step.kind === "script" ? shellAt(step.place) : null,
    internet: step.kind === "upload",
    sectionStep: null,
  }));

export const answerOf = (
  given: Partial<AnswerSpec> & Pick<AnswerSpec, "id" | "kind" | "label" | "help" | "example">,
): AnswerSpec => ({
  optional: false,
  default: null,
  inScripts: false,
  advanced: false,
  onlyWhen: null,
  choices: [],
  decision: false,
  ...given,
});

export const scriptOf = (
  given: Pick<TwinScript, "id" | "title" | "role" | "place"> & Partial<TwinScript>,
): TwinScript => ({ steps: [], needs: [], ask: null, ...given });

/** A script for each step that has one. */
export const scriptsOfSteps = (steps: readonly StepView[]): TwinScript[] =>
  steps.flatMap(({ script, title, id, place }) =>
    script === null ? [] : [scriptOf({ id: script, title, role: "step", steps: [id], place })],
  );
