// What all commands of the twin share: its setups, its clock, who sits in front of it, and what is
// not as it should be.
import type { AnswerView } from "../bindings/AnswerView";
import type { Home } from "../bindings/Home";
import type { SetupView } from "../bindings/SetupView";
import type { Args, CommandName, Result, Tell } from "../host";
import { problem } from "./receipt";
import { guides } from "./guides";
import { summaryOf, type Kept, type TwinState } from "./setup";
import type { Person } from "./signIn";
import type { Tenant } from "./tenant";
import { giveStatuses, openChecks } from "./status";
import { showWrites } from "./writes";

export interface Clock {
  now(): Date;
  wait(milliseconds: number): Promise<void>;
}

/** The answers to some of the commands. */
export type Answers<Some extends CommandName> = {
  [C in Some]: (args: Args<C>, tell: Tell<C>) => Result<C> | Promise<Result<C>>;
};

const patterns: Partial<Record<AnswerView["spec"]["kind"], RegExp>> = {
  "smtp-domain": /^[^\s.@]+(\.[^\s.@]+)+$/,
  fqdn: /^[^\s.@]+(\.[^\s.@]+)+$/,
  tenant: /^([^\s.@]+(\.[^\s.@]+)+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
  "smtp-address": /^[^\s@]+@[^\s.@]+(\.[^\s.@]+)+$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  url: /^https:\/\/[^\s]+$/,
  "sip-uri": /^(sip:)?[^\s@:]+@[^\s.@]+(\.[^\s.@]+)+$/i,
  thumbprint: /^[0-9a-f]{40}$/i,
  "fqdn-list": /^[^\s.@,;]+(\.[^\s.@,;]+)+([\s,;]+[^\s.@,;]+(\.[^\s.@,;]+)+)*$/,
};

export class World {
  readonly state: TwinState;
  readonly time: Clock;
  /** Who is at the imagined sign-in page. */
  person: Person = "approves";
  /** Setups whose tenant asked for a stronger sign-in, until it has come. */
  readonly stepUps = new Map<string, "asked" | "given">();
  /** Applications that are disabled in the tenant. */
  disabled: readonly string[] = [];
  /** What the operator chooses where a saved copy of keys is asked for. */
  file: "copy" | "foreign" | "called-off" = "copy";
  /** The folder beside the bundle can be written to. */
  folder: "there" | "gone" = "there";
  /** The disk takes what happens in a setup. */
  disk: "takes" | "full" = "takes";
  /** The clock of this computer does not agree with the tenant's. */
  clock: "right" | "wrong" = "right";

  constructor(time: Clock, state: TwinState) {
    this.time = time;
    this.state = state;
  }

  now(): Date {
    return this.time.now();
  }

  kept(id: string): Kept {
    const kept = this.state.setups.find((one) => one.view.summary.id === id);
    if (!kept)
      throw problem(
        "setup-not-found",
        "This setup is no longer there",
        "It was deleted, or its file was moved.",
        ["Go back to the first page."],
      );
    return kept;
  }

  signedIn(id: string): Kept {
    const kept = this.kept(id);
    if (kept.signIn.state !== "signed-in")
      throw problem("not-signed-in", "Nobody is signed in", "This needs a sign-in to your tenant.", [
        "Sign in.",
      ]);
    return kept;
  }

  step(kept: Kept, id: string) {
    const step = kept.view.steps.find((one) => one.id === id);
    if (!step) throw problem("not-in-guide", "No such step", `The guide has no step ${id}.`, []);
    return step;
  }

  choice(kept: Kept, script: string) {
    const choice = kept.view.scripts.find((one) => one.id === script);
    if (!choice) throw problem("not-in-guide", "No such script", `The guide has no script ${script}.`, []);
    if (choice.needs.length > 0)
      throw problem("answer-missing", "Answers are missing", choice.needs.join(" "), [
        "Answer the questions first.",
      ]);
    return choice;
  }

  home(): Home {
    return {
      setups: this.state.setups.map((kept) => kept.view.summary),
      unreadable: [],
      guides: guides.map(summaryOf),
    };
  }

  /** The tenant of a setup, with the applications that are disabled from outside. */
  seen(kept: Kept): Tenant {
    return Object.fromEntries(
      Object.entries(kept.tenant).map(([appId, held]) => [
        appId,
        { ...held, enabled: held.enabled && !this.disabled.includes(appId) },
      ]),
    );
  }

  shown(kept: Kept): SetupView {
    this.refresh(kept);
    const notSaved =
      this.disk === "full"
        ? problem(
            "storage-failed",
            "It could not be saved",
            "What happened last is not saved yet, and this window alone knows of it.",
            ["Free space on the disk."],
          )
        : null;
    return { ...kept.view, notSaved, notices: kept.notices.splice(0) };
  }

  touched(kept: Kept, who: string, what: string): SetupView {
    const at = this.now().toISOString();
    kept.view.summary.changed = at;
    kept.view.journal.unshift({ at, who, what: [{ text: what }] });
    return this.shown(kept);
  }

  refresh(kept: Kept): void {
    const { view } = kept;
    for (const answer of view.answers) answer.problem = answerProblem(answer);
    const isAsked = (answer: AnswerView) =>
      !answer.spec.onlyWhen || valueOf(view, answer.spec.onlyWhen.id) === answer.spec.onlyWhen.is;
    const missing = view.answers
      .filter((answer) => isAsked(answer) && !answer.spec.decision)
      .filter((answer) => answer.problem !== null || (!answer.spec.optional && answer.value === ""))
      .map((answer) => answer.spec.label);
    const needs = missing.length === 0 ? [] : [`Answers that are still open: ${missing.join(", ")}.`];
    for (const choice of view.scripts) {
      const shut = choice.ask !== null && valueOf(view, choice.ask.answer) !== "true";
      const asked = shut ? [`Your decision: ${choice.ask?.title ?? ""}.`] : [];
      choice.needs = choice.role === "discovery" ? [] : [...needs, ...asked];
    }
    for (const step of view.steps) {
      if (step.kind === "answers") step.state = missing.length === 0 ? "done" : "todo";
      else step.needs = step.kind === "verify" ? [...needs, ...unread(kept), ...unticked(kept)] : needs;
      if (step.kind === "answers") step.witness = missing.length === 0 ? "word" : null;
    }
    for (const { opens } of view.steps) {
      const other = this.state.setups.find((one) => one.view.summary.id === opens?.setup?.id);
      if (!opens?.setup) continue;
      if (!other) opens.setup = null;
      else {
        const { name, position, done, total } = other.view.summary;
        const missing = done < total ? ["Not finished there yet."] : [];
        Object.assign(opens.setup, { name, position, done, total, missing });
      }
    }
    showWrites(kept);
    for (const step of view.steps) {
      if (step.kind !== "verify" || step.state === "skipped" || step.witness === "word") continue;
      const holds = needs.length === 0 && unread(kept).length === 0;
      step.state = holds ? "done" : "todo";
      step.witness = holds ? "read-back" : null;
    }
    giveStatuses(view);
    const settled = view.steps.filter((step) => step.state === "done" || step.state === "skipped");
    const next = view.steps.find((step) => !settled.includes(step));
    const name = valueOf(view, "organization_name") || valueOf(view, "verified_domain") || "New setup";
    const current = view.certificates.find((one) => one.use !== "next");
    Object.assign(view.summary, {
      name,
      done: settled.length,
      total: view.steps.length,
      certificateDays: current?.card.daysLeft ?? null,
      resumeAt: next?.id ?? view.steps.at(-1)?.id,
      position: next
        ? `Step ${String(next.number)} of ${String(view.steps.length)}: ${next.title.toLowerCase()}`
        : `${finishedWords(view)}. Certificate valid for ${String(current?.card.daysLeft ?? 0)} more days`,
    });
  }
}

export function valueOf(view: SetupView, answer: string): string {
  const found = view.answers.find((one) => one.spec.id === answer);
  return found?.value || found?.spec.default || "";
}

function answerProblem({ spec, value }: AnswerView): string | null {
  const pattern = patterns[spec.kind];
  if (value === "" || !pattern || pattern.test(value.trim())) return null;
  return `This is not right for "${spec.label}". An example: ${spec.example}`;
}

function finishedWords({ summary: { standing, checksOpen, progress } }: SetupView): string {
  if (standing !== "in-place") return progress.words;
  if (checksOpen === 0) return "In place";
  return `In place; ${String(checksOpen)} ${checksOpen === 1 ? "check" : "checks"} open`;
}

/** What has still to be read, beside answers. */
function unread({ view, readAgain }: Kept): string[] {
  const open = [];
  if (
    view.applications.length > 0 &&
    (view.verified.length === 0 || view.verified.some((one) => one.state !== "already-there"))
  )
    open.push("The keys in the tenant have to be read back.");
  const verifications = view.scripts.filter((one) => one.role === "verification");
  if (!verifications.every((one) => readAgain.includes(one.id)))
    open.push("The verification script has to show that everything on premises is in place.");
  return open;
}

function unticked({ view }: Kept): string[] {
  const open = openChecks(view);
  if (open === 1) return ["One check that only a person can make is not ticked yet."];
  return open === 0 ? [] : [`${String(open)} checks that only a person can make are not ticked yet.`];
}
