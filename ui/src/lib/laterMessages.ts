// The messages that the first page has no use for. Every other page imports this file, so that the window is there
// sooner; once the first page is there, they follow by themselves.
import { addMessages, type ParsedFile } from "./messages";

const files = import.meta.glob<ParsedFile>(
  [
    "../../../src-tauri/core/messages/en/window-*.ftl",
    "!../../../src-tauri/core/messages/en/window-{common,complaints,frame,home,terms}.ftl",
  ],
  { query: "?parsed", eager: true, import: "default" },
);

addMessages(Object.values(files));
