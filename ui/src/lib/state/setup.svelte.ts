// The setup that is open: the view the backend returned last, and the commands that replace it.
// Nothing of the setup's state is worked out here.
import * as backend from "../backend";
import type { JournalView } from "../bindings/JournalView";
import type { Problem } from "../bindings/Problem";
import type { Progress } from "../bindings/Progress";
import type { Question } from "../bindings/Question";
import type { Resolved } from "../bindings/Resolved";
import type { ScriptChoice } from "../bindings/ScriptChoice";
import type { ScriptRole } from "../bindings/ScriptRole";
import type { ScriptView } from "../bindings/ScriptView";
import type { SetupView } from "../bindings/SetupView";
import type { StepView } from "../bindings/StepView";
import type { ReportFormat } from "../bindings/ReportFormat";
import type { RunOffer } from "../bindings/RunOffer";
import { signInAgain } from "../bindings/signInAgain";
import { copied } from "../words";
import { Notices } from "./notices.svelte";
import { Run } from "./run.svelte";
import { SignIn } from "./signIn.svelte";
import { toasts } from "./toasts.svelte";
import { CommandRunner } from "./commandRunner.svelte";

const planProblems = (view: SetupView) => (view.plan?.principals ?? []).map((one) => one.problem);
const resultProblems = (view: SetupView) => view.results.map((one) => one.error);
const verifyProblems = (view: SetupView) => view.verified.map((one) => one.error);

export class Setup {
  readonly id: string;
  readonly commands = new CommandRunner();
  readonly signIn: SignIn;
  readonly notices = new Notices();
  readonly run: Run;
  view: SetupView = $state.raw() as SetupView;
  /** What each application is going through while an upload runs, by application id. */
  progress = $state.raw<Readonly<Record<string, Progress>>>({});

  constructor(view: SetupView) {
    this.id = view.summary.id;
    this.#adopt(view);
    this.signIn = new SignIn(this.id, this.commands);
    this.run = new Run(this.id);
  }

  /** Shows the setup as a command of another page returned it. */
  show(view: SetupView): void {
    this.#adopt(view);
  }

  step(id: string | null): StepView | undefined {
    return this.view.steps.find((step) => step.id === id);
  }

  scriptOfRole(role: ScriptRole): ScriptChoice | undefined {
    return this.view.scripts.find((script) => script.role === role);
  }

  scriptsOfRole(role: ScriptRole): ScriptChoice[] {
    return this.view.scripts.filter((script) => script.role === role);
  }

  scriptOfId(id: string | null): ScriptChoice | undefined {
    return this.view.scripts.find((script) => script.id === id);
  }

  /** Runs a command that returns the setup anew; false when it went wrong or was called off. */
  async take(action: string, command: () => Promise<SetupView | null>): Promise<boolean> {
    const done = await this.commands.run(action, command);
    if (!done?.value) return false;
    this.#adopt(done.value);
    return true;
  }

  /** Shows the setup as it is now, where nothing else is under way. If it cannot be read, the next action of
      the operator shows why. */
  async lookAgain(): Promise<void> {
    if (this.commands.busy) return;
    const view = await backend.openSetup(this.id).catch(() => null);
    if (view && !this.commands.busy) this.#adopt(view);
  }

  async saveAnswers(answers: Readonly<Record<string, string>>): Promise<boolean> {
    const saved = await this.take("answers", () => backend.saveAnswers(this.id, answers));
    // They say to which tenant, and through which app.
    if (saved) this.signIn.forget();
    return saved;
  }

  async script(name: string): Promise<ScriptView | null> {
    const done = await this.commands.run(`script ${name}`, () => backend.script(this.id, name));
    return done?.value ?? null;
  }

  async copyScript(name: string, dryRun: boolean): Promise<void> {
    const how = this.scriptOfId(name)?.how;
    if (!(await this.take(`take ${name}`, () => backend.copyScript(this.id, name, dryRun))) || !how) return;
    toasts.show(copied(how, dryRun));
  }

  async saveScript(name: string): Promise<void> {
    const done = await this.commands.run(`take ${name}`, () => backend.saveScript(this.id, name));
    if (!done) return;
    this.#adopt(done.value.setup);
    if (done.value.path !== null) toasts.saved(done.value.path);
  }

  /** In a rehearsal: what others put right, each in a sentence; null when it failed. */
  async putRight(action: string): Promise<readonly string[] | null> {
    const done = await this.commands.run(action, () => backend.putRight(this.id));
    return done?.value ?? null;
  }

  async rehearse(name: string, whatIf: boolean): Promise<string | null> {
    const done = await this.commands.run(`run ${name}`, () => backend.rehearseScript(this.id, name, whatIf));
    return done?.value.console ?? null;
  }

  /** Runs a script from this PC, and imports its result; false when it has none. */
  async runHere(
    name: string,
    { transport, needsServer }: RunOffer,
    whatIf: boolean,
    switches: readonly string[],
  ): Promise<boolean> {
    const action = `here ${name}`;
    const request = { script: name, transport, whatIf, switches: [...switches] };
    const done = await this.commands.run(action, () => this.run.start(request, needsServer));
    if (!done) return false;
    this.#adopt(done.value.setup);
    if (done.value.problem) this.commands.fail(action, done.value.problem);
    return done.value.problem === null;
  }

  /** Shows a run that began before this window showed the setup, and then what came of it. */
  async followRun(): Promise<void> {
    if (this.commands.busy) return;
    const done = await this.commands.run("follow run", () => this.run.follow());
    if (done?.value === true) await this.lookAgain();
  }

  async cancelRun(name: string): Promise<void> {
    await this.run.cancel().catch((thrown: unknown) => {
      this.commands.fail(`here ${name}`, backend.toProblem(thrown));
    });
  }

  readReceipt(action: string, text: string): Promise<boolean> {
    return this.take(action, () => backend.readReceipt(this.id, text));
  }

  readReceiptFile(action: string, bytes: number[]): Promise<boolean> {
    return this.take(action, () => backend.readReceiptBytes(this.id, bytes));
  }

  openReceipt(action: string): Promise<boolean> {
    return this.take(action, () => backend.openReceipt(this.id));
  }

  decide(step: string, change: boolean): Promise<boolean> {
    return this.take(`decide ${step}`, () => backend.decide(this.id, step, change));
  }

  /** Gives the answer by which the operator opens, or shuts again, a script that is guarded. */
  open(question: Question, on: boolean): Promise<boolean> {
    return this.take("guard", () => backend.saveAnswers(this.id, { [question.answer]: on ? "true" : "" }));
  }

  /** Marks steps as done for the operator, one after the other. */
  async confirm(steps: readonly string[], note: string): Promise<boolean> {
    for (const step of steps)
      if (!(await this.take("by-hand", () => backend.confirmStep(this.id, step, note)))) return false;
    return true;
  }

  async skip(steps: readonly string[], note: string): Promise<boolean> {
    for (const step of steps)
      if (!(await this.take("by-hand", () => backend.skipStep(this.id, step, note)))) return false;
    return true;
  }

  reopen(step: string): Promise<boolean> {
    return this.take("by-hand", () => backend.reopenStep(this.id, step));
  }

  tick(step: string, check: string, ticked: boolean): Promise<boolean> {
    return this.take("checks", () => backend.tick(this.id, step, check, ticked));
  }

  chooseCertificate(): Promise<boolean> {
    return this.take("certificate", () => backend.chooseCertificate(this.id));
  }

  readCertificate(name: string, bytes: number[]): Promise<boolean> {
    return this.take("certificate", () => backend.readCertificate(this.id, name, bytes));
  }

  planUpload(step: string, dropExpired: boolean, createMissing: boolean): Promise<boolean> {
    return this.#inTenant("plan", planProblems, () =>
      backend.planUpload(this.id, step, dropExpired, createMissing),
    );
  }

  /** What the operator says to the question about a write, with what was typed for it. */
  decideWrite(step: string, question: Question, change: boolean, typed: string): Promise<boolean> {
    return this.take(`write ${question.answer}`, () =>
      backend.decideWrite(this.id, step, question.answer, change, typed),
    );
  }

  planRestore(step: string, backup: string): Promise<boolean> {
    return this.#inTenant("plan", planProblems, () => backend.planRestore(this.id, step, backup));
  }

  /** False also when no file was chosen. */
  planRestoreFile(step: string): Promise<boolean> {
    return this.#inTenant("plan", planProblems, () => backend.planRestoreFile(this.id, step));
  }

  applyUpload(): Promise<boolean> {
    return this.#write(() => backend.applyUpload(this.id, this.#onProgress));
  }

  applyRestore(): Promise<boolean> {
    return this.#write(() => backend.applyRestore(this.id, this.#onProgress));
  }

  planRemoval(step: string, appId: string, key: string): Promise<boolean> {
    return this.#inTenant("plan", planProblems, () => backend.planRemoval(this.id, step, appId, key));
  }

  applyRemoval(): Promise<boolean> {
    return this.#write(() => backend.applyRemoval(this.id, this.#onProgress));
  }

  verify(): Promise<boolean> {
    return this.#inTenant("verify", verifyProblems, () => backend.verify(this.id));
  }

  readApplication(): Promise<boolean> {
    return this.#inTenant(
      "hybrid",
      () => [],
      () => backend.readApplication(this.id),
    );
  }

  /** Opens the setup that does a step in full; null when that went wrong. */
  async openOther(step: string): Promise<string | null> {
    const done = await this.commands.run(`other ${step}`, () => backend.openLinkedGuide(this.id, step));
    return done?.value ?? null;
  }

  takeOutcome(step: string): Promise<boolean> {
    return this.take(`other ${step}`, () => backend.importLinkedResult(this.id, step));
  }

  async resolveHost(step: string): Promise<Resolved | null> {
    const done = await this.commands.run(`resolve ${step}`, () => backend.resolveHost(this.id, step));
    if (!done) return null;
    this.#adopt(done.value.setup);
    return done.value.found;
  }

  async exportBundle(zip: boolean): Promise<void> {
    const done = await this.commands.run("export", () => backend.exportBundle(this.id, zip));
    if (typeof done?.value === "string") toasts.saved(done.value);
  }

  /** What happened, newest first; null when it could not be read. */
  async journal(): Promise<JournalView[] | null> {
    const done = await this.commands.run("export", () => backend.journal(this.id));
    return done?.value ?? null;
  }

  async saveReport(format: ReportFormat): Promise<void> {
    const done = await this.commands.run("export", () => backend.saveReport(this.id, format));
    if (typeof done?.value === "string") toasts.saved(done.value);
  }

  /** Shows the setup as a command returned it, unless a newer view is shown: answers can arrive in another
      order than their commands were carried out. Its notices are kept apart: a later view has none of them. */
  #adopt(view: SetupView): void {
    this.notices.add(view.notices);
    if (this.view && view.sequence < this.view.sequence) return;
    this.view = { ...view, notices: [] };
  }

  #write(command: () => Promise<SetupView>): Promise<boolean> {
    this.progress = {};
    return this.#inTenant("plan", resultProblems, command);
  }

  /** The same for a command that goes to the tenant, which may ask for another sign-in first. */
  async #inTenant(
    action: string,
    problems: (view: SetupView) => readonly (Problem | null)[],
    command: () => Promise<SetupView | null>,
  ): Promise<boolean> {
    const done = await this.take(action, command);
    const found = done ? problems(this.view) : [this.commands.problem(action)];
    const why = found.find((one) => one !== null && signInAgain.has(one.code));
    if (!why) return done;
    if (!done) this.commands.dismiss(action);
    this.signIn.askAgain(why);
    return done;
  }

  readonly #onProgress = (progress: Progress): void => {
    this.progress = { ...this.progress, [progress.appId]: progress };
  };
}
