// The region in which tests compare dates and numbers, whatever that of the computer is.
Object.defineProperty(globalThis, "navigator", { value: { language: "en-GB" }, configurable: true });
// Tests say messages of every page. Only now: what is imported reads the locale.
await import("./laterMessages");

export {};
