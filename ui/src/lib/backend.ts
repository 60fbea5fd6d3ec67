// The one place that talks to the desktop: one typed function a command. Where there is no desktop
// (an ordinary browser, under `npm run dev`), the in-memory twin answers instead.
//
// What a command rejects with is always a `Problem`.
import { Channel, invoke, isTauri } from "@tauri-apps/api/core";
import type { ProbeProgress } from "./bindings/ProbeProgress";
import type { Problem } from "./bindings/Problem";
import type { Progress } from "./bindings/Progress";
import type { Answering, CommandName, OnProgress, ReportFormat, Theme } from "./commands";

function isProblem(thrown: unknown): thrown is Problem {
  return (
    typeof thrown === "object" && thrown !== null && "code" in thrown && "title" in thrown && "next" in thrown
  );
}

/** Whatever was thrown, as a problem: the shell's own words, or a fault of the program told as such. */
export function toProblem(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  return {
    code: "internal",
    title: "Something went wrong inside Crosstrust",
    message: "This is a fault of the program, not of yours. What was saved before is still there.",
    next: ["Try it once more.", "If it happens again, copy the details and report them."],
    detail: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
    help: null,
  };
}

function withChannel(args: Record<string, unknown>): Record<string, unknown> {
  const progress = args["progress"];
  if (typeof progress !== "function") return args;
  const channel = new Channel<Progress>();
  channel.onmessage = progress as OnProgress;
  return { ...args, progress: channel };
}

const desktop: Answering = (command, args) => invoke(command, withChannel(args));

async function absent(): Promise<never> {
  throw new Error("This page belongs to the Crosstrust program. Start the program instead.");
}

let answering: Promise<Answering> | undefined;

function backend(): Promise<Answering> {
  if (isTauri()) return (answering ??= Promise.resolve(desktop));
  if (__TWIN__) return (answering ??= import("./twin/index").then((module) => module.browserTwin()));
  return absent();
}

/** Lets a test put its own twin in the backend's place. */
export function answerWith(stand_in: Answering): void {
  answering = Promise.resolve(stand_in);
}

const call: Answering = async <C extends CommandName>(command: C, args: Parameters<Answering>[1]) => {
  try {
    return await (
      await backend()
    )(command, args as never);
  } catch (thrown) {
    throw toProblem(thrown);
  }
};

export const home = () => call("home", {});
export const appInfo = () => call("app_info", {});
export const setTheme = (theme: Theme) => call("set_theme", { theme });

/** `from` is a setup whose answers are taken over. */
export const createSetup = (
  guide: string,
  rehearsal: boolean,
  situation: string | null,
  from: string | null = null,
) => call("create_setup", { guide, rehearsal, situation, from });
export const features = () => call("features", {});

/** What a check of this mailbox would ask. Without a setup, in this cloud. */
export const probePage = (id: string | null, address: string, cloud: string) =>
  call("probe_page", { id, address, cloud });
export const runProbe = (
  id: string | null,
  address: string,
  cloud: string,
  progress: (progress: ProbeProgress) => void,
) => call("run_probe", { id, address, cloud, progress });
export const cancelProbe = () => call("cancel_probe", {});
/** The script that asks the same on another computer. */
export const copyProbeScript = (id: string | null, address: string, cloud: string) =>
  call("copy_probe_script", { id, address, cloud });
export const saveProbeScript = (id: string | null, address: string, cloud: string) =>
  call("save_probe_script", { id, address, cloud });
export const readProbeReceipt = (id: string | null, bytes: number[]) =>
  call("read_probe_receipt", { id, bytes });
/** In a rehearsal: what is wrong with the publication; null puts it right, and gives what was done. */
export const rehearseFault = (id: string, fault: string | null) => call("rehearse_fault", { id, fault });

export const answerSources = (guide: string) => call("answer_sources", { guide });
/** Gives the id of the setup that does this step in full. */
export const openOtherGuide = (id: string, step: string) => call("open_other_guide", { id, step });
export const takeOutcome = (id: string, step: string) => call("take_outcome", { id, step });
export const resolveHost = (id: string, step: string) => call("resolve_host", { id, step });
export const openSetup = (id: string) => call("open_setup", { id });
export const closeSetup = (id: string) => call("close_setup", { id });
/** With an empty name it is listed by its organisation. */
export const duplicateSetup = (id: string, name: string) => call("duplicate_setup", { id, name });
export const renameSetup = (id: string, name: string) => call("rename_setup", { id, name });
export const deleteSetup = (id: string) => call("delete_setup", { id });
export const makeReal = (id: string) => call("make_real", { id });

export const saveAnswers = (id: string, answers: Readonly<Record<string, string>>) =>
  call("save_answers", { id, answers });
export const script = (id: string, name: string) => call("script", { id, script: name });
export const copyScript = (id: string, name: string, dryRun: boolean) =>
  call("copy_script", { id, script: name, dryRun });
export const saveScript = (id: string, name: string) => call("save_script", { id, script: name });
/** The states in which the made-up organisation of a guide can begin. */
export const situations = (guide: string) => call("situations", { guide });
/** What others, or the calendar, put right in a rehearsal, each in a sentence. */
export const putRight = (id: string) => call("put_right", { id });
export const rehearseScript = (id: string, name: string, whatIf: boolean) =>
  call("rehearse_script", { id, script: name, whatIf });
export const readReceipt = (id: string, text: string) => call("read_receipt", { id, text });
export const readReceiptBytes = (id: string, bytes: number[]) => call("read_receipt_bytes", { id, bytes });
export const openReceipt = (id: string) => call("open_receipt", { id });

export const decide = (id: string, step: string, change: boolean) => call("decide", { id, step, change });
export const confirmStep = (id: string, step: string, note: string) =>
  call("confirm_step", { id, step, note });
export const skipStep = (id: string, step: string, note: string) => call("skip_step", { id, step, note });
export const reopenStep = (id: string, step: string) => call("reopen_step", { id, step });
export const tick = (id: string, step: string, check: string, ticked: boolean) =>
  call("tick", { id, step, check, ticked });

export const chooseCertificate = (id: string) => call("choose_certificate", { id });
export const readCertificate = (id: string, name: string, bytes: number[]) =>
  call("read_certificate", { id, name, bytes });

export const signInState = (id: string) => call("sign_in_state", { id });
export const startSignIn = (id: string) => call("start_sign_in", { id });
export const awaitSignIn = (id: string) => call("await_sign_in", { id });
export const cancelSignIn = (id: string) => call("cancel_sign_in", { id });
export const signOut = (id: string) => call("sign_out", { id });
export const startBrowserSignIn = (id: string) => call("start_browser_sign_in", { id });
export const copyCode = (id: string) => call("copy_code", { id });
/** Copies the code and opens the page it belongs on, or opens the page of a browser sign-in. */
export const openSignInPage = (id: string) => call("open_sign_in_page", { id });
export const checkRole = (id: string) => call("check_role", { id });
export const forgetEverything = () => call("forget_everything", {});

export const planUpload = (id: string, step: string, dropExpired: boolean, createMissing: boolean) =>
  call("plan_upload", { id, step, dropExpired, createMissing });
export const applyUpload = (id: string, progress: OnProgress) => call("apply_upload", { id, progress });
export const verify = (id: string) => call("verify", { id });
export const planRestore = (id: string, backup: string) => call("plan_restore", { id, backup });
export const planRestoreFile = (id: string) => call("plan_restore_file", { id });
export const applyRestore = (id: string, progress: OnProgress) => call("apply_restore", { id, progress });
/** What the operator says to the question about a write; yes only with the word that it asks for. */
export const decideWrite = (id: string, step: string, answer: string, change: boolean, typed: string) =>
  call("decide_write", { id, step, answer, change, typed });
/** Reads what deleting one key, by its key id or its thumbprint, would change. */
export const planRemoval = (id: string, appId: string, key: string) =>
  call("plan_removal", { id, appId, key });
export const applyRemoval = (id: string, progress: OnProgress) => call("apply_removal", { id, progress });

export const exportBundle = (id: string, zip: boolean) => call("export_bundle", { id, zip });
export const saveReport = (id: string, format: ReportFormat) => call("save_report", { id, format });
export const supportContents = (id: string | null) => call("support_contents", { id });
export const saveSupportFile = (id: string | null) => call("save_support_file", { id });
/** Opens the folder of a file that this window has saved. */
export const openFolder = (path: string) => call("open_folder", { path });
export const openLink = (url: string) => call("open_link", { url });
export const copyText = (text: string) => call("copy_text", { text });
