// What the operator is to know of what was done in a setup. Each notice stays, from page to page, until
// it is dismissed.
import type { NoticeView } from "../bindings/NoticeView";

const same = (one: NoticeView, other: NoticeView) => one.code === other.code && one.text === other.text;

export class Notices {
  /** The newest first. */
  list = $state.raw<readonly NoticeView[]>([]);

  /** Adds what is not shown yet. */
  add(more: readonly NoticeView[]): void {
    const added = more.filter((one) => !this.list.some((shown) => same(one, shown)));
    if (added.length > 0) this.list = [...added, ...this.list];
  }

  dismiss(notice: NoticeView): void {
    this.list = this.list.filter((shown) => !same(shown, notice));
  }
}
