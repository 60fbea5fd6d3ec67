import { describe, expect, it } from "vitest";
import { connectCommand, isKnownThere } from "./online";

describe("a window for Exchange Online", () => {
  it("is connected in the cloud of the answers", () => {
    expect(connectCommand("global")).toBe("Connect-ExchangeOnline");
    expect(connectCommand("gcc-high")).toBe(
      "Connect-ExchangeOnline -ExchangeEnvironmentName O365USGovGCCHigh",
    );
    expect(connectCommand("dod")).toBe("Connect-ExchangeOnline -ExchangeEnvironmentName O365USGovDoD");
    expect(connectCommand("china")).toBe("Connect-ExchangeOnline -ExchangeEnvironmentName O365China");
  });

  it("says where the command is not known whole", () => {
    expect(["global", "gcc-high", "dod", "china"].every(isKnownThere)).toBe(true);
    for (const cloud of ["bleu", "delos", "custom", ""]) {
      expect(isKnownThere(cloud)).toBe(false);
      expect(connectCommand(cloud)).toBe("Connect-ExchangeOnline");
    }
  });
});
