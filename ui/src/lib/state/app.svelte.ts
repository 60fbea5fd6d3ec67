// The window: where it is, which setup is open, the theme.
import * as backend from "../backend";
import type { SetupView } from "../bindings/SetupView";
import type { AppInfo } from "../bindings/AppInfo";
import type { Theme } from "../bindings/Theme";
import { formatRoute, parseRoute, setupOf, type Route } from "../route";
import { Setup } from "./setup.svelte";
import { Work } from "./work.svelte";

export class App {
  route = $state.raw<Route>(parseRoute(location.hash));
  setup = $state.raw<Setup | null>(null);
  info = $state.raw<AppInfo | null>(null);
  readonly work = new Work();
  /** The setup that was left is being closed: until then the list of setups calls it open. */
  closing: Promise<unknown> = Promise.resolve();

  constructor() {
    addEventListener("hashchange", () => {
      this.route = parseRoute(location.hash);
      void this.#follow();
    });
    void this.#follow();
    void this.#begin();
  }

  go(route: Route): void {
    location.hash = formatRoute(route);
  }

  /** Shows a setup that a command has just returned, at the step where it goes on. */
  show(view: SetupView): void {
    this.#showAt(view, view.summary.resumeAt);
  }

  /** Shows a setup that has the answers of another at its questions, so that they are looked at first. */
  showAnswers(view: SetupView): void {
    const questions = view.steps.find((step) => step.kind === "answers");
    this.#showAt(view, questions?.id ?? view.summary.resumeAt);
  }

  #showAt(view: SetupView, step: string): void {
    this.setup = new Setup(view);
    this.go({ page: "step", id: view.summary.id, step, alone: false });
  }

  async setTheme(theme: Theme): Promise<void> {
    if (!this.info) return;
    this.info = { ...this.info, theme };
    this.#paint();
    await this.work.run("theme", () => backend.setTheme(theme));
  }

  async #begin(): Promise<void> {
    const info = await this.work.run("start", () => backend.appInfo());
    if (!info) return;
    this.info = info.value;
    // The system's own theme is what the page began with.
    if (info.value.theme !== "system") this.#paint();
  }

  #paint(): void {
    const theme = this.info?.theme ?? "system";
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }

  /** An address without a step is that of where the setup goes on now. It is named, once: the page must
      not change under somebody who types, because an answer has been saved. */
  #stay(setup: Setup): void {
    if (this.route.page !== "step" || this.route.step !== null) return;
    this.route = { ...this.route, step: setup.view.summary.resumeAt };
    history.replaceState(null, "", formatRoute(this.route));
  }

  /** Opens the setup the address names, and closes the one it no longer names. */
  async #follow(): Promise<void> {
    const route = this.route;
    const wanted = setupOf(route);
    const open = this.setup;
    if (open !== null && open.id === wanted) this.#stay(open);
    if ((open?.id ?? null) === wanted) return;
    this.setup = null;
    if (open) {
      open.signIn.leave();
      this.closing = this.work.run("close", () => backend.closeSetup(open.id));
      await this.closing;
    }
    if (wanted === null) return;
    const opened = await this.work.run("open", () => backend.openSetup(wanted));
    if (!opened) return;
    // The operator may have gone elsewhere meanwhile.
    if (setupOf(this.route) === wanted) {
      this.setup = new Setup(opened.value);
      this.#stay(this.setup);
    } else await this.work.run("close", () => backend.closeSetup(wanted));
  }
}
