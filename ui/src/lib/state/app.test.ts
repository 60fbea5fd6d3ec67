import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as backend from "../backend";
import type { Answering } from "../host";
import { rehearsal, type Program, startProgram } from "../testing";
import { App } from "./app.svelte";
import { CommandRunner } from "./commandRunner.svelte";

let program: Program;
/** The commands that have to wait until the test lets them go on. */
let held: Map<string, (() => void)[]>;
let asked: string[];

/** An address like that of a browser: it changes at once, and its event comes later. */
function browser(): void {
  const listeners: (() => void)[] = [];
  let hash = "#/";
  const address = {
    get hash() {
      return hash;
    },
    set hash(next: string) {
      if (next === hash) return;
      hash = next;
      setTimeout(() => {
        for (const listener of listeners) listener();
      }, 0);
    },
  };
  vi.stubGlobal("location", address);
  vi.stubGlobal("history", { replaceState: (_: null, __: string, url: string) => (hash = url) });
  vi.stubGlobal("addEventListener", (_: string, listener: () => void) => listeners.push(listener));
}

/** The next call of this command is answered only when the returned function is called. */
function hold(command: string): () => void {
  const waiting: (() => void)[] = [];
  held.set(command, waiting);
  return () => {
    held.delete(command);
    for (const goOn of waiting) goOn();
  };
}

const called = (command: string) => asked.filter((one) => one === command).length;
const until = (test: () => void) => vi.waitFor(test, { timeout: 20_000, interval: 5 });
/** Every event of the address was sent, and all that follows from it has begun. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 100));

beforeEach(async () => {
  program = await startProgram();
  held = new Map();
  asked = [];
  const answer: Answering = async (command, args, onMessage) => {
    asked.push(command);
    const answered = await program.answer(command, args, onMessage);
    const waiting = held.get(command);
    if (waiting) await new Promise<void>((goOn) => waiting.push(goOn));
    return answered;
  };
  backend.answerWith(answer);
  browser();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const to = (id: string) => ({ page: "step", id, step: null, alone: false }) as const;

describe("the window", () => {
  it("stays at home when a setup that was left opens late", async () => {
    const { id } = await rehearsal("fresh");
    const app = new App();
    const goOn = hold("open_setup");
    app.go(to(id));
    await until(() => {
      expect(called("open_setup")).toBe(1);
    });
    await settled();
    // The answer comes after the click, and before the event of the new address.
    app.go({ page: "home" });
    goOn();
    await settled();
    await app.closing;
    expect(location.hash).toBe("#/");
    expect(app.route).toEqual({ page: "home" });
    expect(app.setup).toBeNull();
    await until(() => {
      expect(called("close_setup")).toBe(1);
    });
  });

  it("opens a setup once that was left and chosen again", async () => {
    const { id } = await rehearsal("fresh");
    const app = new App();
    const goOn = hold("open_setup");
    app.go(to(id));
    await settled();
    app.go({ page: "home" });
    await settled();
    app.go(to(id));
    await settled();
    goOn();
    await until(() => {
      expect(app.setup?.id).toBe(id);
    });
    expect([called("open_setup"), called("close_setup")]).toEqual([1, 0]);
    expect(app.route).toMatchObject({ page: "step", id, step: app.setup?.view.summary.resumeAt });
  });

  it("shows the setup that was chosen last", async () => {
    const first = await rehearsal("fresh");
    const second = await rehearsal("fresh");
    const app = new App();
    const goOn = hold("open_setup");
    app.go(to(first.id));
    await settled();
    app.go(to(second.id));
    await settled();
    goOn();
    await until(() => {
      expect(app.setup?.id).toBe(second.id);
    });
    expect(location.hash).toContain(second.id);
    expect(called("close_setup")).toBe(1);
  });

  it("says once that a setup can't be opened", async () => {
    const app = new App();
    app.go(to("00000000-0000-4000-8000-000000000000"));
    await until(() => {
      expect(app.commands.problem("open")).not.toBeNull();
    });
    await settled();
    expect(called("open_setup")).toBe(1);
    expect(app.setup).toBeNull();
  });

  it("does not go to a new setup that was made too late", async () => {
    const app = new App();
    app.go({ page: "new", rehearsal: true });
    await settled();
    const goOn = hold("create_setup");
    const made = app.open(new CommandRunner(), "new", () => backend.createSetup("teams", true, "fresh"));
    await until(() => {
      expect(called("create_setup")).toBe(1);
    });
    await settled();
    app.go({ page: "home" });
    goOn();
    expect(await made).toBe(false);
    await settled();
    expect([app.setup, location.hash]).toEqual([null, "#/"]);
    expect(called("close_setup")).toBe(1);
    expect((await backend.home()).setups).toHaveLength(1);
  });

  it("goes to a new setup, at its questions where they are asked for", async () => {
    const app = new App();
    const create = () => backend.createSetup("teams", true, "fresh");
    expect(await app.open(new CommandRunner(), "new", create, "questions")).toBe(true);
    await settled();
    const questions = app.setup?.view.steps.find((step) => step.kind === "answers")?.id;
    expect(app.route).toMatchObject({ page: "step", id: app.setup?.id, step: questions });
    expect(called("open_setup")).toBe(0);
  });

  it("takes each change of the zoom, one after the other", async () => {
    const app = new App();
    await until(() => {
      expect(app.info).not.toBeNull();
    });
    const goOn = hold("set_zoom");
    const changes = [app.zoom("in"), app.zoom("in")];
    await until(() => {
      expect(called("set_zoom")).toBe(1);
    });
    await settled();
    expect(called("set_zoom")).toBe(1);
    goOn();
    await Promise.all(changes);
    expect([called("set_zoom"), app.info?.zoom]).toEqual([2, 125]);
  });
});
