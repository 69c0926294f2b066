import type { InjectionKey } from "vue";

// takeStep runs one step of signing in; the page shows that it is busy and what failed.
export const takeStep: InjectionKey<(work: () => Promise<void>) => Promise<void>> = Symbol("step");
