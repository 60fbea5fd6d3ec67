// One visit to the page of an upload: what it is about, how far it has come, and what it asks of the
// tenant. A plan is always read again, so that nobody agrees to an old one.
import type { PlanView } from "../../lib/bindings/PlanView";
import type { StepView } from "../../lib/bindings/StepView";
import type { UploadNeed } from "../../lib/bindings/UploadNeed";
import type { UploadPage } from "../../lib/bindings/UploadPage";
import type { Setup } from "../../lib/state/setup.svelte";
import type { Stage } from "./headings";

export type Aim = { what: "upload" } | { what: "restore"; backup: string } | { what: "restore-file" };

const stageOf: Record<UploadNeed, Stage> = {
  date: "day",
  receipts: "waiting",
  certificate: "certificate",
};

export class Visit {
  readonly #setup: Setup;
  readonly #step: string;
  #aim = $state.raw<Aim>({ what: "upload" });
  #planned = $state(false);
  /** The operator wants to go on although there is a result. */
  #again = $state(false);
  writing = $state(false);
  dropExpired = $state(true);
  createMissing = $state(false);
  changingCertificate = $state(false);

  constructor(setup: Setup, step: string) {
    this.#setup = setup;
    this.#step = step;
  }

  readonly step = $derived.by((): StepView => {
    const found = this.#setup.step(this.#step);
    if (!found) throw new Error(`no step ${this.#step}`);
    return found;
  });
  readonly writes = $derived.by(() => this.step.writes);
  readonly page = $derived.by((): UploadPage => {
    const { upload } = this.step;
    if (!upload) throw new Error(`${this.#step} uploads nothing`);
    return upload;
  });
  /** There is a result of this step, or of what was written from this page. */
  readonly hasResults = $derived.by(() => this.page.outcome !== null && this.page.wroteLast);

  readonly stage = $derived.by((): Stage => {
    if (this.hasResults && !this.#again) return "results";
    if (this.#aim.what === "upload") {
      if (this.page.first !== null) return stageOf[this.page.first];
      if (this.page.scope.keys && this.changingCertificate) return "certificate";
    }
    return this.#setup.signIn.signedIn ? "plan" : "sign-in";
  });
  readonly plan = $derived.by((): PlanView | null => (this.#planned ? this.#setup.view.plan : null));
  readonly restoring = $derived.by(() => this.#aim.what !== "upload");
  readonly fromAFile = $derived.by(() => this.#aim.what === "restore-file");
  /** There is a result, and the operator has left it for another plan. */
  readonly beyondResults = $derived.by(() => this.#again && this.hasResults);
  /** A file is asked for only when somebody presses the button for it. */
  readonly wantsPlan = $derived.by(
    () =>
      this.stage === "plan" &&
      !this.#planned &&
      !this.fromAFile &&
      !this.#setup.commands.busy &&
      this.#setup.commands.problem("plan") === null,
  );

  #ask(): Promise<boolean> {
    switch (this.#aim.what) {
      case "upload":
        return this.#setup.planUpload(this.#step, this.dropExpired, this.createMissing);
      case "restore":
        return this.#setup.planRestore(this.#step, this.#aim.backup);
      case "restore-file":
        return this.#setup.planRestoreFile(this.#step);
    }
  }

  /** A plan that the tenant answered in part, and then asked for another sign-in, is read again. */
  async read(): Promise<void> {
    const aim = this.#aim;
    const read = await this.#ask();
    // Something else may be wanted by now: a plan of it is read by itself.
    if (aim === this.#aim) this.#planned = read && this.#setup.signIn.signedIn;
  }

  /** The plan is none any more: it is read again by itself. */
  forget(): void {
    this.#setup.commands.dismiss("plan");
    this.#planned = false;
  }

  start(towards: Aim): void {
    this.#aim = towards;
    this.#again = true;
    this.forget();
  }

  /** Stays where it is when no file is chosen after all. */
  async fromFile(): Promise<void> {
    if (!this.#setup.signIn.signedIn) {
      this.start({ what: "restore-file" });
      return;
    }
    const read = await this.#setup.planRestoreFile(this.#step);
    if (!read && this.#setup.commands.problem("plan") === null && this.#setup.signIn.signedIn) return;
    this.#aim = { what: "restore-file" };
    this.#again = true;
    this.#planned = read && this.#setup.signIn.signedIn;
  }

  backToResults(): void {
    this.#again = false;
    this.#aim = { what: "upload" };
  }

  async apply(): Promise<void> {
    this.writing = true;
    const done = this.restoring ? await this.#setup.applyRestore() : await this.#setup.applyUpload();
    this.writing = false;
    this.#planned = false;
    if (done) this.backToResults();
  }
}
