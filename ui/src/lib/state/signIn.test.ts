import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerWith } from "../backend";
import type { RoleCheck } from "../bindings/RoleCheck";
import type { SignInEnd } from "../bindings/SignInEnd";
import type { Answering, CommandName } from "../host";
import { SignIn } from "./signIn.svelte";
import { CommandRunner } from "./commandRunner.svelte";

const code = {
  verificationUri: "https://login.microsoft.com/device",
  userCode: "L9QMJR7Z",
  expiresIn: 90,
  clientName: "Microsoft Graph Command Line Tools",
};
const account = { name: "Admin", username: "admin@contoso.com", tenantId: "t", guest: false };

const page = {
  address: "https://login.microsoftonline.com/t/oauth2/v2.0/authorize?state=1",
  expiresIn: 60,
  clientName: "Microsoft Graph Command Line Tools",
};
const problem = (given: "sign-in-declined" | "sign-in-device-code-blocked" | "sign-in-step-up") => ({
  code: given,
  title: "",
  message: "",
  next: [],
  detail: null,
  help: null,
});
const administrator: RoleCheck = { known: "holds", roles: ["Global Administrator"], doubtful: false };

let roles: ((role: RoleCheck) => void)[];
let asked: CommandName[];
let ends: ((end: SignInEnd) => void)[];
let pending: boolean;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance", "Date"] });
  asked = [];
  ends = [];
  roles = [];
  pending = false;
  const answers: Partial<Record<CommandName, () => unknown>> = {
    sign_in_state: () => (pending ? { state: "pending", code } : { state: "signed-out" }),
    start_sign_in: () => code,
    start_browser_sign_in: () => page,
    check_role: () => new Promise<RoleCheck>((resolve) => roles.push(resolve)),
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
    const signIn = new SignIn("id", new CommandRunner());
    await signIn.start("device-code");
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
    const commands = new CommandRunner();
    const signIn = new SignIn("id", commands);
    const asking = signIn.load();
    expect(commands.busy).toBe(false);
    await asking;
    expect(signIn.state?.state).toBe("signed-out");
  });

  it("does not let what was known before take away a code that came meanwhile", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    let known: (state: { state: "signed-out" }) => void = () => undefined;
    answerWith(((command: CommandName) =>
      command === "sign_in_state"
        ? new Promise((resolve) => (known = resolve))
        : command === "start_sign_in"
          ? Promise.resolve(code)
          : new Promise(() => undefined)) as Answering);
    const asking = signIn.load();
    await settle();
    await signIn.start("device-code");
    known({ state: "signed-out" });
    await asking;
    expect(signIn.state?.state).toBe("pending");
  });

  it("shows who signed in", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    await signIn.start("device-code");
    await settle();
    ends[0]?.({ end: "signed-in", account, kept: true, method: "device-code" });
    await settle();
    expect(signIn.state).toEqual({ state: "signed-in", account, kept: true, method: "device-code" });
  });

  it("shows why the service refused, and offers to begin again", async () => {
    const commands = new CommandRunner();
    const signIn = new SignIn("id", commands);
    await signIn.start("device-code");
    await settle();
    ends[0]?.({ end: "refused", problem: problem("sign-in-declined"), instead: null });
    await settle();
    expect(signIn.state).toEqual({ state: "signed-out" });
    expect(signIn.instead).toBeNull();
    expect(commands.problem("sign-in")?.code).toBe("sign-in-declined");
  });

  it("goes on waiting for a code that was handed out before", async () => {
    pending = true;
    const signIn = new SignIn("id", new CommandRunner());
    await signIn.load();
    await settle();
    expect(signIn.state?.state).toBe("pending");
    expect(asked).toEqual(["sign_in_state", "await_sign_in"]);
  });

  it("does not listen to a code that was replaced by a new one", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    await signIn.start("device-code");
    await settle();
    await signIn.start("device-code");
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
    const signIn = new SignIn("id", new CommandRunner());
    await signIn.start("device-code");
    await signIn.cancel();
    expect(signIn.cancelled).toBe(true);
    expect(signIn.state).toEqual({ state: "signed-out" });
    await signIn.start("device-code");
    expect(signIn.cancelled).toBe(false);
  });

  it("leaves the sign-in alone when the page is left", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    await signIn.start("device-code");
    signIn.leave();
    expect(asked).not.toContain("cancel_sign_in");
    vi.advanceTimersByTime(10_000);
    expect(signIn.secondsLeft).toBe(90);
  });
});

describe("signing in with the browser of this computer", () => {
  it("opens the page at once, and counts down what is left", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    await signIn.start("browser");
    expect(signIn.state).toEqual({ state: "browsing", page });
    expect(asked.filter((command) => command === "open_sign_in_page")).toHaveLength(1);
    expect(signIn.secondsLeft).toBe(60);
    vi.advanceTimersByTime(61_000);
    expect(signIn.expired).toBe(true);
  });

  it("goes on waiting when the page could not be opened, so that its address can be copied", async () => {
    const commands = new CommandRunner();
    const signIn = new SignIn("id", commands);
    answerWith((async (command: CommandName) => {
      if (command === "open_sign_in_page") throw problem("sign-in-declined");
      return command === "start_browser_sign_in" ? page : new Promise(() => undefined);
    }) as Answering);
    await signIn.start("browser");
    expect(signIn.state?.state).toBe("browsing");
    expect(commands.problem("sign-in")).not.toBeNull();
  });

  it("takes the place of a code that was waiting, and does not hear of it any more", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    await signIn.start("device-code");
    await settle();
    await signIn.start("browser");
    await settle();
    ends[0]?.({ end: "refused", problem: problem("sign-in-declined"), instead: "browser" });
    await settle();
    expect(signIn.state?.state).toBe("browsing");
    expect(signIn.instead).toBeNull();
    expect(asked.filter((command) => command === "cancel_sign_in")).toHaveLength(1);
  });

  it("is offered after a code that a policy blocked, until it is begun", async () => {
    const commands = new CommandRunner();
    const signIn = new SignIn("id", commands);
    await signIn.start("device-code");
    await settle();
    ends[0]?.({ end: "refused", problem: problem("sign-in-device-code-blocked"), instead: "browser" });
    await settle();
    expect(signIn.instead).toBe("browser");
    await signIn.start("browser");
    expect(signIn.instead).toBeNull();
    expect(commands.problem("sign-in")).toBeNull();
  });

  it("is no longer offered alone when what was refused has been dismissed", async () => {
    const commands = new CommandRunner();
    const signIn = new SignIn("id", commands);
    await signIn.start("device-code");
    await settle();
    ends[0]?.({ end: "refused", problem: problem("sign-in-device-code-blocked"), instead: "browser" });
    await settle();
    signIn.dismiss();
    expect(signIn.instead).toBeNull();
    expect(commands.problem("sign-in")).toBeNull();
  });

  it("is not shown on a page that was left while it began", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    let begin: (begun: typeof page) => void = () => undefined;
    answerWith(((command: CommandName) => {
      asked.push(command);
      return new Promise((resolve) => (begin = resolve as typeof begin));
    }) as Answering);
    const beginning = signIn.start("browser");
    await settle();
    signIn.leave();
    begin(page);
    await beginning;
    expect(signIn.state).toBeNull();
    expect(asked).not.toContain("open_sign_in_page");
  });
});

describe("the roles of who signed in", () => {
  const signedIn = async (signIn: SignIn, username = account.username) => {
    await signIn.start("device-code");
    await settle();
    ends.at(-1)?.({
      end: "signed-in",
      account: { ...account, username },
      kept: true,
      method: "device-code",
    });
    await settle();
  };

  it("are asked for once, and nothing waits for them", async () => {
    const commands = new CommandRunner();
    const signIn = new SignIn("id", commands);
    await signedIn(signIn);
    expect(signIn.signedIn).toBe(true);
    expect(commands.busy).toBe(false);
    expect(signIn.role).toBeNull();
    roles[0]?.(administrator);
    await settle();
    expect(signIn.role).toEqual(administrator);
    expect(asked.filter((command) => command === "check_role")).toHaveLength(1);
  });

  it("are not asked for again by the next page", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    await signedIn(signIn);
    signIn.leave();
    answerWith((async (command: CommandName) => {
      asked.push(command);
      return { state: "signed-in", account, kept: true, method: "device-code" };
    }) as Answering);
    await signIn.load();
    roles[0]?.(administrator);
    await settle();
    expect(signIn.role).toEqual(administrator);
    expect(asked.filter((command) => command === "check_role")).toHaveLength(1);
  });

  it("are never those of somebody who has signed out since", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    await signedIn(signIn);
    await signIn.signOut();
    roles[0]?.(administrator);
    await settle();
    expect(signIn.role).toBeNull();
    await signedIn(signIn);
    roles[0]?.({ known: "lacks", roles: [] });
    expect(signIn.role).toBeNull();
    roles[1]?.(administrator);
    await settle();
    expect(signIn.role).toEqual(administrator);
  });

  it("are not known where the question itself fails", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    answerWith(((command: CommandName) => {
      if (command === "check_role") return Promise.reject(problem("sign-in-step-up") as unknown as Error);
      if (command === "sign_in_state")
        return Promise.resolve({ state: "signed-in", account, kept: true, method: "browser" });
      return new Promise(() => undefined);
    }) as Answering);
    await signIn.load();
    await settle();
    expect(signIn.role).toEqual({ known: "unknown", problem: problem("sign-in-step-up") });
  });
});

describe("a sign-in that the tenant takes no longer", () => {
  it("says why until somebody has signed in again", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    signIn.askAgain(problem("sign-in-step-up"));
    expect(signIn.state).toEqual({ state: "signed-out" });
    await signIn.start("device-code");
    await settle();
    expect(signIn.again?.code).toBe("sign-in-step-up");
    ends[0]?.({ end: "signed-in", account, kept: true, method: "device-code" });
    await settle();
    expect(signIn.again).toBeNull();
  });

  it("is asked for anew when the answers it stood on have changed, while a page shows it", async () => {
    const signIn = new SignIn("id", new CommandRunner());
    await signIn.load();
    signIn.forget();
    expect(signIn.state).toBeNull();
    await settle();
    expect(signIn.state).toEqual({ state: "signed-out" });
    signIn.leave();
    signIn.forget();
    await settle();
    expect(signIn.state).toBeNull();
  });
});
