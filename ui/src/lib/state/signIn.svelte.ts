// Signing in by device code: the code and its countdown, waiting for the end, who is signed in.
import * as backend from "../backend";
import type { SignInState } from "../bindings/SignInState";
import type { Work } from "./work.svelte";

const place = "sign-in";

export class SignIn {
  state = $state.raw<SignInState | null>(null);
  secondsLeft = $state(0);
  /** The person asked for an end, or the service ended it; said so until the next try. */
  cancelled = $state(false);

  readonly #id: string;
  readonly #work: Work;
  /** Counts the sign-ins begun here: what an earlier one still reports is no longer of interest. */
  #attempt = 0;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(id: string, work: Work) {
    this.#id = id;
    this.#work = work;
  }

  get expired(): boolean {
    return this.state?.state === "pending" && this.secondsLeft <= 0;
  }

  /**
   * What the backend knows; goes on waiting for a code that is still valid. Nobody asked for it, so
   * the page is not busy with it: its buttons can be pressed from the first moment.
   */
  async load(): Promise<void> {
    const attempt = this.#attempt;
    this.#work.dismiss(place);
    try {
      const known = await backend.signInState(this.#id);
      if (attempt === this.#attempt) this.#show(known);
    } catch (thrown) {
      if (attempt === this.#attempt) this.#work.fail(place, backend.toProblem(thrown));
    }
  }

  async start(): Promise<void> {
    this.cancelled = false;
    const begun = await this.#work.run(place, () => backend.startSignIn(this.#id));
    if (begun) this.#show({ state: "pending", code: begun.value });
  }

  async renew(): Promise<void> {
    await this.#end();
    await this.start();
  }

  async cancel(): Promise<void> {
    await this.#end();
    this.cancelled = true;
  }

  async signOut(): Promise<void> {
    const out = await this.#work.run(place, () => backend.signOut(this.#id));
    if (out) this.#show(out.value);
  }

  async copy(): Promise<boolean> {
    return (await this.#work.run(place, () => backend.copyCode(this.#id))) !== null;
  }

  async copyAndOpen(): Promise<boolean> {
    return (await this.#work.run(place, () => backend.openSignInPage(this.#id))) !== null;
  }

  /** The page is left: stop counting, leave the sign-in itself alone. */
  leave(): void {
    this.#attempt += 1;
    clearInterval(this.#clock);
  }

  async #end(): Promise<void> {
    this.leave();
    this.state = { state: "signed-out" };
    await this.#work.run(place, () => backend.cancelSignIn(this.#id));
  }

  #show(state: SignInState): void {
    this.leave();
    this.state = state;
    if (state.state !== "pending") return;
    // The monotonic clock: setting the time of day must not change what is left.
    const end = performance.now() + state.code.expiresIn * 1000;
    const count = () => {
      this.secondsLeft = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    };
    count();
    this.#clock = setInterval(count, 1000);
    void this.#wait(this.#attempt);
  }

  async #wait(attempt: number): Promise<void> {
    try {
      const outcome = await backend.awaitSignIn(this.#id);
      if (attempt !== this.#attempt) return;
      this.leave();
      switch (outcome.end) {
        case "signed-in":
          this.state = {
            state: "signed-in",
            account: outcome.account,
            kept: outcome.kept,
            method: outcome.method,
          };
          break;
        case "refused":
          this.state = { state: "signed-out" };
          this.#work.fail(place, outcome.problem);
          break;
        case "cancelled":
          this.state = { state: "signed-out" };
          this.cancelled = true;
          break;
      }
    } catch (thrown) {
      if (attempt !== this.#attempt) return;
      this.leave();
      this.state = { state: "signed-out" };
      this.#work.fail(place, backend.toProblem(thrown));
    }
  }
}
