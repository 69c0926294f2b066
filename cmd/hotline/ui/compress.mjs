// Compresses what Vite built, once, as far as it goes: the server sends these files
// as they are and compresses nothing while calls are on.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = "dist/app";
for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(js|css|html|svg|json|txt)$/.test(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  const plain = await readFile(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  await writeFile(file + ".br", brotliCompressSync(plain, { params }));
  await writeFile(file + ".gz", gzipSync(plain, { level: 9 }));
  await rm(file);
}
