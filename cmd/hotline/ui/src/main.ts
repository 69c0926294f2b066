import { createApp } from "vue";
import App from "./App.vue";
import { router } from "./router";
import { applyLooks } from "./state/looks";
import "element-plus/theme-chalk/dark/css-vars.css";
import "./style/colours.css";
import "./style/base.css";
import "./style/parts.css";

applyLooks();
createApp(App).use(router).mount("#app");
