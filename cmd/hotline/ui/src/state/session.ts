import { reactive } from "vue";
import { answer, rest, whenSignedOut } from "../api/client";
import type { Enrolment, Person, SignInBody } from "../api/schema";
import { fallSilent, listen } from "./live";

export type Action =
  | "session" | "take_calls" | "see_agents" | "see_calls" | "command_calls" | "command_agents" | "administer_staff" | "configure"
  | "edit_consultations" | "run_matters" | "play_recordings" | "open_numbers" | "read_secrets"
  | "download_recordings" | "hold_recordings" | "read_audit" | "report_abuse" | "open_green_channel"
  | "propose_blocks" | "decide_blocks" | "send_messages" | "read_knowledge" | "edit_knowledge" | "plan_duty"
  | "see_orders" | "create_orders" | "move_orders" | "see_units" | "keep_units" | "offer_slots" | "see_order_figures" | "import_figures" | "see_exchange" | "run_exchange"
  | "export_records" | "approve_exports" | "disclose" | "read_disclosures" | "read_recounts" | "see_retention" | "set_retention"
  | "see_quality" | "score_quality" | "appeal_scores" | "rule_appeals" | "keep_score_sheets";

export const session = reactive({
  person: undefined as Person | undefined,
  known: false, // whether the server has said who we are
  told: "", // why we are back at the sign-in page
});

// may says whether this person may do something to everybody's calls, mayOwn whether to
// those he talked in. The server decides; this only leaves out what would be refused.
export function may(action: Action): boolean {
  return session.person?.actions?.includes(action) ?? false;
}

export function mayOwn(action: Action): boolean {
  return may(action) || (session.person?.own?.includes(action as never) ?? false);
}

// recall asks the server who we are: a refreshed page is signed in where it was.
export async function recall(): Promise<void> {
  try {
    begin(await answer(rest.GET("/api/session")));
  } catch {
    end("");
  }
  session.known = true;
}

export async function signIn(with_: SignInBody): Promise<void> {
  begin(await answer(rest.POST("/api/session", { body: { ...with_, browser: true } })));
}

// The steps between the password and work; each answer says what is still to be done.
export async function changePassword(old: string, renewed: string): Promise<void> {
  begin(await answer(rest.PUT("/api/session/password", { body: { old, new: renewed } })));
}

export async function proveFactor(code: string): Promise<void> {
  begin(await answer(rest.POST("/api/session/second-factor/proof", { body: { code } })));
}

export function enrolFactor(): Promise<Enrolment> {
  return answer(rest.POST("/api/session/second-factor"));
}

export async function confirmFactor(ticket: string, code: string): Promise<void> {
  begin(await answer(rest.PUT("/api/session/second-factor", { body: { ticket, code } })));
}

export async function signOut(): Promise<void> {
  await answer(rest.DELETE("/api/session"));
  end("");
}

function begin(person: Person): void {
  session.person = person;
  session.told = "";
  if (!person.next) listen();
}

export function end(told: string): void {
  session.person = undefined;
  session.told = told;
  fallSilent();
}

whenSignedOut(() => {
  if (session.person) end("登录已过期,请重新登录");
});
