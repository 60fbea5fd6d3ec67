// Receipts as the twin writes and reads them: the real format, without the certificates' bytes.
import type { ErrorCode } from "../bindings/ErrorCode";
import type { Problem } from "../bindings/Problem";
import type { ReceiptStep } from "./organisation";

export interface Receipt {
  format: 1;
  guide: string;
  setup: string;
  script: string;
  computer: string;
  build: string;
  powershell: string;
  whatIf: boolean;
  started: string;
  ended: string;
  steps: ReceiptStep[];
  failure: string | null;
}

const begin = "-----BEGIN CROSSTRUST RECEIPT-----";
const end = "-----END CROSSTRUST RECEIPT-----";

export function problem(
  code: ErrorCode,
  title: string,
  message: string,
  next: string[],
  detail?: string,
): Problem {
  return { code, title, message, next, detail: detail ?? null, help: null };
}

export function printed(receipt: Receipt): string {
  const text = btoa(JSON.stringify(receipt));
  return [begin, ...(text.match(/.{1,76}/g) ?? []), end].join("\n");
}

/** Takes the receipt out of whatever was pasted around it; throws a `Problem`. */
export function parsed(text: string): Receipt {
  const from = text.indexOf(begin);
  if (from < 0)
    throw problem(
      "receipt-not-found",
      "No receipt in this text",
      "The text does not hold the lines of a receipt.",
      [
        "Copy everything the script printed, down to the line END CROSSTRUST RECEIPT.",
        "Or open the file that the script names in its last line.",
      ],
    );
  const to = text.indexOf(end, from);
  if (to < 0)
    throw problem("receipt-cut-off", "The receipt is cut off", "Its last line is missing.", [
      "Copy it again, down to the line END CROSSTRUST RECEIPT.",
    ]);
  try {
    return JSON.parse(atob(text.slice(from + begin.length, to).replace(/[^A-Za-z0-9+/=]/g, ""))) as Receipt;
  } catch (thrown) {
    throw problem(
      "receipt-unreadable",
      "The receipt cannot be read",
      "Some of its characters were lost or changed on the way.",
      ["Open the file that the script saved instead of copying the text."],
      String(thrown),
    );
  }
}
