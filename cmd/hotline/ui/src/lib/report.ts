import { ElMessage } from "element-plus";
import "element-plus/es/components/message/style/css";

// complain shows why something was not done.
export function complain(fault: unknown): void {
  const message = fault instanceof Error ? fault.message : String(fault);
  ElMessage({ message, type: "error", duration: 6000, showClose: true, grouping: true });
}

export function confirmDone(message: string): void {
  ElMessage({ message, type: "success", duration: 2500, grouping: true });
}

// attempt runs what a button does and shows why it failed; it tells whether it did.
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (fault) {
    complain(fault);
    return false;
  }
}
