// A file that was dropped on the page.

/** The first of the dropped files, cut off after `limit` bytes and one more: its reader refuses what is longer. */
export async function dropped(
  event: DragEvent,
  limit: number,
): Promise<{ name: string; bytes: number[] } | null> {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  if (!file) return null;
  const bytes = await file.slice(0, limit + 1).arrayBuffer();
  return { name: file.name, bytes: Array.from(new Uint8Array(bytes)) };
}
