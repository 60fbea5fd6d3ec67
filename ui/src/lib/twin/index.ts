// The in-memory twin of the desktop shell: it answers every command, so that the page can be walked
// through in an ordinary browser. Its organisation and its tenant are made up; nothing leaves the page.
import type { AnswerView } from "../bindings/AnswerView";
import type { Home } from "../bindings/Home";
import type { Judgement } from "../bindings/Judgement";
import type { PrincipalResult } from "../bindings/PrincipalResult";
import type { SetupView } from "../bindings/SetupView";
import type { SignInEnd } from "../bindings/SignInEnd";
import type { SignInMethod } from "../bindings/SignInMethod";
import type { StepJudgement } from "../bindings/StepJudgement";
import type { Answering, AppInfo, Args, CommandName, OnProgress, Result } from "../commands";
import * as content from "./content";
import { examples } from "./examples";
import { discovery, judge } from "./judge";
import { runStep } from "./organisation";
import { parsed, printed, problem, type Receipt } from "./receipt";
import { certificate, guide, newSetup, type Kept, type TwinState } from "./setup";
import * as service from "./signIn";
import { supportContents } from "./support";
import * as graph from "./tenant";

export interface Clock {
  now(): Date;
  wait(milliseconds: number): Promise<void>;
}

const patterns: Partial<Record<AnswerView["spec"]["kind"], RegExp>> = {
  "smtp-domain": /^[^\s.@]+(\.[^\s.@]+)+$/,
  fqdn: /^[^\s.@]+(\.[^\s.@]+)+$/,
  tenant: /^([^\s.@]+(\.[^\s.@]+)+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
  "smtp-address": /^[^\s@]+@[^\s.@]+(\.[^\s.@]+)+$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  url: /^https:\/\/[^\s]+$/,
};

export class Twin {
  readonly state: TwinState;
  readonly #clock: Clock;
  readonly #changed: (state: TwinState) => void;
  /** Called to end a sign-in that waits, by setup. */
  readonly #waiting = new Map<string, (end: SignInEnd) => void>();
  /** Setups whose tenant asked for a stronger sign-in, until it has come. */
  readonly #stepUps = new Map<string, "asked" | "given">();
  /** Who is at the imagined sign-in page. */
  person: service.Person = "approves";
  /** Applications that are disabled in the tenant. */
  disabled: readonly string[] = [];
  /** What the operator chooses where a saved copy of keys is asked for. */
  file: "copy" | "foreign" | "called-off" = "copy";
  /** The folder beside the bundle can be written to. */
  folder: "there" | "gone" = "there";
  /** The clock of this computer does not agree with the tenant's. */
  clock: "right" | "wrong" = "right";

  constructor(clock: Clock, state: TwinState, changed: (state: TwinState) => void = () => undefined) {
    this.#clock = clock;
    this.state = state;
    this.#changed = changed;
  }

  readonly answer: Answering = async (command, args) => {
    const answer = this.#commands[command] as (args: unknown) => unknown;
    const result = (await answer(args)) as Result<typeof command>;
    this.#changed(this.state);
    // Across a real border only copies travel.
    return structuredClone(result);
  };

  readonly #commands: { [C in CommandName]: (args: Args<C>) => Result<C> | Promise<Result<C>> } = {
    home: () => this.#home(),
    app_info: (): AppInfo => ({
      version: "1.0.0",
      dataFolder: "~/.local/share/crosstrust",
      logFolder: "~/.local/share/crosstrust/logs",
      theme: this.state.theme,
      rehearsalOnly: false,
    }),
    set_theme: ({ theme }) => {
      this.state.theme = theme;
    },
    create_setup: ({ rehearsal, situation }) => {
      const made = newSetup(this.#now(), rehearsal, situation ?? "fresh");
      this.state.setups.unshift(made);
      return this.#shown(made);
    },
    open_setup: ({ id }) => this.#shown(this.#kept(id)),
    close_setup: () => undefined,
    duplicate_setup: ({ id }) => {
      const original = this.#kept(id);
      const made = newSetup(this.#now(), original.view.summary.rehearsal, "fresh");
      copyAnswers(original, made);
      this.#refresh(made);
      this.state.setups.unshift(made);
      return this.#home();
    },
    delete_setup: ({ id }) => {
      this.state.setups = this.state.setups.filter((kept) => kept.view.summary.id !== id);
      return this.#home();
    },
    make_real: ({ id }) => {
      const made = newSetup(this.#now(), false, "fresh");
      copyAnswers(this.#kept(id), made);
      this.state.setups.unshift(made);
      return this.#touched(made, "operator", "Made from a rehearsal, with the same answers.");
    },
    save_answers: ({ id, answers }) => {
      const kept = this.#kept(id);
      for (const answer of kept.view.answers) {
        const value = answers[answer.spec.id];
        if (value === undefined || value === answer.value) continue;
        answer.value = value;
        if (!answer.spec.inScripts) continue;
        for (const step of kept.view.steps)
          if (step.kind === "script" && step.state === "done" && step.witness === "receipt")
            step.state = "stale";
      }
      return this.#touched(kept, "operator", "Answers were saved.");
    },
    script: ({ id, script }) => {
      const kept = this.#kept(id);
      const choice = this.#choice(kept, script);
      const value = (name: string) => kept.view.answers.find((one) => one.spec.id === name)?.value ?? "";
      const text = content.scriptText(choice.title, value("verified_domain"), value("domain_controller"));
      const lines = text.split("\n");
      return {
        id: script,
        fileName: `${script}.ps1`,
        title: choice.title,
        text,
        lines: lines.length,
        firstLine: Math.max(
          0,
          lines.findIndex((line) => line.startsWith("function")),
        ),
        explanations: kept.view.steps
          .filter((step) => choice.steps.includes(step.id))
          .flatMap((step) => step.explanations)
          .filter((one, index, all) => all.findIndex((other) => other.command === one.command) === index),
      };
    },
    copy_script: ({ id, script }) => this.#handOut(id, script, "copied"),
    save_script: ({ id, script }) => ({
      path: `C:\\Users\\you\\Documents\\${script}.ps1`,
      setup: this.#handOut(id, script, "saved"),
    }),
    rehearse_script: async ({ id, script, whatIf }) => {
      await this.#clock.wait(600);
      return { console: this.#run(this.#kept(id), script, whatIf) };
    },
    read_receipt: ({ id, text }) => this.#read(this.#kept(id), text),
    read_receipt_bytes: ({ id, bytes }) =>
      this.#read(this.#kept(id), new TextDecoder().decode(Uint8Array.from(bytes))),
    open_receipt: () => null,
    decide: ({ id, step, change }) => {
      const kept = this.#kept(id);
      kept.decided = change;
      const decided = this.#step(kept, step);
      if (decided.judgement) {
        decided.judgement.question = null;
        for (const finding of decided.judgement.findings)
          if (finding.state === "ask") finding.state = change ? "differs" : "kept";
        decided.judgement.verdict = change ? "differs" : "in-place";
      }
      decided.state = change ? "stale" : "done";
      decided.witness = change ? null : "receipt";
      return this.#touched(
        kept,
        "operator",
        change ? "Decided to link it anew." : "Decided to keep the link.",
      );
    },
    confirm_step: ({ id, step, note }) => this.#settle(id, step, "done", note),
    skip_step: ({ id, step, note }) => this.#settle(id, step, "skipped", note),
    reopen_step: ({ id, step }) => this.#settle(id, step, "todo", ""),
    tick: ({ id, step, check, ticked }) => {
      const kept = this.#kept(id);
      for (const one of this.#step(kept, step).checks) if (one.id === check) one.ticked = ticked;
      return this.#touched(kept, "operator", ticked ? `Seen: ${check}.` : `No longer seen: ${check}.`);
    },
    choose_certificate: ({ id }) => {
      const kept = this.#kept(id);
      kept.view.certificates = [certificate("chosen", 700, "OAuthCert.cer", this.#now())];
      return this.#touched(kept, "operator", "Chose a certificate file.");
    },
    read_certificate: ({ id, name }) => {
      if (name.toLowerCase().endsWith(".pfx"))
        throw problem(
          "certificate-private-key",
          "This file holds a private key",
          "Crosstrust does not read it any further. Only the public part may leave the server.",
          ["Choose the .cer file that the export step wrote."],
        );
      const kept = this.#kept(id);
      kept.view.certificates = [certificate("chosen", 700, name, this.#now())];
      return this.#touched(kept, "operator", `Took the certificate ${name}.`);
    },
    sign_in_state: ({ id }) => this.#kept(id).signIn,
    start_sign_in: ({ id }) => {
      const kept = this.#kept(id);
      const code = service.code(valueOf(kept.view, "client_id"));
      kept.signIn = { state: "pending", code };
      return code;
    },
    start_browser_sign_in: ({ id }) => {
      const kept = this.#kept(id);
      const page = service.page(valueOf(kept.view, "client_id"));
      kept.signIn = { state: "browsing", page };
      return page;
    },
    await_sign_in: async ({ id }) => {
      const kept = this.#kept(id);
      const end = await new Promise<SignInEnd>((resolve) => this.#waiting.set(id, resolve));
      kept.signIn =
        end.end === "signed-in"
          ? { state: "signed-in", account: end.account, kept: end.kept, method: end.method }
          : { state: "signed-out" };
      return end;
    },
    cancel_sign_in: ({ id }) => {
      this.#kept(id).signIn = { state: "signed-out" };
      this.#end(id, { end: "cancelled" });
    },
    sign_out: ({ id }) => (this.#kept(id).signIn = { state: "signed-out" }),
    copy_code: () => undefined,
    open_sign_in_page: async ({ id }) => {
      void this.#clock.wait(1200).then(() => {
        this.#visit(id);
      });
    },
    check_role: async ({ id }) => {
      this.#signedIn(id);
      await this.#clock.wait(400);
      return service.roleOf(this.person);
    },
    forget_everything: () => {
      const remembered = this.state.setups.filter((kept) => kept.signIn.state !== "signed-out");
      for (const kept of remembered) kept.signIn = { state: "signed-out" };
      return { signIns: remembered.length };
    },
    plan_upload: ({ id, dropExpired }) => {
      const kept = this.#signedIn(id);
      if (this.person === "must-prove-more" && this.#stepUps.get(id) !== "given") {
        this.#stepUps.set(id, "asked");
        throw service.stepUp();
      }
      kept.view.plan = graph.planUpload(
        kept.tenant,
        appIds,
        this.disabled,
        wanted(kept),
        dropExpired,
        this.#now(),
      );
      if (this.clock === "wrong") kept.view.plan.clockNote = graph.clockNote;
      return this.#shown(kept);
    },
    apply_upload: ({ id, progress }) => this.#apply(id, progress, "Uploaded the certificate"),
    plan_restore: ({ id, backup }) => {
      const kept = this.#signedIn(id);
      kept.view.plan = graph.planRestore(kept.tenant, kept.backups[backup] ?? {}, this.#now());
      return this.#shown(kept);
    },
    plan_restore_file: ({ id }) => {
      const kept = this.#signedIn(id);
      if (this.file === "called-off") return null;
      if (this.file === "foreign")
        throw problem(
          "backup-foreign",
          "This copy of keys belongs elsewhere",
          "The copy was taken in another tenant or from another principal. Nothing was read or written.",
          ["Choose the copy that was taken in this tenant."],
        );
      // A file holds the keys of one application.
      const saved = Object.entries(kept.backups[kept.view.backups[0]?.id ?? ""] ?? graph.tenant());
      kept.view.plan = graph.planRestore(kept.tenant, Object.fromEntries(saved.slice(0, 1)), this.#now());
      return this.#shown(kept);
    },
    apply_restore: ({ id, progress }) => this.#apply(id, progress, "Put keys back"),
    verify: async ({ id }) => {
      const kept = this.#signedIn(id);
      await this.#clock.wait(500);
      const ours = kept.view.certificates.filter((one) => one.refused === null);
      kept.view.verified = appIds.map((appId) =>
        graph.verified(kept.tenant, appId, ours, !this.disabled.includes(appId), this.#now()),
      );
      kept.view.verifiedAt = this.#now().toISOString();
      return this.#touched(kept, "admin@contoso.com", "Read everything back.");
    },
    export_bundle: ({ id, zip }) => {
      const folder = "C:\\Users\\you\\Documents\\contoso";
      if (zip) return `${folder}.zip`;
      this.#kept(id).view.backupFolder = folder;
      return folder;
    },
    save_report: ({ format }) => `C:\\Users\\you\\Documents\\contoso-report.${format}`,
    support_contents: ({ id }) => supportContents(id !== null),
    save_support_file: () => "C:\\Users\\you\\Documents\\crosstrust-support.zip",
    open_link: ({ url }) => void open(url, "_blank", "noopener"),
    copy_text: ({ text }) => navigator.clipboard.writeText(text),
  };

  #now(): Date {
    return this.#clock.now();
  }

  #kept(id: string): Kept {
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

  #signedIn(id: string): Kept {
    const kept = this.#kept(id);
    if (kept.signIn.state !== "signed-in")
      throw problem("not-signed-in", "Nobody is signed in", "This needs a sign-in to your tenant.", [
        "Sign in.",
      ]);
    return kept;
  }

  #step(kept: Kept, id: string) {
    const step = kept.view.steps.find((one) => one.id === id);
    if (!step) throw problem("not-in-guide", "No such step", `The guide has no step ${id}.`, []);
    return step;
  }

  #choice(kept: Kept, script: string) {
    const choice = kept.view.scripts.find((one) => one.id === script);
    if (!choice) throw problem("not-in-guide", "No such script", `The guide has no script ${script}.`, []);
    if (choice.needs.length > 0)
      throw problem("answer-missing", "Answers are missing", choice.needs.join(" "), [
        "Answer the questions first.",
      ]);
    return choice;
  }

  #home(): Home {
    return { setups: this.state.setups.map((kept) => kept.view.summary), unreadable: [], guides: [guide] };
  }

  #shown(kept: Kept): SetupView {
    this.#refresh(kept);
    return kept.view;
  }

  #touched(kept: Kept, who: string, what: string): SetupView {
    const at = this.#now().toISOString();
    kept.view.summary.changed = at;
    kept.view.journal.unshift({ at, who, what });
    return this.#shown(kept);
  }

  #refresh(kept: Kept): void {
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
      else step.needs = step.kind === "verify" ? [...needs, ...stillOpen(kept)] : needs;
      if (step.kind === "answers") step.witness = missing.length === 0 ? "word" : null;
    }
    for (const step of view.steps) {
      if (step.kind !== "verify" || step.state === "skipped" || step.witness === "word") continue;
      step.state = step.needs.length === 0 ? "done" : "todo";
      step.witness = step.needs.length === 0 ? "read-back" : null;
    }
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
        : `Certificate valid for ${String(current?.card.daysLeft ?? 0)} more days`,
    });
  }

  #handOut(id: string, script: string, how: string): SetupView {
    const kept = this.#kept(id);
    const choice = this.#choice(kept, script);
    for (const step of kept.view.steps)
      if (choice.steps.includes(step.id) && (step.state === "todo" || step.state === "stale"))
        step.state = "handed-out";
    return this.#touched(kept, "operator", `The script ${script}.ps1 was ${how}.`);
  }

  #settle(id: string, step: string, state: "done" | "skipped" | "todo", note: string): SetupView {
    const kept = this.#kept(id);
    const settled = this.#step(kept, step);
    settled.state = state;
    settled.witness = state === "done" ? "word" : null;
    settled.note = note === "" ? null : note;
    settled.judgement = null;
    settled.changed = this.#now().toISOString();
    return this.#touched(kept, "operator", `${settled.title}: ${state}.`);
  }

  #run(kept: Kept, script: string, whatIf: boolean): string {
    const choice = this.#choice(kept, script);
    const started = this.#now();
    const lines = ["* Check this window"];
    const steps: Receipt["steps"] = [];
    let failure: string | null = null;
    for (const id of choice.steps) {
      lines.push(`* ${this.#step(kept, id).title}`);
      const done = runStep(kept.organisation, id, whatIf, kept.decided === true);
      steps.push(done);
      for (const change of done.changes)
        lines.push(`  ${whatIf ? "Would: " : ""}${change.action}: ${change.target}`);
      if (!done.error) continue;
      failure = id;
      lines.push(`WARNING: Stopped at step "${id}": ${done.error.message}`);
      break;
    }
    const receipt: Receipt = {
      format: 1,
      guide: guide.id,
      setup: kept.view.summary.id,
      script,
      computer: "EX01",
      build: "Version 15.2 (Build 1748.10)",
      powershell: "5.1.17763",
      whatIf,
      started: started.toISOString(),
      ended: new Date(started.getTime() + 12_000).toISOString(),
      steps,
      failure,
    };
    return [...lines, "", printed(receipt), "", "Saved as C:\\OAuthConfig\\receipt.txt"].join("\n");
  }

  #read(kept: Kept, text: string): SetupView {
    const receipt = parsed(text);
    if (receipt.setup !== kept.view.summary.id)
      throw problem(
        "receipt-of-other-setup",
        "This receipt belongs to another setup",
        "The script that wrote it was taken from another setup.",
        ["Take the script from this page, run it, and bring its receipt back."],
      );
    const choice = this.#choice(kept, receipt.script);
    const judged = choice.steps.map((id): StepJudgement => judge(receipt, id, kept.decided));
    const discovered = choice.role === "discovery" ? discovery(this.#now()) : null;
    if (discovered) kept.view.discovery = discovered;
    if (!receipt.whatIf) for (const one of judged) this.#takeIn(kept, one);
    const days = kept.organisation.certificate;
    if (!receipt.whatIf && judged.some((one) => one.step === "export" && one.verdict === "in-place")) {
      kept.view.certificates = [certificate("current", days, "From the receipt of EX01", this.#now())];
      if (kept.organisation.next)
        kept.view.certificates.push(certificate("next", 1800, "From the receipt of EX01", this.#now()));
    }
    const whole: Judgement = {
      steps: judged,
      refused: null,
      computer: receipt.computer,
      build: receipt.build,
      powershell: receipt.powershell,
      whatIf: receipt.whatIf,
      started: receipt.started,
      ended: receipt.ended,
      certificates: [],
      discovery: discovered,
    };
    kept.view.lastReceipt = whole;
    if (choice.role === "verification") kept.readAgain = judged.every((one) => one.verdict === "in-place");
    return this.#touched(
      kept,
      receipt.computer,
      receipt.whatIf ? "A dry run was read." : "A receipt was read.",
    );
  }

  #takeIn(kept: Kept, judged: StepJudgement): void {
    const step = this.#step(kept, judged.step);
    if (judged.verdict === "not-reached" && step.state === "done") return;
    step.judgement = judged;
    step.changed = this.#now().toISOString();
    step.witness = judged.verdict === "in-place" ? "receipt" : null;
    step.state =
      judged.verdict === "in-place"
        ? "done"
        : judged.verdict === "decide"
          ? "decide"
          : judged.verdict === "not-reached"
            ? "handed-out"
            : "failed";
  }

  async #apply(id: string, progress: OnProgress, what: string): Promise<SetupView> {
    const kept = this.#signedIn(id);
    const plan = kept.view.plan;
    if (!plan)
      throw problem("step-not-ready", "Nothing is planned", "Read what is there first.", ["Read again."]);
    const at = this.#now().toISOString();
    const backup = crypto.randomUUID();
    kept.backups[backup] = structuredClone(kept.tenant);
    const keys = Object.fromEntries(Object.entries(kept.tenant).map(([appId, held]) => [appId, held.length]));
    kept.view.backups.unshift({ id: backup, takenAt: at, keys });
    kept.view.backupProblem =
      kept.view.backupFolder !== null && this.folder === "gone"
        ? problem(
            "storage-failed",
            "The copy beside the scripts could not be written",
            `The folder ${kept.view.backupFolder} is not there any more. The copy in this setup is whole.`,
            ["Save the scripts to a folder again."],
            "os error 3",
          )
        : null;
    for (const phase of ["reading", "writing", "reading-back"] as const) {
      for (const { appId } of plan.principals) progress({ appId, phase, note: null });
      await this.#clock.wait(500);
    }
    kept.view.results = plan.principals.map((one): PrincipalResult => {
      progress({ appId: one.appId, phase: "ended", note: null });
      return graph.write(kept.tenant, one);
    });
    kept.view.plan = null;
    const step = this.#step(kept, "upload");
    // Keys that were put back may be without the certificate.
    const holding = kept.view.results.every(({ thumbprints }) =>
      kept.view.certificates.every(({ card }) => thumbprints.includes(card.thumbprint)),
    );
    step.state = holding ? "done" : "todo";
    step.witness = holding ? "read-back" : null;
    return this.#touched(
      kept,
      "admin@contoso.com",
      `${what}: ${String(plan.principals.length)} applications.`,
    );
  }

  #visit(id: string): void {
    const { signIn } = this.#kept(id);
    if (signIn.state !== "pending" && signIn.state !== "browsing") return;
    const method: SignInMethod = signIn.state === "pending" ? "device-code" : "browser";
    const end = service.visited(this.person, method);
    if (end === null) return;
    if (end.end === "signed-in" && this.#stepUps.get(id) === "asked") this.#stepUps.set(id, "given");
    this.#end(id, end);
  }

  #end(id: string, end: SignInEnd): void {
    this.#waiting.get(id)?.(end);
    this.#waiting.delete(id);
  }
}

const appIds = content.applications.map((one) => one.appId);

function wanted(kept: Kept): graph.Key[] {
  const usable = kept.view.certificates.filter((one) => one.refused === null);
  if (usable.length === 0)
    throw problem("certificate-missing", "No certificate to upload", "None has been received or chosen.", [
      "Bring back the receipt of the export step, or choose the .cer file.",
    ]);
  return usable.map(({ card }) => ({
    thumbprint: card.thumbprint,
    keyId: "",
    notBefore: card.notBefore,
    notAfter: card.notAfter,
  }));
}

function valueOf(view: SetupView, answer: string): string {
  const found = view.answers.find((one) => one.spec.id === answer);
  return found?.value || found?.spec.default || "";
}

function answerProblem({ spec, value }: AnswerView): string | null {
  const pattern = patterns[spec.kind];
  if (value === "" || !pattern || pattern.test(value.trim())) return null;
  return `This is not right for "${spec.label}". An example: ${spec.example}`;
}

/** What the last step waits for, beside answers. */
function stillOpen({ view, readAgain }: Kept): string[] {
  const open = [];
  if (view.verified.length === 0 || view.verified.some((one) => one.state !== "already-there"))
    open.push("The keys in the tenant have to be read back.");
  if (!readAgain) open.push("The verification script has to show that everything on premises is in place.");
  const unticked = view.steps.flatMap((step) => step.checks).filter((check) => !check.ticked).length;
  if (unticked > 0) open.push(`${String(unticked)} checks that only a person can make are not ticked yet.`);
  return open;
}

function copyAnswers(from: Kept, to: Kept): void {
  for (const answer of to.view.answers)
    answer.value = from.view.answers.find((one) => one.spec.id === answer.spec.id)?.value ?? "";
}

/** The twin of this browser tab: kept in its session, so that a reload resumes. */
export function browserTwin(): Answering {
  const place = "crosstrust-twin";
  const clock: Clock = {
    now: () => new Date(),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
  const saved = sessionStorage.getItem(place);
  const state: TwinState =
    saved === null ? { theme: "system", setups: [] } : (JSON.parse(saved) as TwinState);
  if (state.setups.length === 0 && new URLSearchParams(location.search).has("examples"))
    state.setups = examples(clock.now());
  const twin = new Twin(clock, state, (kept) => {
    sessionStorage.setItem(place, JSON.stringify(kept));
  });
  play(twin, new URLSearchParams(location.search));
  return twin.answer;
}

/** The address may say who is at the sign-in page and what is not as it should be. */
function play(twin: Twin, asked: URLSearchParams): void {
  twin.person = service.persons.find((one) => one === asked.get("person")) ?? twin.person;
  if (asked.has("disabled")) twin.disabled = appIds.slice(1, 2);
  if (asked.has("foreign")) twin.file = "foreign";
  if (asked.has("gone")) twin.folder = "gone";
  if (asked.has("clock")) twin.clock = "wrong";
}
