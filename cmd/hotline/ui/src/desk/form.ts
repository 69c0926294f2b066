import { computed, reactive, watch } from "vue";
import { answer, newID, Refusal, rest } from "../api/client";
import type { Sheet } from "../api/schema";
import { loadWords, choices, words } from "../state/words";
import { blank, body, fieldsOf, missing, type Fields } from "./sheet";

// pause is how long nothing is typed before what was typed is kept; keepAnyway is
// the longest that anything typed is not kept.
const pause = 1_200;
const keepAnyway = 5_000;
const again = 3_000;

export type Kept = "clean" | "dirty" | "keeping" | "kept" | "unkept";

export type Concern = "" | "open" | "new";

// The form on the desk: the record of one call, open from the ring until it is saved.
export const form = reactive({
  call: "",
  fields: blank() as Fields,
  concern: "" as Concern,
  base: 0,
  loading: false,
  kept: "clean" as Kept,
  keptAt: 0,
  fault: "",
  saved: false,
  withheld: false,
});

export const lacking = computed(() => missing(form.fields, choices("matter", form.fields.matter_1).length > 0));

let untouched = ""; // the fields as the server last had them
let firstTouched = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let keeping: Promise<void> = Promise.resolve();

const text = () => JSON.stringify(form.fields);

// openForm puts a call's record on the desk. What was typed into another is kept first.
export async function openForm(call: string, language: string): Promise<void> {
  if (form.call === call) return;
  await keepNow();
  clearTimeout(timer);
  Object.assign(form, {
    call, fields: blank(language), concern: "", base: 0, loading: true, kept: "clean", fault: "", saved: false, withheld: false,
  });
  untouched = text();
  await loadWords().catch(() => undefined);
  const sheet = await read(call);
  if (form.call !== call) return;
  form.loading = false;
  // Somebody who types at once is quicker than the answer: what he typed stands.
  if (!sheet || text() !== untouched) return;
  form.fields = fieldsOf(sheet, language);
  form.base = sheet.entered?.revision ?? 0;
  form.saved = form.base > 0 && !sheet.draft;
  form.withheld = sheet.withheld ?? false;
  untouched = text();
}

// read gives nothing for a call that is so new that its record is not there yet.
async function read(call: string): Promise<Sheet | undefined> {
  try {
    return await answer(rest.GET("/api/consultations/{call}", { params: { path: { call } } }));
  } catch (fault) {
    if (!(fault instanceof Refusal && fault.status === 404)) form.fault = fault instanceof Error ? fault.message : "";
    return undefined;
  }
}

watch(
  () => form.fields,
  () => {
    if (!form.call || text() === untouched) return;
    if (form.kept !== "dirty" && form.kept !== "unkept") firstTouched = Date.now();
    form.kept = "dirty";
    form.saved = false;
    const wait = Math.min(pause, Math.max(0, firstTouched + keepAnyway - Date.now()));
    clearTimeout(timer);
    timer = setTimeout(() => void keepNow(), wait);
  },
  { deep: true, flush: "sync" },
);

// keepNow keeps the draft if there is something to keep, one after another.
export function keepNow(): Promise<void> {
  keeping = keeping.then(keep, keep);
  return keeping;
}

async function keep(): Promise<void> {
  const sent = text();
  const call = form.call;
  if (!call || sent === untouched || form.withheld) return;
  form.kept = "keeping";
  try {
    const path = { call };
    await answer(rest.PUT("/api/consultations/{call}/draft", { params: { path }, body: body(form.fields, newID(), words.version), keepalive: true }));
    if (form.call !== call) return;
    untouched = sent;
    form.kept = text() === sent ? "kept" : "dirty";
    form.keptAt = Date.now();
    form.fault = "";
  } catch (fault) {
    if (form.call !== call) return;
    form.kept = "unkept";
    form.fault = fault instanceof Error ? fault.message : String(fault);
    timer = setTimeout(() => void keepNow(), again);
  }
}

let saving = { of: "", id: "" }; // a save that is tried again is the same save

// save completes the record.
export async function save(): Promise<void> {
  await keepNow();
  const content = text() + form.concern;
  if (saving.of !== content + form.call) saving = { of: content + form.call, id: newID() };
  const sheet = await answer(
    rest.PUT("/api/consultations/{call}", {
      params: { path: { call: form.call } },
      body: { ...body(form.fields, saving.id, words.version), base: form.base, ...(form.concern ? { concern: form.concern } : {}) },
    }),
  );
  clearTimeout(timer);
  form.base = sheet.entered?.revision ?? form.base + 1;
  form.saved = true;
  form.kept = "clean";
  form.fault = "";
  untouched = text();
}

// addToAnswer puts what the centre knows below what is written already.
export function addToAnswer(text: string): void {
  const written = form.fields.answer.trimEnd();
  form.fields.answer = (written ? `${written}\n` : "") + text;
}

export function closeForm(): void {
  clearTimeout(timer);
  Object.assign(form, { call: "", fields: blank(), saved: false, kept: "clean", fault: "", base: 0 });
  untouched = text();
}
