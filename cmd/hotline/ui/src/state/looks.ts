import { reactive, watch } from "vue";

// Looks are one person's choice on one machine: nothing the server need know.
interface Looks {
  theme: "system" | "light" | "dark";
  large: boolean;
}

const place = "hotline.looks";

function stored(): Looks {
  const plain: Looks = { theme: "system", large: false };
  try {
    return { ...plain, ...(JSON.parse(localStorage.getItem(place) ?? "{}") as Partial<Looks>) };
  } catch {
    return plain;
  }
}

export const looks = reactive(stored());

export const themeTitles = { system: "随系统", light: "浅色", dark: "深色" } as const;

const dark = matchMedia("(prefers-color-scheme: dark)");

export function applyLooks(): void {
  const show = () => {
    const root = document.documentElement.classList;
    root.toggle("dark", looks.theme === "dark" || (looks.theme === "system" && dark.matches));
    root.toggle("large", looks.large);
  };
  watch(looks, () => {
    localStorage.setItem(place, JSON.stringify(looks));
    show();
  });
  dark.addEventListener("change", show);
  show();
}
