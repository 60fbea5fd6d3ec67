import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as Alerts from "./alerts";

let alertRole: typeof Alerts.alertRole;
let pageOpens: typeof Alerts.pageOpens;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  vi.resetModules();
  ({ alertRole, pageOpens } = await import("./alerts"));
  vi.advanceTimersByTime(60_000);
});
afterEach(() => {
  vi.useRealTimers();
});

test("of the notices of one failure one is read out", () => {
  pageOpens();
  vi.advanceTimersByTime(5000);
  expect([alertRole(), alertRole(), alertRole()]).toEqual(["alert", undefined, undefined]);
  vi.advanceTimersByTime(5000);
  expect(alertRole()).toBe("alert");
});

test("what a page shows when it opens is not read out", () => {
  pageOpens();
  expect(alertRole()).toBeUndefined();
  vi.advanceTimersByTime(200);
  expect(alertRole()).toBeUndefined();
  vi.advanceTimersByTime(5000);
  expect(alertRole()).toBe("alert");
});
