export const roleTitles: Record<string, string> = {
  duty: "值班", affairs: "业务办理", manager: "管理", unit: "承办单位", admin: "系统管理员", auditor: "审计员",
};

const skillTitles: Record<string, string> = { mandarin: "普通话", yi: "彝语", wages: "农民工工资", complaint: "投诉", law: "法律" };

export function skillText(skills: Readonly<Record<string, number>> | undefined): string {
  return Object.entries(skills ?? {}).map(([skill, level]) => `${skillTitles[skill] ?? skill} ${level}`).join("、");
}

// readSkills reads "mandarin=90 yi=70"; undefined when it cannot be read.
export function readSkills(text: string): Record<string, number> | undefined {
  const skills: Record<string, number> = {};
  for (const part of text.split(/[\s,,;;、]+/).filter(Boolean)) {
    const [name, level] = part.split(/[=:]/);
    const number = Number(level);
    if (!name || !/^[a-z_]+$/.test(name) || !Number.isInteger(number) || number < 0 || number > 100) return undefined;
    skills[name] = number;
  }
  return skills;
}

export function writeSkills(skills: Readonly<Record<string, number>> | undefined): string {
  return Object.entries(skills ?? {}).map(([skill, level]) => `${skill}=${level}`).join(" ");
}
