import { createRouter, createWebHashHistory, type RouteRecordRaw } from "vue-router";
import { mayOwn, session, type Action } from "./state/session";

// View is a place of the app that somebody with one of these rights sees in the menu.
export interface View {
  path: string;
  title: string;
  needs: Action[];
  unit?: boolean; // of a unit's people alone
  rare?: boolean; // not every day's: where the menu is long it stands under 更多
}

export const views: View[] = [
  { path: "/desk", title: "坐席台", needs: ["take_calls"] },
  { path: "/worklist", title: "回拨", needs: ["see_calls"] },
  { path: "/day", title: "我的一天", needs: ["take_calls"] },
  { path: "/knowledge", title: "知识库", needs: ["read_knowledge"] },
  { path: "/floor", title: "值班长台", needs: ["see_agents"] },
  { path: "/calls", title: "来电记录", needs: ["see_calls"] },
  { path: "/reports", title: "报表", needs: ["see_calls"] },
  { path: "/staffing", title: "排班建议", needs: ["see_agents"], rare: true },
  { path: "/quality", title: "质检", needs: ["see_quality"], rare: true },
  { path: "/orders", title: "工单", needs: ["create_orders"] },
  { path: "/unit", title: "我们的工单", needs: ["see_orders"], unit: true },
  { path: "/units", title: "承办单位", needs: ["keep_units"], rare: true },
  { path: "/exchange", title: "工单对接", needs: ["see_exchange"], rare: true },
  { path: "/duty", title: "值班表", needs: ["plan_duty"], rare: true },
  { path: "/blocks", title: "限制来电", needs: ["decide_blocks"], rare: true },
  { path: "/staff", title: "人员与话机", needs: ["administer_staff"] },
  { path: "/admin", title: "设置", needs: ["configure"] },
  { path: "/exports", title: "导出", needs: ["export_records"], rare: true },
  { path: "/audit", title: "操作留痕", needs: ["read_audit"], rare: true },
  { path: "/disclosures", title: "对外提供", needs: ["disclose", "read_disclosures"], rare: true },
  { path: "/retention", title: "保存期限", needs: ["see_retention"], rare: true },
];

const pages: Record<string, () => Promise<unknown>> = {
  "/desk": () => import("./pages/DeskPage.vue"),
  "/worklist": () => import("./pages/WorklistPage.vue"),
  "/day": () => import("./pages/DayPage.vue"),
  "/knowledge": () => import("./pages/KnowledgePage.vue"),
  "/orders": () => import("./pages/OrdersPage.vue"),
  "/unit": () => import("./pages/UnitPage.vue"),
  "/units": () => import("./pages/UnitsPage.vue"),
  "/exchange": () => import("./pages/ExchangePage.vue"),
  "/duty": () => import("./pages/DutyPage.vue"),
  "/blocks": () => import("./pages/BlocksPage.vue"),
  "/floor": () => import("./pages/FloorPage.vue"),
  "/calls": () => import("./pages/CallsPage.vue"),
  "/reports": () => import("./pages/ReportsPage.vue"),
  "/staffing": () => import("./pages/StaffingPage.vue"),
  "/quality": () => import("./pages/QualityPage.vue"),
  "/staff": () => import("./pages/StaffPage.vue"),
  "/admin": () => import("./pages/AdminPage.vue"),
  "/exports": () => import("./pages/ExportsPage.vue"),
  "/audit": () => import("./pages/AuditPage.vue"),
  "/disclosures": () => import("./pages/DisclosuresPage.vue"),
  "/retention": () => import("./pages/RetentionPage.vue"),
};

// The parts of the settings, each a view of its own.
export const settingViews = [
  { path: "/admin/topics", title: "事项与按键", page: () => import("./admin/TopicsView.vue") },
  { path: "/admin/hours", title: "服务时间", page: () => import("./admin/HoursView.vue") },
  { path: "/admin/words", title: "词典", page: () => import("./admin/WordsView.vue") },
  { path: "/admin/numbers", title: "外呼号码", page: () => import("./admin/NumbersView.vue") },
  { path: "/admin/walls", title: "大屏", page: () => import("./admin/WallsView.vue") },
  { path: "/admin/prompts", title: "语音", page: () => import("./admin/PromptsView.vue") },
];

const routes: RouteRecordRaw[] = views.map((v) => {
  const route = { path: v.path, component: pages[v.path] as () => Promise<object>, meta: { title: v.title } };
  if (v.path !== "/admin") return route;
  const children = settingViews.map((s) => ({ path: s.path, component: s.page, meta: { title: s.title } }));
  return { ...route, redirect: "/admin/topics", children };
});

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [...routes, { path: "/reports/calls", component: () => import("./pages/FigureCallsPage.vue"), meta: { title: "报表" } }, { path: "/wall", component: () => import("./pages/WallPage.vue"), meta: { title: "大屏", open: true } }, { path: "/:rest(.*)*", component: () => import("./pages/NothingPage.vue") }],
});

// home is the first view this person has.
export function home(): string {
  return mine()[0]?.path ?? "/";
}

export function mine(): View[] {
  return views.filter((v) => v.needs.some(mayOwn) && (!v.unit || session.person?.roles?.includes("unit")));
}

// allowed reports whether a path is one of this person's views, or a part of one.
export function allowed(path: string): boolean {
  return mine().some((v) => path === v.path || path.startsWith(`${v.path}/`));
}

// Nobody is sent to a view that is not his: the menu does not show it either.
router.beforeEach((to) => {
  if (!session.person || to.meta["open"] || to.path === home() || allowed(to.path)) return true;
  return home();
});

router.afterEach((to) => {
  const title = to.meta["title"];
  document.title = typeof title === "string" ? `${title} · 12348 热线` : "12348 公共法律服务热线";
});
