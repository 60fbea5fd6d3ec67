// Which setups the list shows, and in which order.
import type { SetupSummary } from "./bindings/SetupSummary";
import { locale, once } from "./locale";

/** How the list is arranged. It stays as it is while the window is open. */
export interface Arrangement {
  search: string;
  order: "changed" | "due" | "name";
  /** By organization. */
  grouped: boolean;
  /** The archive, or everything else. */
  archived: boolean;
}

export interface SetupGroup {
  /** Null without groups, and for setups whose answers name no organization. */
  organization: string | null;
  setups: readonly SetupSummary[];
}

export const asItComes: Arrangement = { search: "", order: "changed", grouped: false, archived: false };

/** Names are compared as a person of this region sorts them; "contoso 9" is before "contoso 10". */
const names = once(() => new Intl.Collator(locale, { numeric: true }));

const fold = (text: string) => text.normalize("NFKC").toLocaleLowerCase(locale);

/** Whether each word of the search is in what the card shows. */
function matches(setup: SetupSummary, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = fold([setup.name, setup.organization ?? "", setup.guideTitle, setup.position].join("\n"));
  return words.every((word) => text.includes(word));
}

const orders: Record<Arrangement["order"], (one: SetupSummary, other: SetupSummary) => number> = {
  // As the program gives them.
  changed: () => 0,
  // Those for which nothing is due come last.
  due: (one, other) =>
    (one.due === null ? Infinity : Date.parse(one.due)) -
      (other.due === null ? Infinity : Date.parse(other.due)) || 0,
  name: (one, other) => names().compare(one.name, other.name),
};

/** The setups to show, in order, in groups. */
export function arrange(setups: readonly SetupSummary[], how: Arrangement): SetupGroup[] {
  const words = fold(how.search).split(/\s+/).filter(Boolean);
  const shown = setups
    .filter((setup) => setup.archived === how.archived && matches(setup, words))
    .sort(orders[how.order]);
  if (!how.grouped) return [{ organization: null, setups: shown }];
  const groups = new Map<string | null, SetupSummary[]>();
  for (const setup of shown) {
    const group = groups.get(setup.organization);
    if (group) group.push(setup);
    else groups.set(setup.organization, [setup]);
  }
  const found = [...groups].map(([organization, members]) => ({ organization, setups: members }));
  // The groups themselves are in the order of their first setups, but for that of the names.
  if (how.order !== "name") return found;
  return found.sort((one, other) =>
    one.organization === null || other.organization === null
      ? Number(one.organization === null) - Number(other.organization === null)
      : names().compare(one.organization, other.organization),
  );
}

/** The first setups of these groups, so many in all. */
export function firstOf(groups: readonly SetupGroup[], count: number): SetupGroup[] {
  const first: SetupGroup[] = [];
  let left = count;
  for (const group of groups) {
    if (left <= 0) break;
    first.push({ ...group, setups: group.setups.slice(0, left) });
    left -= group.setups.length;
  }
  return first;
}
