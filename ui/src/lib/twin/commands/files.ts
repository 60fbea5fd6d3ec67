// What is saved, opened and copied.
import { supportContents } from "../support";
import type { Answers, World } from "../world";

export function files(
  twin: World,
): Answers<
  | "export_bundle"
  | "save_report"
  | "support_contents"
  | "save_support_file"
  | "open_folder"
  | "open_link"
  | "copy_text"
> {
  return {
    export_bundle: ({ id, zip }) => {
      const folder = "C:\\Users\\you\\Documents\\contoso";
      if (zip) return `${folder}.zip`;
      twin.kept(id).view.backupFolder = folder;
      return folder;
    },
    save_report: ({ format }) => `C:\\Users\\you\\Documents\\contoso-report.${format}`,
    support_contents: ({ id }) => supportContents(id !== null),
    save_support_file: () => "C:\\Users\\you\\Documents\\crosstrust-support.zip",
    open_folder: () => undefined,
    open_link: ({ url }) => void open(url, "_blank", "noopener"),
    copy_text: ({ text }) => navigator.clipboard.writeText(text),
  };
}
