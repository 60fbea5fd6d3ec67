// The commands of the desktop shell: what each takes and gives. The shell and the in-memory twin
// both answer to this list, so neither can drift away from the other unseen.
import type { AnswerSource } from "./bindings/AnswerSource";
import type { FeatureTable } from "./bindings/FeatureTable";
import type { LookUp } from "./bindings/LookUp";
import type { AppInfo } from "./bindings/AppInfo";
import type { BrowserView } from "./bindings/BrowserView";
import type { DeviceCodeView } from "./bindings/DeviceCodeView";
import type { Forgotten } from "./bindings/Forgotten";
import type { Home } from "./bindings/Home";
import type { ProbePage } from "./bindings/ProbePage";
import type { ProbeProgress } from "./bindings/ProbeProgress";
import type { ProbeRun } from "./bindings/ProbeRun";
import type { Progress } from "./bindings/Progress";
import type { RehearsedRun } from "./bindings/RehearsedRun";
import type { ReportFormat } from "./bindings/ReportFormat";
import type { RoleCheck } from "./bindings/RoleCheck";
import type { SavedScript } from "./bindings/SavedScript";
import type { ScriptView } from "./bindings/ScriptView";
import type { SetupView } from "./bindings/SetupView";
import type { SignInEnd } from "./bindings/SignInEnd";
import type { SignInState } from "./bindings/SignInState";
import type { SituationView } from "./bindings/SituationView";
import type { SupportContents } from "./bindings/SupportContents";
import type { Theme } from "./bindings/Theme";

export type { AppInfo, ReportFormat, Theme };

export type OnProgress = (progress: Progress) => void;

type Nothing = Record<string, never>;
type OfSetup = { id: string };
/** Of one setup, or of the program alone. */
type OfAny = { id: string | null };
/** About a mailbox, of one setup or of a cloud alone. */
type OfProbe = OfAny & { address: string; cloud: string | null };
type OfScript = { id: string; script: string };
type OfStep = { id: string; step: string };
interface Shape<Args, Result> {
  args: Args;
  result: Result;
}

export interface Commands {
  home: Shape<Nothing, Home>;
  app_info: Shape<Nothing, AppInfo>;
  set_theme: Shape<{ theme: Theme }, void>;

  create_setup: Shape<
    { guide: string; rehearsal: boolean; situation: string | null; from: string | null },
    SetupView
  >;
  features: Shape<Nothing, FeatureTable>;

  probe_page: Shape<OfProbe, ProbePage>;
  run_probe: Shape<OfProbe & { progress: (progress: ProbeProgress) => void }, ProbeRun>;
  cancel_probe: Shape<Nothing, void>;
  copy_probe_script: Shape<OfProbe, void>;
  save_probe_script: Shape<OfProbe, string | null>;
  read_probe_receipt: Shape<OfAny & { bytes: number[] }, ProbeRun>;
  rehearse_fault: Shape<OfSetup & { fault: string | null }, string[]>;

  answer_sources: Shape<{ guide: string }, AnswerSource[]>;
  open_other_guide: Shape<OfStep, string>;
  take_outcome: Shape<OfStep, SetupView>;
  resolve_host: Shape<OfStep, LookUp>;
  open_setup: Shape<OfSetup, SetupView>;
  close_setup: Shape<OfSetup, void>;
  duplicate_setup: Shape<{ id: string; name: string }, Home>;
  rename_setup: Shape<{ id: string; name: string }, Home>;
  delete_setup: Shape<OfSetup, Home>;
  make_real: Shape<OfSetup, SetupView>;

  save_answers: Shape<{ id: string; answers: Readonly<Record<string, string>> }, SetupView>;
  script: Shape<OfScript, ScriptView>;
  copy_script: Shape<OfScript & { dryRun: boolean }, SetupView>;
  save_script: Shape<OfScript, SavedScript>;
  situations: Shape<{ guide: string }, SituationView[]>;
  put_right: Shape<OfSetup, string[]>;
  rehearse_script: Shape<OfScript & { whatIf: boolean }, RehearsedRun>;
  read_receipt: Shape<{ id: string; text: string }, SetupView>;
  read_receipt_bytes: Shape<{ id: string; bytes: number[] }, SetupView>;
  open_receipt: Shape<OfSetup, SetupView | null>;

  decide: Shape<OfStep & { change: boolean }, SetupView>;
  confirm_step: Shape<OfStep & { note: string }, SetupView>;
  skip_step: Shape<OfStep & { note: string }, SetupView>;
  reopen_step: Shape<OfStep, SetupView>;
  tick: Shape<OfStep & { check: string; ticked: boolean }, SetupView>;

  choose_certificate: Shape<OfSetup, SetupView | null>;
  read_certificate: Shape<{ id: string; name: string; bytes: number[] }, SetupView>;

  sign_in_state: Shape<OfSetup, SignInState>;
  start_sign_in: Shape<OfSetup, DeviceCodeView>;
  start_browser_sign_in: Shape<OfSetup, BrowserView>;
  await_sign_in: Shape<OfSetup, SignInEnd>;
  cancel_sign_in: Shape<OfSetup, void>;
  sign_out: Shape<OfSetup, SignInState>;
  copy_code: Shape<OfSetup, void>;
  open_sign_in_page: Shape<OfSetup, void>;
  check_role: Shape<OfSetup, RoleCheck>;
  forget_everything: Shape<Nothing, Forgotten>;

  plan_upload: Shape<OfStep & { dropExpired: boolean; createMissing: boolean }, SetupView>;
  apply_upload: Shape<{ id: string; progress: OnProgress }, SetupView>;
  verify: Shape<OfSetup, SetupView>;
  plan_restore: Shape<{ id: string; backup: string }, SetupView>;
  plan_restore_file: Shape<OfSetup, SetupView | null>;
  apply_restore: Shape<{ id: string; progress: OnProgress }, SetupView>;
  decide_write: Shape<OfStep & { answer: string; change: boolean; typed: string }, SetupView>;
  plan_removal: Shape<{ id: string; appId: string; key: string }, SetupView>;
  apply_removal: Shape<{ id: string; progress: OnProgress }, SetupView>;

  export_bundle: Shape<{ id: string; zip: boolean }, string | null>;
  save_report: Shape<{ id: string; format: ReportFormat }, string | null>;
  support_contents: Shape<OfAny, SupportContents>;
  save_support_file: Shape<OfAny, string | null>;
  open_folder: Shape<{ path: string }, void>;
  open_link: Shape<{ url: string }, void>;
  copy_text: Shape<{ text: string }, void>;
}

export type CommandName = keyof Commands;
export type Args<C extends CommandName> = Commands[C]["args"];
export type Result<C extends CommandName> = Commands[C]["result"];

/** Something that answers every command: the shell, or its twin. */
export type Answering = <C extends CommandName>(command: C, args: Args<C>) => Promise<Result<C>>;
