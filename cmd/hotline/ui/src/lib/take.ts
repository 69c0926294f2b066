import { Refusal } from "../api/client";

// take fetches a list as a file and hands it to the browser: fetched, so that a refusal is
// shown on the page and not saved as if it were the list.
export async function take(path: string, query: Record<string, string> = {}, method: "GET" | "POST" = "GET"): Promise<void> {
  const search = new URLSearchParams(query).toString();
  const got = await fetch(search ? `${path}?${search}` : path, { method, credentials: "same-origin" });
  if (!got.ok) {
    const problem = (await got.json().catch(() => ({}))) as { detail?: string };
    throw new Refusal(got.status, problem.detail ?? `服务器没有说明原因(${got.status})`);
  }
  const name = /filename="([^"]+)"/.exec(got.headers.get("Content-Disposition") ?? "")?.[1] ?? "list.csv";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await got.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// given leaves out what was not filled in.
export function given(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== ""));
}

// dayStart is midnight in Leshan of a date field, and the one after it; empty for none.
export function dayStart(date: string, after = 0): string {
  return date ? new Date(Date.parse(`${date}T00:00:00+08:00`) + after * 86_400_000).toISOString() : "";
}
