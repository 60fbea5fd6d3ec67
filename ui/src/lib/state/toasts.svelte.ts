// Good news that needs no answer: it shows for a few seconds and is replaced by the next. One that says where
// a file was saved shows for longer, because it offers to open the folder. Errors never come here.
import { say } from "../messages";

const shownFor = 6_000;
const savedShownFor = 30_000;

export interface Toast {
  id: number;
  text: string;
  /** The file or folder that was saved. */
  path: string | null;
}

export class Toasts {
  list = $state.raw<Toast[]>([]);
  #last = 0;

  show(text: string): void {
    this.#put(text, null, shownFor);
  }

  /** Says where something was saved. */
  saved(path: string): void {
    this.#put(say("saved-as", { path }), path, savedShownFor);
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Another page was opened: where something was saved belongs to the page before. */
  closeSaved(): void {
    this.list = this.list.filter((toast) => toast.path === null);
  }

  #put(text: string, path: string | null, milliseconds: number): void {
    const id = ++this.#last;
    this.list = [{ id, text, path }];
    setTimeout(() => {
      this.close(id);
    }, milliseconds);
  }
}

export const toasts = new Toasts();
