import { expect, test } from "vitest";
import { readSkills, writeSkills } from "./roles";

test("skills are read as they are written", () => {
  expect(readSkills("mandarin=90 yi=70")).toEqual({ mandarin: 90, yi: 70 });
  expect(readSkills(writeSkills({ wages: 0 }))).toEqual({ wages: 0 });
  expect(readSkills("")).toEqual({});
  for (const nonsense of ["yi", "yi=101", "yi=-1", "Yi=3", "yi=x"]) expect(readSkills(nonsense)).toBeUndefined();
});
