import { answer, newID, rest } from "../api/client";
import type { Block, GreenChannel, Nuisance } from "../api/schema";

// What an agent may have to do beside the record, in the call that is on his desk.

export async function report(call: string, kind: string): Promise<void> {
  await answer(rest.PUT("/api/calls/{id}/abuse-report", { params: { path: { id: call } }, body: { id: newID(), kind } }));
}

// setGreen opens the green channel until the end of a day, or closes it.
export function setGreen(call: string, reason: string, until: string | undefined): Promise<GreenChannel> {
  const opened = until ? { open: true, consented: true, until: `${until}T23:59:59+08:00` } : { open: false };
  return answer(rest.PUT("/api/calls/{id}/green-channel", { params: { path: { id: call } }, body: { id: newID(), reason, ...opened } }));
}

export function nuisance(call: string): Promise<Nuisance> {
  return answer(rest.GET("/api/calls/{id}/nuisance", { params: { path: { id: call } } }));
}

export function explain(call: string): Promise<Nuisance> {
  return answer(rest.PUT("/api/calls/{id}/nuisance", { params: { path: { id: call } }, body: { id: newID() } }));
}

export async function dismiss(call: string): Promise<void> {
  await answer(rest.POST("/api/calls/{id}/dismiss", { params: { path: { id: call }, header: { "Idempotency-Key": newID() } } }));
}

export function proposeBlock(call: string, reason: string, days: number): Promise<Block> {
  return answer(rest.PUT("/api/calls/{id}/block", { params: { path: { id: call } }, body: { id: newID(), reason, days } }));
}
