// Where the window is, as it is in the address after '#', so that a reload resumes there.

export type Route =
  | { page: "home" }
  /** A new setup, of this guide where one is named. */
  | { page: "new"; rehearsal: boolean; guide?: string }
  | { page: "features" }
  | { page: "settings" }
  | { page: "help" }
  /** The check from outside, of a setup or of none. */
  | { page: "probe"; id: string | null }
  /** A step; `alone` where its own script is shown instead of the one for all on-premises steps, `answer`
      where the field of that answer takes the focus. */
  | { page: "step"; id: string; step: string | null; alone: boolean; answer?: string }
  /** A script that belongs to no single step: undo, verification, the guarded one. */
  | { page: "script"; id: string; script: string }
  /** The app registration through which a setup signs in. */
  | { page: "app"; id: string };

/** The setup that a page belongs to. */
export function setupOf(route: Route): string | null {
  switch (route.page) {
    case "step":
    case "script":
    case "app":
    case "probe":
      return route.id;
    default:
      return null;
  }
}

export function parseRoute(hash: string): Route {
  const [first, ...rest] = hash
    .replace(/^#?\/?/, "")
    .split("/")
    .map(decode);
  switch (first) {
    case "new": {
      const rehearsal = rest[0] === "rehearsal";
      return rest[1] ? { page: "new", rehearsal, guide: rest[1] } : { page: "new", rehearsal };
    }
    case "features":
      return { page: "features" };
    case "settings":
      return { page: "settings" };
    case "help":
      return { page: "help" };
    case "probe":
      return { page: "probe", id: null };
    case "setup": {
      const [id, second, third, fourth] = rest;
      if (!id) return { page: "home" };
      if (second === "script" && third) return { page: "script", id, script: third };
      if (second === "app") return { page: "app", id };
      if (second === "probe") return { page: "probe", id };
      if (second && third === "answer" && fourth)
        return { page: "step", id, step: second, alone: false, answer: fourth };
      return { page: "step", id, step: second ? second : null, alone: third === "alone" };
    }
    default:
      return { page: "home" };
  }
}

export function formatRoute(route: Route): string {
  const path = (...parts: string[]) => `#/${parts.map(encodeURIComponent).join("/")}`;
  switch (route.page) {
    case "home":
      return "#/";
    case "new":
      if (route.guide !== undefined) return path("new", route.rehearsal ? "rehearsal" : "real", route.guide);
      return route.rehearsal ? path("new", "rehearsal") : path("new");
    case "features":
    case "settings":
    case "help":
      return path(route.page);
    case "step":
      if (route.step === null) return path("setup", route.id);
      if (route.answer !== undefined) return path("setup", route.id, route.step, "answer", route.answer);
      return route.alone ? path("setup", route.id, route.step, "alone") : path("setup", route.id, route.step);
    case "script":
      return path("setup", route.id, "script", route.script);
    case "app":
      return path("setup", route.id, "app");
    case "probe":
      return route.id === null ? path("probe") : path("setup", route.id, "probe");
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
