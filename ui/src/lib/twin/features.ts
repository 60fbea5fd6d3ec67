// What works where, as far as the twin knows: a few of its rows.
import type { CombinationView } from "../bindings/CombinationView";
import type { FeatureTable } from "../bindings/FeatureTable";
import type { FeatureView } from "../bindings/FeatureView";
import type { GuideSummary } from "../bindings/GuideSummary";
import type { SupportEnd } from "../bindings/SupportEnd";

type Row = [name: string, note: string | null, server: string, online: string];
const condition = "need Exchange 2016/2013";
const rows: Row[] = [
  ["Presence in Outlook", null, "Y", "Y"],
  ["Contact List (via Unified Contact Store)", null, `Y (${condition})`, "N"],
  ["High-resolution Contact Photo", "Requires Skype for Business clients.", `Y (${condition})`, "Y"],
  ["Exchange UM Voice Mail", "There is a Cloud Voicemail service.", "Y", "N"],
];

function feature([name, note, server, online]: Row, exchange: string, retired: boolean): FeatureView {
  const published = retired ? online : server;
  const conditional = published.includes(condition);
  return {
    name,
    notes: note === null ? [] : [note],
    works: !retired && published !== "N" && !(conditional && exchange === "exchange-2010"),
    condition: conditional ? condition : null,
    published,
  };
}

const exchanges = [
  { id: "exchange-se", label: "Exchange Server Subscription Edition" },
  { id: "exchange-2016", label: "Exchange Server 2016" },
  { id: "exchange-2010", label: "Exchange Server 2010" },
];
const supportEnded: Record<string, SupportEnd> = {
  "exchange-2016": {
    day: "2025-10-14",
    source: "https://learn.microsoft.com/lifecycle/products/exchange-server-2016",
  },
  "exchange-2010": {
    day: "2020-10-13",
    source: "https://learn.microsoft.com/lifecycle/products/exchange-server-2010",
  },
};
const sides = [
  { id: "teams", label: "Microsoft Teams" },
  { id: "skype-server", label: "Skype for Business Server" },
  { id: "skype-online", label: "Skype for Business Online" },
];

export function features(guide: GuideSummary): FeatureTable {
  const combination = (exchange: string, side: string): CombinationView => {
    const retired = side === "skype-online";
    const listed = side !== "teams" && exchange !== "exchange-se";
    const ended = supportEnded[exchange] ?? null;
    return {
      exchange,
      side,
      support: retired ? "retired" : ended ? "out-of-support" : "supported",
      supportEnded: ended,
      published: listed ? "Exchange (on premises) + Skype for Business" : null,
      words: retired
        ? ["Skype for Business Online was retired on July 31, 2021.", "Choose Teams as the other side."]
        : listed
          ? []
          : ["Microsoft's procedure applies to this version."],
      instead: retired ? "teams" : null,
      features: listed ? rows.map((row) => feature(row, exchange, retired)) : [],
      guide:
        side === "teams" && exchange !== "exchange-2010"
          ? { id: guide.id, title: guide.title, summary: guide.summary }
          : null,
    };
  };
  return {
    article: { title: "Plan to integrate Skype for Business and Exchange", url: guide.article.url },
    exchanges,
    sides,
    combinations: exchanges.flatMap((one) => sides.map((side) => combination(one.id, side.id))),
  };
}
