// Signing in, by a code or in the browser of this computer: what is waited for and until when, who
// is signed in, and which roles they hold.
import * as backend from "../backend";
import type { Problem } from "../bindings/Problem";
import type { RoleCheck } from "../bindings/RoleCheck";
import type { SignInMethod } from "../bindings/SignInMethod";
import type { SignInState } from "../bindings/SignInState";
import type { CommandRunner } from "./commandRunner.svelte";

const action = "sign-in";

type SignedIn = Extract<SignInState, { state: "signed-in" }>;

export class SignIn {
  state = $state.raw<SignInState | null>(null);
  secondsLeft = $state(0);
  /** The person asked for an end, or the service ended it; said so until the next try. */
  cancelled = $state(false);
  /** The other way, after one that was refused and could not do what this one can. */
  instead = $state<SignInMethod | null>(null);
  /** Why whoever was signed in has to sign in once more. */
  again = $state.raw<Problem | null>(null);
  /** Which roles they hold; null until that is known. */
  role = $state.raw<RoleCheck | null>(null);

  readonly #id: string;
  readonly #commands: CommandRunner;
  /** A page shows it. */
  #shown = false;
  /** Counts the sign-ins begun here: what an earlier one still reports is no longer of interest. */
  #attempt = 0;
  /** Counts the askings for roles, for the same reason. */
  #asking = 0;
  /** Whose roles were asked for. */
  #asked: string | null = null;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(id: string, commands: CommandRunner) {
    this.#id = id;
    this.#commands = commands;
  }

  get signedIn(): boolean {
    return this.state?.state === "signed-in";
  }

  get waiting(): boolean {
    return this.state?.state === "pending" || this.state?.state === "browsing";
  }

  get expired(): boolean {
    return this.waiting && this.secondsLeft <= 0;
  }

  /**
   * What the backend knows; continues waiting for a sign-in that can still end well. Nobody asked for
   * it, so the page is not busy with it: its buttons can be pressed from the first moment.
   */
  async load(): Promise<void> {
    this.#shown = true;
    const attempt = this.#attempt;
    this.#commands.dismiss(action);
    try {
      const known = await backend.signInState(this.#id);
      if (attempt === this.#attempt) this.#show(known);
    } catch (thrown) {
      if (attempt === this.#attempt) this.#commands.fail(action, backend.toProblem(thrown));
    }
  }

  /** Begins, in place of what may still be waited for; a browser is opened at once. */
  async start(method: SignInMethod): Promise<void> {
    if (this.waiting) await this.#end();
    this.cancelled = false;
    this.instead = null;
    const attempt = this.#attempt;
    const begun = await this.#commands.run(action, async (): Promise<SignInState> => {
      if (method === "browser")
        return { state: "browsing", page: await backend.startBrowserSignIn(this.#id) };
      return { state: "pending", code: await backend.startSignIn(this.#id) };
    });
    // The page may have been left meanwhile: the next one asks what there is to wait for.
    if (!begun || attempt !== this.#attempt) return;
    this.#show(begun.value);
    if (method === "browser") await this.openPage();
  }

  async cancel(): Promise<void> {
    await this.#end();
    this.cancelled = true;
  }

  async signOut(): Promise<void> {
    const out = await this.#commands.run(action, () => backend.signOut(this.#id));
    if (out) this.#show(out.value);
  }

  /** Copies the code. */
  async copy(): Promise<boolean> {
    return (await this.#commands.run(action, () => backend.copyCode(this.#id))) !== null;
  }

  /** Opens the page that is waited for; a code is copied along. */
  async openPage(): Promise<boolean> {
    return (await this.#commands.run(action, () => backend.openSignInPage(this.#id))) !== null;
  }

  /** What was refused has been read: both ways are offered again. */
  dismiss(): void {
    this.#commands.dismiss(action);
    this.instead = null;
  }

  /** The tenant takes this sign-in no longer; only another one helps. */
  askAgain(why: Problem): void {
    this.#show({ state: "signed-out" });
    this.again = why;
  }

  /** What it is about has changed: what is known is asked for anew, by the page that shows it. */
  forget(): void {
    this.#stop();
    this.#forgetPerson();
    this.state = null;
    this.again = null;
    this.instead = null;
    if (this.#shown) void this.load();
  }

  /** The page is left: stop counting, leave the sign-in itself alone. */
  leave(): void {
    this.#shown = false;
    this.#stop();
  }

  #stop(): void {
    this.#attempt += 1;
    clearInterval(this.#clock);
  }

  async #end(): Promise<void> {
    this.#show({ state: "signed-out" });
    await this.#commands.run(action, () => backend.cancelSignIn(this.#id));
  }

  #show(state: SignInState): void {
    this.#stop();
    if (state.state === "signed-in") {
      this.#welcome(state);
      return;
    }
    this.#forgetPerson();
    this.state = state;
    if (state.state === "signed-out") return;
    const seconds = state.state === "pending" ? state.code.expiresIn : state.page.expiresIn;
    // The monotonic clock: setting the time of day must not change what is left.
    const end = performance.now() + seconds * 1000;
    const count = () => {
      this.secondsLeft = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    };
    count();
    this.#clock = setInterval(count, 1000);
    void this.#wait(this.#attempt);
  }

  #welcome(state: SignedIn): void {
    this.state = state;
    this.again = null;
    this.instead = null;
    const person = `${state.account.tenantId} ${state.account.username}`;
    if (person !== this.#asked) void this.#askRole(person);
  }

  #forgetPerson(): void {
    this.#asking += 1;
    this.#asked = null;
    this.role = null;
  }

  /** Asks once after a sign-in; nothing waits for the answer. */
  async #askRole(person: string): Promise<void> {
    this.#forgetPerson();
    this.#asked = person;
    const asking = this.#asking;
    let role: RoleCheck;
    try {
      role = await backend.checkRole(this.#id);
    } catch (thrown) {
      role = { known: "unknown", problem: backend.toProblem(thrown) };
    }
    if (asking === this.#asking) this.role = role;
  }

  async #wait(attempt: number): Promise<void> {
    try {
      const outcome = await backend.awaitSignIn(this.#id);
      if (attempt !== this.#attempt) return;
      switch (outcome.end) {
        case "signed-in": {
          const { account, kept, method } = outcome;
          this.#show({ state: "signed-in", account, kept, method });
          break;
        }
        case "refused":
          this.#show({ state: "signed-out" });
          this.#commands.fail(action, outcome.problem);
          this.instead = outcome.instead;
          break;
        case "cancelled":
          this.#show({ state: "signed-out" });
          this.cancelled = true;
          break;
      }
    } catch (thrown) {
      if (attempt !== this.#attempt) return;
      this.#show({ state: "signed-out" });
      this.#commands.fail(action, backend.toProblem(thrown));
    }
  }
}
