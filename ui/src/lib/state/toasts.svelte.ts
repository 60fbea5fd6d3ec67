// Good news that needs no answer: it shows for a few seconds and goes, or gives way to the next.
// Errors never come here.

const shownFor = 6_000;

export interface Toast {
  id: number;
  text: string;
}

export class Toasts {
  list = $state.raw<Toast[]>([]);
  #last = 0;

  show(text: string): void {
    const id = ++this.#last;
    this.list = [{ id, text }];
    setTimeout(() => {
      this.list = this.list.filter((toast) => toast.id !== id);
    }, shownFor);
  }
}

export const toasts = new Toasts();
