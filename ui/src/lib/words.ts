// Dates, thumbprints, numbers and states in words: those of the catalog, and the formats of the region. Nothing
// is decided here.
import type { Application } from "./bindings/Application";
import type { HowToRun } from "./bindings/HowToRun";
import type { JournalPart } from "./bindings/JournalPart";
import type { KeyFate } from "./bindings/KeyFate";
import type { KeyOwner } from "./bindings/KeyOwner";
import type { NameFate } from "./bindings/NameFate";
import type { PageBlocker } from "./bindings/PageBlocker";
import type { OtherEnd } from "./bindings/OtherEnd";
import type { Outcome } from "./bindings/Outcome";
import type { PlanAction } from "./bindings/PlanAction";
import type { PlannedKeyView } from "./bindings/PlannedKeyView";
import type { PrincipalState } from "./bindings/PrincipalState";
import type { Problem } from "./bindings/Problem";
import type { ProgressPhase } from "./bindings/ProgressPhase";
import type { StepView } from "./bindings/StepView";
import { never, noEnd } from "./bindings/noEnd";
import { formatsOf, locale, once } from "./locale";
import { say } from "./messages";

const { day, moment: dayAndClock, clock, dayOfThisYear } = formatsOf(locale);
const countdown = once(
  () => new Intl.DateTimeFormat(locale, { minute: "2-digit", second: "2-digit", timeZone: "UTC" }),
);
const conjunction = once(() => new Intl.ListFormat(locale, { type: "conjunction" }));
const sequence = once(() => new Intl.ListFormat(locale, { type: "unit", style: "short" }));

const startOfDay = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

const neverEnds = (end: string) => Date.parse(end) >= Date.parse(never);

/** "21 Nov 2028"; "never" of an end that there is not */
export function date(at: string): string {
  return neverEnds(at) ? say("date-never") : day().format(new Date(at));
}

/** Words about a day, with `{date}` for it. */
export const dated = (text: string, at: string) => text.replace("{date}", date(at));

/** "until 21 Nov 2028", "never expires" */
export const until = (end: string) =>
  neverEnds(end) ? say("date-never-expires") : say("date-until", { date: date(end) });

/** "14 Oct 2025" of a day without a time, which is the same day everywhere: "2025-10-14". */
export function civilDate(at: string): string {
  return day().format(new Date(`${at}T00:00`));
}

/** "21 Nov 2028, 09:41" */
export const moment = (at: string) => dayAndClock().format(new Date(at));

/** "today, 09:41", "yesterday, 17:02", "12 Nov", "12 Nov 2024" */
export function when(at: string, now: Date = new Date()): string {
  const then = new Date(at);
  const days = Math.round((startOfDay(now) - startOfDay(then)) / 86_400_000);
  if (days === 0) return say("date-today", { time: clock().format(then) });
  if (days === 1) return say("date-yesterday", { time: clock().format(then) });
  return then.getFullYear() === now.getFullYear() ? dayOfThisYear().format(then) : day().format(then);
}

/** A day to come soon: "9 Dec"; with its year where that is another one. */
export function dayNear(at: string, now: Date = new Date()): string {
  const then = new Date(at);
  return then.getFullYear() === now.getFullYear() ? dayOfThisYear().format(then) : day().format(then);
}

/** What a backup holds: "3 certificates of 2 applications" */
export function keysKept(keys: Readonly<Record<string, number>>): string {
  const sum = Object.values(keys).reduce((all, some) => all + some, 0);
  return say("backup-certificates", { certificates: sum, applications: Object.keys(keys).length });
}

const inFours = (hex: string) => hex.match(/.{1,4}/g) ?? [];

/** "D8BB 38FF …" */
export function thumbprintStart(thumbprint: string): string {
  return `${inFours(thumbprint).slice(0, 2).join(" ")} …`;
}

/** "D8BB 38FF BDCB F465 … 189F" */
export function thumbprintShort(thumbprint: string): string {
  const fours = inFours(thumbprint);
  return `${fours.slice(0, 4).join(" ")} … ${fours.at(-1) ?? ""}`;
}

/** "D8BB 38FF BDCB …", whole. */
export const thumbprintWhole = (thumbprint: string) => inFours(thumbprint).join(" ");

/** A device code in two halves, as it is read aloud: "L9QM JR7Z". */
export function codeInHalves(code: string): string {
  if (/[^0-9A-Za-z]/.test(code) || code.length < 6 || code.length % 2 === 1) return code;
  return `${code.slice(0, code.length / 2)} ${code.slice(code.length / 2)}`;
}

/** A long address as one recognises it: "login.microsoftonline.com/…/authorize". */
export function pageOf(address: string): string {
  const parts = /^https?:\/\/([^/?#]+)([^?#]*)/.exec(address);
  const path = (parts?.[2] ?? "").split("/").filter((part) => part !== "");
  const last = path.at(-1);
  if (!parts?.[1]) return address;
  if (last === undefined) return parts[1];
  return path.length === 1 ? `${parts[1]}/${last}` : `${parts[1]}/…/${last}`;
}

/** "14:32" of less than an hour. */
export const minutesAndSeconds = (seconds: number): string =>
  countdown().format(new Date(Math.max(0, Math.floor(seconds)) * 1000));

/** "731 days left", "expired 12 days ago" */
export function daysLeft(days: number): string {
  if (days === noEnd) return say("date-never-expires");
  return days < 0 ? say("days-expired", { days: -days }) : say("days-left", { days });
}

/** "12 seconds" between two points in time. */
export function lasted(started: string, ended: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(ended) - Date.parse(started)) / 1000));
  return seconds < 90
    ? say("lasted-seconds", { seconds })
    : say("lasted-minutes", { minutes: Math.round(seconds / 60) });
}

/** "15.2.1748.10" out of "Version 15.2 (Build 1748.10)"; anything else as it is. */
export function exchangeBuild(build: string): string {
  const parts = /^Version (\d+\.\d+) \(Build (\d+\.\d+)\)$/.exec(build);
  return parts ? `${parts[1] ?? ""}.${parts[2] ?? ""}` : build;
}

/** "2", "2 and 5", "2, 5 and 7"; three neighbours or more as a span: "2 to 8", "2 to 8 and 11" */
export function stepNumbers(numbers: readonly number[]): string {
  const spans: number[][] = [];
  for (const one of [...numbers].sort((a, b) => a - b)) {
    const span = spans.at(-1);
    if (span?.at(-1) === one - 1) span.push(one);
    else spans.push([one]);
  }
  const words = (span: readonly number[]) =>
    span.length > 2
      ? [say("steps-span", { first: String(span[0]), last: String(span.at(-1)) })]
      : span.map(String);
  return list(spans.flatMap(words));
}

/** Sections of an article: "Steps 1 to 6" where they are numbered steps, else one after the other. */
export function sectionNames(steps: readonly Pick<StepView, "section" | "sectionStep">[]): string {
  const sections = new Map(steps.map((step) => [step.section, step.sectionStep]));
  sections.delete("");
  const numbers = [...sections.values()].filter((step) => step !== null);
  if (numbers.length < 2 || numbers.length < sections.size) return sequence().format(sections.keys());
  return say("sections-steps", { numbers: stepNumbers(numbers) });
}

/** "a", "a and b", "a, b and c" */
export function list(items: readonly string[]): string {
  return conjunction().format(items);
}

/** Sentences, one after the other. */
export function sentences(all: readonly string[]): string {
  const [first = "", ...more] = all.filter((one) => one !== "");
  return more.reduce((before, next) => say("sentences-more", { before, next }), first);
}

/** Roles beside the work, where there is little room: "Global Administrator and 3 more". */
export function rolesShort(roles: readonly string[]): string {
  const [first] = roles;
  if (first === undefined) return say("roles-none");
  return roles.length <= 2 ? list(roles) : say("roles-more", { role: first, more: roles.length - 1 });
}

/** What was copied, and what happens when it is pasted. */
export function copied(how: Pick<HowToRun, "effect" | "shellWords">, dryRun: boolean): string {
  const shell = how.shellWords;
  if (dryRun) return say("copied-dry-run", { shell });
  switch (how.effect) {
    case "changes":
      return say("copied-changes");
    case "tests":
      return say("copied-tests");
    case "reads":
      return say("copied-reads", { shell });
  }
}

/** Why Next waits for a page; null when it does not. */
export function whyNextWaits(blocker: PageBlocker | null): string | null {
  switch (blocker?.reason) {
    case undefined:
      return null;
    case "needs":
      return say("waits-needs");
    case "decisions":
      return say("waits-decisions", { count: blocker.count });
    case "failed":
      return say("waits-failed", { count: blocker.steps.length, steps: stepNumbers(blocker.steps) });
    case "out-of-date":
      return say("waits-out-of-date");
    case "unknown":
      return say("waits-unknown");
    case "date-reached":
      return say("waits-date-reached");
    case "date":
      return say("waits-date", { date: date(blocker.until) });
    case "other-steps":
      return say("waits-other-steps");
    case "receipt":
      return say("waits-receipt");
    case "upload":
      return say("waits-upload");
    case "answers":
      return say("waits-answers");
    case "verification":
      return say("waits-verification");
  }
}

/** The sign before a key in a plan. */
export const keySign: Record<KeyFate, "+" | "=" | "−" | "·"> = {
  add: "+",
  present: "=",
  keep: "=",
  "keep-expired": "=",
  drop: "−",
  remove: "−",
  "not-restored": "·",
};

/** What a certificate that is added is called: it is new, or comes from a backup. */
export type Added = "new" | "restored";

const fates = {
  present: "present",
  keep: "kept",
  "keep-expired": "kept",
  drop: "deleted",
  remove: "deleted",
  "not-restored": "not-restored",
} as const satisfies Record<Exclude<KeyFate, "add">, string>;

/** What happens to a key: "until 21 Nov 2028, new". `added` is what an added one is called. */
export const keyWords = ({ fate, end }: Pick<PlannedKeyView, "fate" | "end">, added: Added = "new"): string =>
  say("key-fate", {
    end: end.code,
    date: "at" in end ? date(end.at) : "",
    fate: fate === "add" ? added : fates[fate],
  });

/** The sign before a name in a plan. */
export const nameSign: Record<NameFate, "+" | "=" | "−"> = { add: "+", present: "=", remove: "−" };

/** Whether a line must not end within it: a parameter, a command, a script in this folder. */
export const isOneWord = (part: string) => /^[("']*(?:-[A-Za-z]|[A-Z][A-Za-z]+-[A-Z]|\.\\\w)/.test(part);

/** A long name in the parts between which a line may break: an id and the host behind it. */
export const breakable = (name: string) => name.split(/(?<=[^/]\/)(?=[^/])/);

/** What happens to a name. */
export const nameWords: Record<NameFate, string> = {
  add: say("name-new"),
  present: say("name-present"),
  remove: say("name-deleted"),
};

/** What an application is called: in the guide, else in the tenant, else by its id. */
export function nameOfApplication(
  applications: readonly Pick<Application, "appId" | "name">[],
  appId: string,
  given: string | null = null,
): string {
  return applications.find((one) => one.appId === appId)?.name ?? given ?? appId;
}

/** The remark about a key of ours whose end is not its certificate's. */
export function otherEndWords(other: OtherEnd): string {
  const until = date(other.certificateEnd);
  return other.reported === null
    ? say("key-other-end-none", { until })
    : say("key-other-end", { reported: date(other.reported), until });
}

/** Which certificate a key in the tenant is. */
export const keyStandingWords: Record<KeyOwner, string> = {
  current: say("key-current"),
  next: say("key-next"),
  chosen: say("key-chosen"),
  unknown: say("key-unknown"),
};

/** The keys of this organisation come first, those of nobody known last. */
const standingOrder: readonly KeyOwner[] = ["current", "next", "chosen", "unknown"];
export function inStandingOrder<Key extends { standing: KeyOwner }>(keys: readonly Key[]): Key[] {
  return [...keys].sort(
    (one, other) => standingOrder.indexOf(one.standing) - standingOrder.indexOf(other.standing),
  );
}

/** "5.1" out of "5.1.20348.2849" */
export const shortVersion = (version: string) => version.split(".").slice(0, 2).join(".");

/** An entry of the journal, with its times as on a clock here. */
export function journalWords(what: readonly JournalPart[], now: Date = new Date()): string {
  return what.map((part) => ("at" in part ? when(part.at, now) : part.text)).join("");
}

export const planActionWords: Record<PlanAction, string> = {
  write: say("plan-write"),
  nothing: say("plan-nothing"),
  create: say("plan-create"),
  cannot: say("plan-cannot"),
};

export const principalStateWords: Record<PrincipalState, string> = {
  done: say("principal-done"),
  "already-there": say("principal-present"),
  failed: say("principal-failed"),
  unknown: say("principal-unknown"),
  skipped: say("principal-skipped"),
};

export const progressWords: Record<ProgressPhase, string> = {
  reading: say("progress-reading"),
  creating: say("progress-creating"),
  writing: say("progress-writing"),
  "reading-back": say("progress-verifying"),
  ended: say("progress-ended"),
};

export const outcomeWords: Record<Outcome, string> = {
  unchanged: say("outcome-unchanged"),
  changed: say("outcome-changed"),
  planned: say("outcome-planned"),
  failed: say("outcome-failed"),
};

/** What is shown of a problem, whether the program met it or a script. */
export type ShownProblem = Omit<Problem, "code"> & { code: string };

/** A problem as text, for the clipboard. */
export function problemText(problem: ShownProblem, at: Date = new Date()): string {
  return [
    `${problem.title} (${problem.code})`,
    problem.message,
    ...problem.next.map((line, index) => `${String(index + 1)}. ${line}`),
    ...(problem.detail === null ? [] : ["", problem.detail]),
    "",
    `Crosstrust, ${at.toISOString()}`,
  ].join("\n");
}
