// The window: where it is, which setup is open, the theme.
import * as backend from "../backend";
import type { Home } from "../bindings/Home";
import type { SetupView } from "../bindings/SetupView";
import type { AppInfo } from "../bindings/AppInfo";
import type { NewVersion } from "../bindings/NewVersion";
import type { Theme } from "../bindings/Theme";
import type { ZoomChange } from "../bindings/ZoomChange";
import { pageOpens } from "../alerts";
import { asItComes, type Arrangement } from "../arrange";
import { leaving } from "../leaving";
import { formatRoute, parseRoute, setupOf, type Route } from "../route";
import { Setup } from "./setup.svelte";
import { CommandRunner } from "./commandRunner.svelte";

export class App {
  route = $state.raw<Route>(parseRoute(location.hash));
  setup = $state.raw<Setup | null>(null);
  info = $state.raw<AppInfo | null>(null);
  /** How the list of setups is arranged. */
  arrangement = $state.raw<Arrangement>(asItComes);
  /** A version that is newer than this one. */
  newVersion = $state.raw<NewVersion | null>(null);
  readonly commands = new CommandRunner();
  /** The setup that was left is being closed: until then the list of setups calls it open. */
  closing: Promise<void> = Promise.resolve();
  #following = false;
  /** The last change of the zoom. */
  #zoomed: Promise<void> = Promise.resolve();

  /** What the first page of the window shows: it is asked for before anything is drawn. */
  #home: Promise<Home> | null = null;

  constructor() {
    if (this.route.page === "home") {
      this.#home = backend.home();
      // Who takes it says what went wrong.
      this.#home.catch(() => null);
    }
    addEventListener("hashchange", () => {
      pageOpens();
      this.route = parseRoute(location.hash);
      this.#follow();
    });
    this.#follow();
    void this.#begin();
  }

  go(route: Route): void {
    location.hash = formatRoute(route);
  }

  /**
   * Runs a command that opens a setup, and shows that setup where it continues, or its questions. Operators who
   * go to another page before the command ends stay there, and the setup is closed again.
   */
  async open(
    commands: CommandRunner,
    action: string,
    command: () => Promise<SetupView | null>,
    first: "resume" | "questions" = "resume",
  ): Promise<boolean> {
    const left = leaving();
    const opened = (await commands.run(action, command))?.value;
    if (!opened) return false;
    const { id, resumeAt } = opened.summary;
    if (left()) {
      if (setupOf(parseRoute(location.hash)) !== id) await this.#close(id);
      return false;
    }
    const questions = opened.steps.find((step) => step.kind === "answers");
    const before = this.setup;
    this.setup = new Setup(opened);
    if (before && before.id !== id) {
      before.signIn.leave();
      this.closing = this.#close(before.id);
    }
    this.go({
      page: "step",
      id,
      step: first === "questions" && questions ? questions.id : resumeAt,
      alone: false,
    });
    return true;
  }

  /** The setups of this PC. */
  home(): Promise<Home> {
    const home = this.#home ?? backend.home();
    this.#home = null;
    return home;
  }

  async setTheme(theme: Theme): Promise<void> {
    if (!this.info) return;
    this.info = { ...this.info, theme };
    this.#paint();
    await this.commands.run("theme", () => backend.setTheme(theme));
  }

  /** Asks for the file of a setup and opens it. */
  async openFile(): Promise<boolean> {
    return this.open(this.commands, "file", () => backend.openSetupFile());
  }

  /** Changes the size of everything in the window. */
  zoom(change: ZoomChange): Promise<void> {
    // Each press of a key counts, however fast they come.
    this.#zoomed = this.#zoomed.then(async () => {
      const done = await this.commands.run("zoom", () => backend.setZoom(change));
      if (done && this.info) this.info = { ...this.info, zoom: done.value };
    });
    return this.#zoomed;
  }

  /** Turns the check for a newer version on or off. Turned on, it looks at once; null when that went wrong. */
  async setUpdateCheck(on: boolean): Promise<{ found: NewVersion | null } | null> {
    const set = await this.commands.run("updates", () => backend.setUpdateCheck(on));
    if (!set || !this.info) return null;
    this.info = { ...this.info, updates: on ? "on" : "off" };
    if (!on) return null;
    const done = await this.commands.run("updates", () => backend.checkForUpdate());
    if (!done) return null;
    this.newVersion = done.value;
    return { found: done.value };
  }

  /** Turns the notifications of the system on or off. */
  async setReminders(on: boolean): Promise<void> {
    const set = await this.commands.run("reminders", () => backend.setReminders(on));
    if (set && this.info) this.info = { ...this.info, reminders: on };
  }

  async #begin(): Promise<void> {
    const info = await this.commands.run("start", () => backend.appInfo());
    if (!info) return;
    this.info = info.value;
    // The system's own theme is what the page began with.
    if (info.value.theme !== "system") this.#paint();
    // Nobody waits for it, and nobody is told that it failed: the next start looks again.
    if (info.value.updates === "on") this.newVersion = await backend.checkForUpdate().catch(() => null);
  }

  #paint(): void {
    const theme = this.info?.theme ?? "system";
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }

  /** An address without a step is that of where the setup goes on now. It is named, once: the page must
      not change under somebody who types, because an answer has been saved. */
  #stay(setup: Setup): void {
    const route = parseRoute(location.hash);
    if (route.page !== "step" || route.id !== setup.id || route.step !== null) return;
    this.route = { ...route, step: setup.view.summary.resumeAt };
    history.replaceState(null, "", formatRoute(this.route));
  }

  /**
   * Opens the setup that the address names, and closes the one that it no longer names. One after the other:
   * what the operator pressed last decides, however late an answer comes.
   */
  #follow(): void {
    if (this.#following) return;
    this.#following = true;
    this.closing = this.#catchUp().finally(() => {
      this.#following = false;
    });
  }

  async #catchUp(): Promise<void> {
    let failed: string | null = null;
    for (;;) {
      // The address is asked, and not the route: the event of a new address comes after it.
      const wanted = setupOf(parseRoute(location.hash));
      const open = this.setup;
      if (open !== null && open.id === wanted) this.#stay(open);
      if ((open?.id ?? null) === wanted || wanted === failed) return;
      failed = null;
      this.setup = null;
      if (open) {
        open.signIn.leave();
        await this.#close(open.id);
      } else if (wanted !== null) {
        const opened = await this.commands.run("open", () => backend.openSetup(wanted));
        if (!opened) failed = wanted;
        else if (setupOf(parseRoute(location.hash)) === wanted) this.setup = new Setup(opened.value);
        else await this.#close(wanted);
      }
    }
  }

  async #close(id: string): Promise<void> {
    await this.commands.run("close", () => backend.closeSetup(id));
  }
}
