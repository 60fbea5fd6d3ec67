import { describe, expect, it } from "vitest";
import type { KeyEnd } from "./bindings/KeyEnd";
import type { KeyFate } from "./bindings/KeyFate";
import { noEnd } from "./bindings/noEnd";
import * as words from "./words";

describe("dates", () => {
  const now = new Date(2026, 10, 21, 9, 41);
  const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

  it("shows today and yesterday with the time, and other days without", () => {
    expect(words.when(at(2026, 10, 21, 0, 5), now)).toBe("today, 00:05");
    expect(words.when(at(2026, 10, 20, 23, 59), now)).toBe("yesterday, 23:59");
    expect(words.when(at(2026, 10, 12, 8, 0), now)).toBe("12 Nov");
    expect(words.when(at(2024, 7, 9, 8, 0), now)).toBe("9 Aug 2024");
  });

  it("names the year of a day to come only when it is another one", () => {
    expect(words.dayNear(at(2026, 11, 9, 8, 0), now)).toBe("9 Dec");
    expect(words.dayNear(at(2027, 0, 20, 8, 0), now)).toBe("20 Jan 2027");
    expect(words.moment(at(2028, 10, 21, 9, 41))).toBe("21 Nov 2028, 09:41");
  });

  it("shows how long a run lasted, and never less than nothing", () => {
    expect(words.lasted("2026-11-21T09:41:00Z", "2026-11-21T09:41:12Z")).toBe("12 seconds");
    expect(words.lasted("2026-11-21T09:41:00Z", "2026-11-21T09:45:00Z")).toBe("4 minutes");
    expect(words.lasted("2026-11-21T09:41:00Z", "2026-11-21T09:40:00Z")).toBe("less than a second");
  });

  it("shows days left, also when there are none", () => {
    expect(words.daysLeft(731)).toBe("731 days left");
    expect(words.daysLeft(1)).toBe("1 day left");
    expect(words.daysLeft(0)).toBe("expires today");
    expect(words.daysLeft(-12)).toBe("expired 12 days ago");
    expect(words.daysLeft(noEnd)).toBe("never expires");
    const end = "9999-12-30T22:00:00.999999999Z";
    expect(words.date(end)).toBe("never");
    expect(words.until(end)).toBe("never expires");
  });
});

describe("a day that is announced", () => {
  it("has its date in the words about it", () => {
    const text = words.dated("Exchange switches on {date}", "2026-12-26T12:00:00Z");
    expect(text).toBe("Exchange switches on 26 Dec 2026");
  });
});

describe("the journal", () => {
  const now = new Date(2026, 10, 21, 9, 41);

  it("shows points in time as on a clock here", () => {
    const at = new Date(2026, 10, 21, 8, 20, 34).toISOString();
    for (const written of [at, at.replace("Z", "366388Z"), at.replace(/\.\d+/, "")]) {
      const what = [
        { text: "Receipt of a run that began " },
        { at: written },
        { text: '. Found in place: "Role".' },
      ];
      expect(words.journalWords(what, now)).toBe(
        'Receipt of a run that began today, 08:20. Found in place: "Role".',
      );
    }
  });

  it("leaves everything else as it was written", () => {
    const text = "Confirmed by user: at 2026-11-21T08:20:34Z it works $& $1.";
    expect(words.journalWords([{ text }], now)).toBe(text);
  });
});

describe("thumbprints and codes", () => {
  const thumbprint = "D8BB38FFBDCBF4650A1B2C3D4E5F60718293189F";

  it("shows thumbprints in fours, short or whole", () => {
    expect(words.thumbprintStart(thumbprint)).toBe("D8BB 38FF …");
    expect(words.thumbprintShort(thumbprint)).toBe("D8BB 38FF BDCB F465 … 189F");
    expect(words.thumbprintWhole(thumbprint).replaceAll(" ", "")).toBe(thumbprint);
  });

  it("parts a code in halves only when it has no parts of its own", () => {
    expect(words.codeInHalves("L9QMJR7Z")).toBe("L9QM JR7Z");
    expect(words.codeInHalves("L9QM-JR7Z")).toBe("L9QM-JR7Z");
    expect(words.codeInHalves("ABCDEFGHI")).toBe("ABCDEFGHI");
    expect(words.codeInHalves("ABCD")).toBe("ABCD");
  });

  it("names a long address by its host and its last part", () => {
    expect(words.pageOf("https://login.microsoftonline.com/t/oauth2/v2.0/authorize?state=1#x")).toBe(
      "login.microsoftonline.com/…/authorize",
    );
    expect(words.pageOf("http://127.0.0.1:49731/authorize")).toBe("127.0.0.1:49731/authorize");
    expect(words.pageOf("https://login.example/")).toBe("login.example");
    expect(words.pageOf("elsewhere")).toBe("elsewhere");
  });

  it("counts seconds down as minutes and seconds, and stops at nothing", () => {
    expect(words.minutesAndSeconds(872)).toBe("14:32");
    expect(words.minutesAndSeconds(9)).toBe("00:09");
    expect(words.minutesAndSeconds(-3)).toBe("00:00");
  });
});

describe("numbers and lists", () => {
  it("says neighbouring steps as a span and others as a list", () => {
    expect(words.stepNumbers([2, 3, 4, 5, 6, 7, 8])).toBe("2 to 8");
    expect(words.stepNumbers([5, 2])).toBe("2 and 5");
    expect(words.stepNumbers([2, 3, 4, 5, 6, 7, 8, 11])).toBe("2 to 8 and 11");
    expect(words.stepNumbers([2, 4, 5, 6, 8, 9])).toBe("2, 4 to 6, 8 and 9");
    expect(words.stepNumbers([9])).toBe("9");
    expect(words.stepNumbers([])).toBe("");
  });

  it("keeps the names of commands and parameters in one piece", () => {
    for (const whole of ["-WhatIf", "Set-AuthServer", ".\\Do-It.ps1", "(-Enabled", "New-AuthServer:"])
      expect(words.isOneWord(whole), whole).toBe(true);
    for (const other of ["on-premises", "-", "2007-06", "https://a-b.com", "'its", "Front"])
      expect(words.isOneWord(other), other).toBe(false);
  });

  it("breaks a name behind its id, not within the host", () => {
    expect(words.breakable("00000004-0000-0ff1-ce00-000000000000/pool1web.contoso.com")).toEqual([
      "00000004-0000-0ff1-ce00-000000000000/",
      "pool1web.contoso.com",
    ]);
    expect(words.breakable("https://mail.contoso.com/")).toEqual(["https://mail.contoso.com/"]);
    expect(words.breakable("exchange.contoso.com")).toEqual(["exchange.contoso.com"]);
  });

  it("joins sections of an article when they are numbered steps", () => {
    const step = (sectionStep: number) => ({ section: `Step ${String(sectionStep)}`, sectionStep });
    const verify = { section: "Verify your success", sectionStep: null };
    expect(words.sectionNames([step(1), step(2), step(2), step(3)])).toBe("Steps 1 to 3");
    expect(words.sectionNames([step(1), verify])).toBe("Step 1, Verify your success");
    expect(words.sectionNames([step(4), { section: "", sectionStep: null }])).toBe("Step 4");
  });

  it("writes a list as a sentence does", () => {
    expect(words.list(["a", "b", "c"])).toBe("a, b and c");
  });

  it("shortens a build as Exchange prints it and leaves any other text alone", () => {
    expect(words.exchangeBuild("Version 15.2 (Build 1748.10)")).toBe("15.2.1748.10");
    expect(words.exchangeBuild("15.2.1748.10")).toBe("15.2.1748.10");
  });
});

describe("why Next waits", () => {
  it("is said in a line, and not at all where nothing holds the page up", () => {
    expect(words.whyNextWaits(null)).toBeNull();
    expect(words.whyNextWaits({ reason: "receipt" })).toBe("Waiting for the script result");
    expect(words.whyNextWaits({ reason: "failed", steps: [4] })).toBe("Step 4 needs attention");
    expect(words.whyNextWaits({ reason: "failed", steps: [3, 5] })).toBe("Steps 3 and 5 need attention");
    expect(words.whyNextWaits({ reason: "decisions", count: 1 })).toBe("1 decision is open");
    expect(words.whyNextWaits({ reason: "decisions", count: 2 })).toBe("2 decisions are open");
    expect(words.whyNextWaits({ reason: "date", until: "2026-12-26T12:00:00Z" })).toBe(
      "Waiting until 26 Dec 2026",
    );
  });
});

describe("roles", () => {
  it("are shortened, also when there are none", () => {
    expect(words.rolesShort([])).toBe("No active role");
    expect(words.rolesShort(["Global Reader"])).toBe("Global Reader");
    expect(words.rolesShort(["Global Administrator", "Global Reader"])).toBe(
      "Global Administrator and Global Reader",
    );
    expect(words.rolesShort(["Global Administrator", "b", "c", "d"])).toBe("Global Administrator and 3 more");
  });
});

describe("keys", () => {
  it("puts those of this organisation first, and those of nobody known last", () => {
    const keys = (["unknown", "chosen", "next", "current"] as const).map((standing) => ({ standing }));
    expect(words.inStandingOrder(keys).map((key) => key.standing)).toEqual([
      "current",
      "next",
      "chosen",
      "unknown",
    ]);
  });

  it("says what a copy of keys holds, also when there were none", () => {
    expect(words.keysKept({ a: 1, b: 0 })).toBe("1 certificate of 2 applications");
    expect(words.keysKept({ a: 0, b: 0, c: 0 })).toBe("No certificates of 3 applications");
  });

  it("says what happens to each key and until when it is valid", () => {
    const valid = { code: "valid", at: "2028-11-21T12:00:00Z" } as const;
    const past = { code: "past", at: "2024-08-09T12:00:00Z" } as const;
    const of = (fate: KeyFate, end: KeyEnd, added: words.Added = "new") =>
      words.keyWords({ fate, end }, added);
    expect(of("add", valid)).toBe("until 21 Nov 2028, new");
    expect(of("add", valid, "restored")).toBe("until 21 Nov 2028, restored");
    expect(of("add", past, "restored")).toBe("expired 9 Aug 2024, restored");
    expect(of("add", { code: "never" })).toBe("never expires, new");
    expect(of("keep", valid)).toBe("until 21 Nov 2028, kept");
    expect(of("drop", past)).toBe("expired 9 Aug 2024, will be deleted");
    expect(of("not-restored", past)).toBe("expired 9 Aug 2024, can't be restored");
    expect(of("keep-expired", { code: "expired" })).toBe("expired, kept");
    expect(of("remove", { code: "unknown" })).toBe("unknown expiration date, will be deleted");
  });

  it("remarks on another end than the certificate's", () => {
    const certificateEnd = "2028-11-21T12:00:00Z";
    expect(words.otherEndWords({ reported: "2027-03-03T12:00:00Z", certificateEnd })).toBe(
      "Microsoft Graph reports 3 Mar 2027 as the expiration date. The certificate is valid until 21 Nov 2028.",
    );
    expect(words.otherEndWords({ reported: null, certificateEnd })).toBe(
      "Microsoft Graph reports no expiration date. The certificate is valid until 21 Nov 2028.",
    );
  });
});

describe("a problem on the clipboard", () => {
  it("holds code, message, every next step, the detail and the time", () => {
    const text = words.problemText(
      {
        code: "graph-access-denied",
        title: "Not allowed",
        message: "The account may not write.",
        next: ["Activate the role.", "Sign in again."],
        detail: "request-id 7f",
        help: null,
      },
      new Date("2026-11-21T09:41:00Z"),
    );
    expect(text.split("\n")).toEqual([
      "Not allowed (graph-access-denied)",
      "The account may not write.",
      "1. Activate the role.",
      "2. Sign in again.",
      "",
      "request-id 7f",
      "",
      "Crosstrust, 2026-11-21T09:41:00.000Z",
    ]);
  });
});

describe("what is said of a copied script", () => {
  const shellWords = "the Exchange Management Shell";

  it("says what happens when it is pasted", () => {
    expect(words.copied({ effect: "changes", shellWords }, true)).toBe(
      "Dry run copied. Paste it into the Exchange Management Shell: it changes nothing.",
    );
    expect(words.copied({ effect: "changes", shellWords }, false)).toBe(
      "Script copied. Pasting it runs it and makes changes.",
    );
    expect(words.copied({ effect: "reads", shellWords }, false)).toContain("changes nothing");
    const tests = words.copied({ effect: "tests", shellWords }, false);
    expect(tests).toContain("writes one test item");
    expect(tests).not.toContain("changes nothing");
  });
});
