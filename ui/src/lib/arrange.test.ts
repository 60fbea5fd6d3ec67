import { expect, test } from "vitest";
import { arrange, asItComes, firstOf } from "./arrange";
import type { SetupSummary } from "./bindings/SetupSummary";

function setup(name: string, more: Partial<SetupSummary> = {}): SetupSummary {
  return {
    name,
    organization: null,
    guideTitle: "Teams",
    position: "Step 1",
    archived: false,
    due: null,
    ...more,
  } as SetupSummary;
}

const contoso = setup("Contoso", { organization: "contoso.com", due: "2026-12-24T00:00:00Z" });
const second = setup("Second forest", { organization: "contoso.com", guideTitle: "Rotate" });
const fabrikam = setup("Fabrikam 10", { organization: "Fabrikam", due: "2026-12-01T00:00:00Z" });
const old = setup("Fabrikam 9", { organization: "Fabrikam", archived: true });
const unnamed = setup("New setup", { due: "2027-01-01T00:00:00Z" });
const all = [contoso, second, fabrikam, old, unnamed];

function names(how: Partial<typeof asItComes>) {
  return arrange(all, { ...asItComes, ...how }).map((group) => group.setups.map((one) => one.name));
}

test("the list is as the program gives it, without the archive", () => {
  expect(names({})).toEqual([["Contoso", "Second forest", "Fabrikam 10", "New setup"]]);
  expect(names({ archived: true })).toEqual([["Fabrikam 9"]]);
});

test("a search finds each of its words anywhere on the card, in capital letters or not", () => {
  expect(names({ search: "CONTOSO" })).toEqual([["Contoso", "Second forest"]]);
  expect(names({ search: " rotate  contoso.com " })).toEqual([["Second forest"]]);
  expect(names({ search: "contoso fabrikam" })).toEqual([[]]);
  expect(names({ search: "9" })).toEqual([[]]);
});

test("what is due next comes first, and what nothing is due for comes last", () => {
  expect(names({ order: "due" })).toEqual([["Fabrikam 10", "Contoso", "New setup", "Second forest"]]);
});

test("names are sorted as a person sorts them", () => {
  const some = ["b 10", "B 9", "ä", "z", "A"].map((name) => setup(name));
  const sorted = arrange(some, { ...asItComes, order: "name" })[0]?.setups.map((one) => one.name);
  expect(sorted).toEqual(["A", "ä", "B 9", "b 10", "z"]);
});

test("groups are in the order of what they begin with, or of their names", () => {
  const groups = (order: (typeof asItComes)["order"]) =>
    arrange(all, { ...asItComes, order, grouped: true }).map((group) => group.organization);
  expect(groups("changed")).toEqual(["contoso.com", "Fabrikam", null]);
  expect(groups("due")).toEqual(["Fabrikam", "contoso.com", null]);
  expect(groups("name")).toEqual(["contoso.com", "Fabrikam", null]);
});

test("only so many cards are drawn, over the groups", () => {
  const groups = arrange(all, { ...asItComes, grouped: true });
  expect(firstOf(groups, 3).map((group) => group.setups.length)).toEqual([2, 1]);
  expect(firstOf(groups, 99)).toEqual(groups);
  expect(firstOf(groups, 0)).toEqual([]);
});

test("a thousand setups are all in their groups, in the order of the names", () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    setup(`Setup ${String(index)}`, { organization: `Organization ${String(index % 50)}` }),
  );
  const groups = arrange(many, { search: "", order: "name", grouped: true, archived: false });
  expect(groups.map((group) => group.organization)).toEqual(
    Array.from({ length: 50 }, (_, index) => `Organization ${String(index)}`),
  );
  expect(groups.every((group) => group.setups.length === 20)).toBe(true);
  expect(groups[1]?.setups.slice(0, 2).map((one) => one.name)).toEqual(["Setup 1", "Setup 51"]);
});
