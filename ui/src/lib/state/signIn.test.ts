import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerWith } from "../backend";
import type { SignInEnd } from "../bindings/SignInEnd";
import type { Answering, CommandName } from "../commands";
import { SignIn } from "./signIn.svelte";
import { Work } from "./work.svelte";

const code = {
  verificationUri: "https://login.microsoft.com/device",
  userCode: "L9QMJR7Z",
  expiresIn: 90,
  clientName: "Microsoft Graph Command Line Tools",
};
const account = { name: "Admin", username: "admin@contoso.com", tenantId: "t", guest: false };

let asked: CommandName[];
let ends: ((end: SignInEnd) => void)[];
let pending: boolean;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance", "Date"] });
  asked = [];
  ends = [];
  pending = false;
  const answers: Partial<Record<CommandName, () => unknown>> = {
    sign_in_state: () => (pending ? { state: "pending", code } : { state: "signed-out" }),
    start_sign_in: () => code,
    await_sign_in: () => new Promise<SignInEnd>((resolve) => ends.push(resolve)),
    sign_out: () => ({ state: "signed-out" }),
  };
  answerWith((async (command: CommandName) => {
    asked.push(command);
    return answers[command]?.();
  }) as Answering);
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("signing in", () => {
  it("counts the code down on the monotonic clock, whatever the time of day does", async () => {
    const signIn = new SignIn("id", new Work());
    await signIn.start();
    expect(signIn.secondsLeft).toBe(90);
    vi.setSystemTime(new Date("2031-01-01T00:00:00Z"));
    vi.advanceTimersByTime(30_000);
    expect(signIn.secondsLeft).toBe(60);
    expect(signIn.expired).toBe(false);
    vi.advanceTimersByTime(61_000);
    expect(signIn.secondsLeft).toBe(0);
    expect(signIn.expired).toBe(true);
  });

  it("leaves the page free while it asks who is signed in", async () => {
    const work = new Work();
    const signIn = new SignIn("id", work);
    const asking = signIn.load();
    expect(work.busy).toBe(false);
    await asking;
    expect(signIn.state?.state).toBe("signed-out");
  });

  it("does not let what was known before take away a code that came meanwhile", async () => {
    const signIn = new SignIn("id", new Work());
    let known: (state: { state: "signed-out" }) => void = () => undefined;
    answerWith(((command: CommandName) =>
      command === "sign_in_state"
        ? new Promise((resolve) => (known = resolve))
        : command === "start_sign_in"
          ? Promise.resolve(code)
          : new Promise(() => undefined)) as Answering);
    const asking = signIn.load();
    await settle();
    await signIn.start();
    known({ state: "signed-out" });
    await asking;
    expect(signIn.state?.state).toBe("pending");
  });

  it("shows who signed in", async () => {
    const signIn = new SignIn("id", new Work());
    await signIn.start();
    await settle();
    ends[0]?.({ end: "signed-in", account, kept: true, method: "device-code" });
    await settle();
    expect(signIn.state).toEqual({ state: "signed-in", account, kept: true, method: "device-code" });
  });

  it("tells why the service refused, and offers to begin again", async () => {
    const work = new Work();
    const signIn = new SignIn("id", work);
    await signIn.start();
    await settle();
    const problem = {
      code: "sign-in-declined" as const,
      title: "",
      message: "",
      next: [],
      detail: null,
      help: null,
    };
    ends[0]?.({ end: "refused", problem, instead: null });
    await settle();
    expect(signIn.state).toEqual({ state: "signed-out" });
    expect(work.problem("sign-in")?.code).toBe("sign-in-declined");
  });

  it("goes on waiting for a code that was handed out before", async () => {
    pending = true;
    const signIn = new SignIn("id", new Work());
    await signIn.load();
    await settle();
    expect(signIn.state?.state).toBe("pending");
    expect(asked).toEqual(["sign_in_state", "await_sign_in"]);
  });

  it("does not listen to a code that was replaced by a new one", async () => {
    const signIn = new SignIn("id", new Work());
    await signIn.start();
    await settle();
    await signIn.renew();
    await settle();
    ends[0]?.({ end: "cancelled" });
    await settle();
    expect(signIn.state?.state).toBe("pending");
    expect(asked.filter((command) => command === "cancel_sign_in")).toHaveLength(1);
    ends[1]?.({ end: "signed-in", account, kept: false, method: "device-code" });
    await settle();
    expect(signIn.state?.state).toBe("signed-in");
  });

  it("says that it was cancelled until the next try", async () => {
    const signIn = new SignIn("id", new Work());
    await signIn.start();
    await signIn.cancel();
    expect(signIn.cancelled).toBe(true);
    expect(signIn.state).toEqual({ state: "signed-out" });
    await signIn.start();
    expect(signIn.cancelled).toBe(false);
  });

  it("leaves the sign-in alone when the page is left", async () => {
    const signIn = new SignIn("id", new Work());
    await signIn.start();
    signIn.leave();
    expect(asked).not.toContain("cancel_sign_in");
    vi.advanceTimersByTime(10_000);
    expect(signIn.secondsLeft).toBe(90);
  });
});
