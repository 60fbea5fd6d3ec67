// The check from outside: nobody is reached from an ordinary browser.
import type { Probed } from "../../bindings/Probed";
import type { Answers, World } from "../world";

export function probes(
  twin: World,
): Answers<
  | "probe_page"
  | "run_probe"
  | "cancel_probe"
  | "copy_probe_script"
  | "save_probe_script"
  | "read_probe_receipt"
  | "rehearse_fault"
> {
  const run = (id: string | null, address: string) => {
    const probed: Probed = {
      at: twin.now().toISOString(),
      address,
      computer: null,
      outcome: "unreachable",
      findings: [],
      requests: 0,
      seconds: 0,
      log: [],
      limitations: "",
    };
    if (id === null) return { probed, setup: null };
    const kept = twin.kept(id);
    kept.view.probed = probed;
    return { probed, setup: twin.touched(kept, "operator", "Checked from outside.") };
  };
  return {
    probe_page: ({ address }) => ({
      suggested: "anna@contoso.com",
      plan: address === "" ? null : { address, recipients: [] },
      problem: null,
      clouds: [],
      faults: [],
      fault: null,
    }),
    run_probe: ({ id, address }) => run(id, address),
    cancel_probe: () => undefined,
    copy_probe_script: () => undefined,
    save_probe_script: () => null,
    read_probe_receipt: ({ id }) => run(id, ""),
    rehearse_fault: () => [],
  };
}
