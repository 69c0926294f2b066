import vue from "@vitejs/plugin-vue";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import Components from "unplugin-vue-components/vite";
import { defineConfig } from "vite";

// node_modules is a link into a folder that several checkouts share.
const cacheDir = ".vite";
const server = process.env.HOTLINE_DEV ?? "http://127.0.0.1:12000";

export default defineConfig({
  cacheDir,
  plugins: [vue(), Components({ dts: false, dirs: [], resolvers: [ElementPlusResolver({ importStyle: "css" })] })],
  build: {
    outDir: "dist/app",
    emptyOutDir: true,
    target: "es2022",
    // The server tells a browser to keep what lies here for ever: each name has a hash.
    assetsDir: "assets",
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600, // the chart library, which a report alone fetches
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: {
    proxy: {
      "/api": { target: server, changeOrigin: true },
      "/ws": { target: server, ws: true, changeOrigin: true },
    },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
} as Parameters<typeof defineConfig>[0]);
