import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AnswerView } from "../../lib/bindings/AnswerView";
import * as backend from "../../lib/backend";
import { Setup } from "../../lib/state/setup.svelte";
import { startProgram } from "../../lib/testing";
import { Draft, pause } from "./draft.svelte";

let setup: Setup;
let draft: Draft;
beforeEach(async () => {
  await startProgram();
  setup = new Setup(await backend.createSetup("teams", true));
  draft = new Draft(setup);
});
afterEach(() => {
  vi.useRealTimers();
});

function answer(id: string): AnswerView {
  const found = setup.view.answers.find((one) => one.spec.id === id);
  if (!found) throw new Error(`no answer ${id}`);
  return found;
}

describe("a draft of answers", () => {
  it("keeps what is typed, also when it is wrong", async () => {
    draft.type("domain_controller", "dc01");
    await draft.settle();
    expect(draft.value(answer("domain_controller"))).toBe("dc01");
    expect(answer("domain_controller").value).toBe("dc01");
  });

  it("shows what is wrong only when the field is left", async () => {
    draft.type("domain_controller", "dc01");
    await draft.save();
    expect(draft.problem(answer("domain_controller"))).toBeNull();
    await draft.settle();
    expect(draft.problem(answer("domain_controller"))).toContain("dc01.contoso.com");
  });

  it("reports empty answers only once the operator wants to go on", async () => {
    expect(draft.problem(answer("tenant"))).toBeNull();
    draft.strict = true;
    expect(draft.problem(answer("tenant"))).toContain("contoso.com");
    expect(draft.problem(answer("organization_name"))).toBeNull();
    expect(draft.problem(answer("cloud"))).toBeNull();
  });

  it("is saved after a pause without leaving the field", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    draft.type("tenant", "con");
    vi.advanceTimersByTime(pause - 1);
    draft.type("tenant", "contoso.com");
    vi.advanceTimersByTime(pause - 1);
    expect(answer("tenant").value).toBe("");
    vi.advanceTimersByTime(1);
    await vi.waitFor(() => {
      expect(answer("tenant").value).toBe("contoso.com");
    });
  });

  it("does not lose what is typed while it is being saved", async () => {
    draft.type("tenant", "contoso");
    const saving = draft.save();
    draft.type("tenant", "contoso.com");
    await saving;
    expect(draft.value(answer("tenant"))).toBe("contoso.com");
    await draft.settle();
    expect(answer("tenant").value).toBe("contoso.com");
  });

  it("asks a question once another answer makes it one", async () => {
    expect(answer("login_url").asked).toBe(false);
    draft.type("cloud", "custom");
    await draft.settle();
    expect(answer("login_url").asked).toBe(true);
    draft.type("cloud", "global");
    await draft.settle();
    expect(answer("login_url").asked).toBe(false);
  });
});
