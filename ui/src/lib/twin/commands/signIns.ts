// Signing in at the imagined page.
import type { SignInEnd } from "../../bindings/SignInEnd";
import type { SignInMethod } from "../../bindings/SignInMethod";
import * as service from "../signIn";
import { valueOf, type Answers, type World } from "../world";

export function signIns(
  twin: World,
): Answers<
  | "sign_in_state"
  | "start_sign_in"
  | "start_browser_sign_in"
  | "await_sign_in"
  | "cancel_sign_in"
  | "sign_out"
  | "copy_code"
  | "open_sign_in_page"
  | "check_role"
  | "forget_everything"
> {
  /** Called to end a sign-in that waits, by setup. */
  const waiting = new Map<string, (end: SignInEnd) => void>();

  function visit(id: string): void {
    const { signIn } = twin.kept(id);
    if (signIn.state !== "pending" && signIn.state !== "browsing") return;
    const method: SignInMethod = signIn.state === "pending" ? "device-code" : "browser";
    const end = service.visited(twin.person, method);
    if (end === null) return;
    if (end.end === "signed-in" && twin.stepUps.get(id) === "asked") twin.stepUps.set(id, "given");
    finish(id, end);
  }

  function finish(id: string, end: SignInEnd): void {
    waiting.get(id)?.(end);
    waiting.delete(id);
  }

  return {
    sign_in_state: ({ id }) => twin.kept(id).signIn,
    start_sign_in: ({ id }) => {
      const kept = twin.kept(id);
      const code = service.code(valueOf(kept.view, "client_id"));
      kept.signIn = { state: "pending", code };
      return code;
    },
    start_browser_sign_in: ({ id }) => {
      const kept = twin.kept(id);
      const page = service.page(valueOf(kept.view, "client_id"));
      kept.signIn = { state: "browsing", page };
      return page;
    },
    await_sign_in: async ({ id }) => {
      const kept = twin.kept(id);
      const end = await new Promise<SignInEnd>((resolve) => waiting.set(id, resolve));
      kept.signIn =
        end.end === "signed-in"
          ? { state: "signed-in", account: end.account, kept: end.kept, method: end.method }
          : { state: "signed-out" };
      return end;
    },
    cancel_sign_in: ({ id }) => {
      twin.kept(id).signIn = { state: "signed-out" };
      finish(id, { end: "cancelled" });
    },
    sign_out: ({ id }) => (twin.kept(id).signIn = { state: "signed-out" }),
    copy_code: () => undefined,
    open_sign_in_page: async ({ id }) => {
      void twin.time.wait(1200).then(() => {
        visit(id);
      });
    },
    check_role: async ({ id }) => {
      twin.signedIn(id);
      await twin.time.wait(400);
      return service.roleOf(twin.person);
    },
    forget_everything: () => {
      const remembered = twin.state.setups.filter((kept) => kept.signIn.state !== "signed-out");
      for (const kept of remembered) kept.signIn = { state: "signed-out" };
      return { signIns: remembered.length };
    },
  };
}
