// A script that runs from this PC: the ways there are, what it prints while it runs, and its end.
import * as backend from "../backend";
import type { RunLine } from "../bindings/RunLine";
import type { RunOffer } from "../bindings/RunOffer";
import type { RunPhase } from "../bindings/RunPhase";
import type { RunProgress } from "../bindings/RunProgress";
import type { RunRequest } from "../bindings/RunRequest";
import type { RunTransport } from "../bindings/RunTransport";
import { say } from "../messages";

/** A run that is under way. */
export interface RunUnderWay {
  script: string;
  whatIf: boolean;
  phase: RunPhase;
  /** The last lines in words, the oldest first. Each is worded once, when it comes. */
  lines: readonly string[];
  seconds: number;
  cancelled: boolean;
}

/** What a run with switches printed. */
export interface Printed {
  script: string;
  whatIf: boolean;
  lines: readonly string[];
}

/** How many lines are shown; the result has what matters of the others. */
const shown = 500;
/** How often a run is looked at that another page began, in milliseconds. */
const pause = 1000;

const worded = ({ kind, text }: RunLine) => say("run-here-kind", { kind, text });

export class Run {
  readonly #id: string;
  /** The ways to run a script, by script. */
  offers = $state.raw<Readonly<Record<string, readonly RunOffer[]>>>({});
  /** The way that was chosen last, for the next run. */
  chosen = $state<RunTransport | null>(null);
  /** The server of the last run, for the next one. */
  server = $state("");
  /** The servers that Active Directory names; null: nobody asked for them. */
  servers = $state.raw<readonly string[] | null>(null);
  underWay = $state.raw<RunUnderWay | null>(null);
  /** What the last run printed, where it had switches: its result does not say what they did to the server. */
  printed = $state.raw<Printed | null>(null);
  /** When the run ended whose failure the person has seen. */
  seenFailure = $state<string | null>(null);
  /** The switches that are chosen for the next run, by script. */
  #switches = $state.raw<Readonly<Record<string, readonly string[]>>>({});
  /** The last run, where it was a dry run that showed what a run would change. */
  #shown = $state.raw<{ script: string; switches: string } | null>(null);

  constructor(id: string) {
    this.#id = id;
  }

  /** The ways that this PC offers, the best first. */
  ways(script: string): readonly RunOffer[] {
    return (this.offers[script] ?? []).filter((offer) => offer.offered);
  }

  /** Whether this PC runs the script, as messages ask for it. */
  isOffered(script: string): "yes" | "no" {
    return this.ways(script).length > 0 ? "yes" : "no";
  }

  async look(script: string): Promise<void> {
    const offers = await backend.runOffers(this.#id, script);
    this.offers = { ...this.offers, [script]: offers };
  }

  /** Asks Active Directory for the Exchange servers. */
  async find(): Promise<readonly string[]> {
    this.servers = await backend.findServers(this.#id);
    return this.servers;
  }

  /** The switches that are chosen for the next run of a script. */
  switches(script: string): readonly string[] {
    return this.#switches[script] ?? [];
  }

  choose(script: string, switches: readonly string[]): void {
    this.#switches = { ...this.#switches, [script]: switches };
  }

  /** Whether the last run was a dry run that showed what this one would change. */
  isShown(script: string, switches: readonly string[]): boolean {
    return this.#shown?.script === script && this.#shown.switches === switches.join(" ");
  }

  /** Runs a script, and shows what it prints meanwhile. */
  async start(request: Omit<RunRequest, "server">, needsServer: boolean) {
    const { script, whatIf, switches } = request;
    this.underWay = { script, whatIf, phase: "starting", lines: [], seconds: 0, cancelled: false };
    this.printed = null;
    this.#shown = null;
    // The run after this one reads alone: nobody restarts a server twice by mistake.
    if (!whatIf) this.choose(script, []);
    const server = needsServer ? this.server.trim() : null;
    try {
      const run = await backend.runScript(this.#id, { ...request, server }, this.#onProgress);
      if (switches.length > 0) this.printed = { script, whatIf, lines: this.underWay?.lines ?? [] };
      if (run.showsChanges) this.#shown = { script, switches: switches.join(" ") };
      return run;
    } finally {
      this.underWay = null;
    }
  }

  /** Follows a run that began before this window showed the setup, to its end; false where there is none. */
  async follow(): Promise<boolean> {
    let found = false;
    while (this.underWay === null || found) {
      const state = await backend.runState(this.#id);
      this.underWay = state && { ...state, lines: state.lines.map(worded) };
      if (state === null) break;
      found = true;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return found;
  }

  async cancel(): Promise<void> {
    if (this.underWay) this.underWay = { ...this.underWay, cancelled: true };
    await backend.cancelRun(this.#id);
  }

  readonly #onProgress = ({ phase, line, seconds }: RunProgress): void => {
    if (!this.underWay) return;
    const lines = line ? [...this.underWay.lines, worded(line)].slice(-shown) : this.underWay.lines;
    this.underWay = { ...this.underWay, phase, seconds, lines };
  };
}
