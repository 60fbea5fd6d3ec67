import { afterEach, expect, test, vi } from "vitest";

const invoke = vi.hoisted(() => vi.fn());
vi.mock("@tauri-apps/api/core", () => ({ invoke, isTauri: () => true, Channel: vi.fn() }));

/** The bridge to the program in a page that was loaded in this way, and to which the window gave a list of setups. */
async function loaded(type: string) {
  vi.resetModules();
  invoke.mockReset().mockResolvedValue("asked for");
  vi.stubGlobal("crosstrustAnswers", { home: "given" });
  vi.spyOn(performance, "getEntriesByType").mockReturnValue([{ type } as unknown as PerformanceEntry]);
  return import("./host");
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("what the window gave answers the first question alone", async () => {
  const { call } = await loaded("navigate");
  expect(await call("home", {})).toBe("given");
  expect(invoke).not.toHaveBeenCalled();
  expect(await call("home", {})).toBe("asked for");
  expect(await call("app_info", {})).toBe("asked for");
});

test.each(["reload", "back_forward"])("a page that is loaded by %s asks the program", async (type) => {
  const { call } = await loaded(type);
  expect(await call("home", {})).toBe("asked for");
});
