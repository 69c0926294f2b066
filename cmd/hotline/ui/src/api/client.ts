import createClient from "openapi-fetch";
import type { Fault, paths, Problem } from "./schema";

// Refusal is what the server said no with; its text is Chinese and can be shown.
export class Refusal extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly faults: readonly Fault[] = [],
  ) {
    super(detail);
  }
}

export const rest = createClient<paths>({ baseUrl: location.origin, credentials: "same-origin" });

let onSignedOut: () => void = () => {};

// whenSignedOut is told when the server no longer knows who we are.
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

// answer waits for a request and gives its content, or throws a Refusal.
export async function answer<T>(asked: Promise<Answer<T>>): Promise<T> {
  let got: Answer<T>;
  try {
    got = await asked;
  } catch {
    throw new Refusal(0, "连不上服务器,正在重试。通话不受影响");
  }
  if (got.response.ok) return got.data as T;
  if (got.response.status === 401) onSignedOut();
  throw new Refusal(got.response.status, said(got.error, got.response.status), (got.error as Partial<Problem> | undefined)?.errors ?? []);
}

function said(error: unknown, status: number): string {
  const problem = error as Partial<Problem> | undefined;
  const faults = (problem?.errors ?? []).map((f) => f.message).filter(Boolean);
  return problem?.detail || faults.join(";") || `服务器没有说明原因(${status})`;
}

// newID names something a person did, so that doing it twice does it once.
export function newID(): string {
  return crypto.randomUUID();
}
