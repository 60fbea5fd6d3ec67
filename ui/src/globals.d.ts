/** True where the page may run on the in-memory twin; see vite.config.ts. */
declare const __TWIN__: boolean;
