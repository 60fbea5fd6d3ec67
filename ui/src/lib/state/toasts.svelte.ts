// Good news that needs no answer: it shows for a few seconds and is replaced by the next. One that says where
// a file was saved stays until it is closed, because it offers to open the folder. Errors never come here.

const shownFor = 6_000;

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
    const id = this.#put(text, null);
    setTimeout(() => {
      this.close(id);
    }, shownFor);
  }

  /** Says where something was saved. */
  saved(path: string): void {
    this.#put(`Saved as ${path}`, path);
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #put(text: string, path: string | null): number {
    const id = ++this.#last;
    this.list = [{ id, text, path }];
    return id;
  }
}

export const toasts = new Toasts();
