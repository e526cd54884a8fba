// Bundles the pages into ../static/dist with hashed names, a manifest and compressed copies.
import { build, context } from "esbuild";
import { readdirSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "../static/dist");
// A page is src/<page>.tsx and, where it has a look of its own, styles/<page>.css.
const pages = named("src", ".tsx");
const scripts = pages.map((page) => `src/${page}.tsx`);
const sheets = named("styles", ".css")
  .filter((sheet) => [...pages, "api", "door", "staff"].includes(sheet))
  .map((sheet) => `styles/${sheet}.css`);
const task = process.argv[2];

const options = {
  absWorkingDir: here,
  bundle: true,
  format: "esm",
  target: ["chrome110", "firefox115", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
  legalComments: "none",
  logLevel: "warning",
};

const pageOptions = {
  ...options,
  entryPoints: [...scripts, ...sheets],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  outdir: dist,
  minify: task !== "--watch",
  sourcemap: task === "--watch",
  metafile: true,
};

/** The names of the files of a folder that end in `ending`, without it. */
function named(folder, ending) {
  const files = readdirSync(path.join(here, folder)).sort();
  return files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
}

/** `{"desk.js": "desk-3F2A.js", …}`: what the templates' asset() looks up. */
function manifestOf(metafile) {
  const names = {};
  for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
    const file = path.basename(output);
    if (entryPoint?.endsWith(".tsx") || entryPoint?.endsWith(".css")) {
      names[path.basename(entryPoint).replace(/\.tsx$/, ".js")] = file;
    } else if (file.endsWith(".woff2")) {
      names["text.woff2"] = file;
    }
  }
  return names;
}

/** The licences of every package that went into the bundle, as they ask to be passed on. */
async function licencesOf({ inputs }) {
  const packages = new Set();
  for (const input of Object.keys(inputs)) {
    const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/);
    if (found) packages.add(found[1]);
  }
  const texts = [...packages].sort().map(async (name) => {
    const folder = path.join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json")));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(path.join(folder, file), "utf8") : "";
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}

async function compress(file) {
  const bytes = await readFile(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  const gz = gzipSync(bytes, { level: 9 });
  const br = brotliCompressSync(bytes, { params });
  await Promise.all([writeFile(`${file}.gz`, gz), writeFile(`${file}.br`, br)]);
  return gz.length;
}

async function finish(metafile, folder) {
  await writeFile(path.join(folder, "licences.txt"), await licencesOf(metafile));
  for (const file of (await readdir(folder)).sort()) {
    if (!/\.(js|css)$/.test(file)) continue;
    const size = await compress(path.join(folder, file));
    console.log(`${file.padEnd(28)} ${(size / 1000).toFixed(1).padStart(7)} kB gzip`);
  }
  // Last: a bundle without a manifest counts as not built.
  const names = JSON.stringify(manifestOf(metafile), null, 2);
  await writeFile(path.join(folder, "manifest.json"), names);
}

/** Built beside and put in place at the end: the pages that are served stay whole meanwhile. */
async function buildPages() {
  const beside = `${dist}.${process.pid}`;
  try {
    await mkdir(beside, { recursive: true });
    const { metafile } = await build({ ...pageOptions, outdir: beside });
    await finish(metafile, beside);
    await rm(dist, { recursive: true, force: true });
    await rename(beside, dist);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function watchPages() {
  await mkdir(dist, { recursive: true });
  const manifest = {
    name: "manifest",
    setup(bundler) {
      bundler.onEnd(({ metafile }) => metafile && finish(metafile, dist));
    },
  };
  await (await context({ ...pageOptions, plugins: [manifest] })).watch();
}

async function buildTests() {
  const folder = path.join(here, "test");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".test.ts"));
  await build({
    ...options,
    entryPoints: files.map((file) => path.join(folder, file)),
    outdir: path.join(folder, ".built"),
    platform: "node",
    target: "node18",
  });
}

const tasks = { "--watch": watchPages, "--tests": buildTests };
await (tasks[task] ?? buildPages)();
