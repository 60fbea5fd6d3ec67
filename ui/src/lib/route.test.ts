import { describe, expect, it } from "vitest";
import { formatRoute, parseRoute, type Route } from "./route";

describe("routes", () => {
  const routes: Route[] = [
    { page: "home" },
    { page: "new", rehearsal: false },
    { page: "new", rehearsal: true },
    { page: "new", rehearsal: false, guide: "teams" },
    { page: "new", rehearsal: true, guide: "skype-online" },
    { page: "features" },
    { page: "settings" },
    { page: "help" },
    { page: "step", id: "0190b6f0", step: null, alone: false },
    { page: "step", id: "0190b6f0", step: "sfbonline", alone: false },
    { page: "step", id: "0190b6f0", step: "sfbonline", alone: true },
    { page: "step", id: "0190b6f0", step: "organisation", alone: false, answer: "tenant" },
    { page: "script", id: "0190b6f0", script: "teams-undo" },
    { page: "app", id: "0190b6f0" },
    { page: "probe", id: null },
    { page: "probe", id: "0190b6f0" },
    { page: "step", id: "a/b?#", step: "ü %", alone: false },
  ];

  it.each(routes)("come back as they were written: %j", (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it.each(["", "#", "#/", "#/setup", "#/setup/", "#/elsewhere/7", "#/%E0%A4%A"])(
    "show the first page for %j",
    (hash) => {
      expect(parseRoute(hash)).toEqual({ page: "home" });
    },
  );
});
