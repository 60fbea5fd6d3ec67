// What the twin would put into a support file.
import type { SupportContents } from "../bindings/SupportContents";

export function supportContents(ofSetup: boolean): SupportContents {
  const entries = [
    { name: "versions.txt", what: "Versions of Crosstrust, of the system, and of its web view" },
    {
      name: "crosstrust.log",
      what: "What the program did in the last days, without names, addresses, answers or tokens",
    },
  ];
  const setup = {
    name: "setup.json",
    what: "The states of this setup's steps, without answers, people, domains or the keys themselves",
  };
  return { name: "crosstrust-support.zip", entries: ofSetup ? [...entries, setup] : entries };
}
