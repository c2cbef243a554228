// Builds everything the browser needs into dist/: app.js, app.css, the pieces of single pages and the fonts.
// File names stay plain; Django's manifest storage adds the hashes when the static files are collected.
import { copyFile, rm } from "node:fs/promises";
import { build } from "esbuild";

await rm("dist", { recursive: true, force: true });

await build({
  entryPoints: { app: "src/app.ts" },
  outdir: "dist",
  bundle: true,
  format: "iife",
  target: ["es2020"],
  minify: true,
  legalComments: "none",
  logLevel: "info",
});

await build({
  entryPoints: { app: "src/styles/app.css" },
  outdir: "dist",
  bundle: true,
  minify: true,
  target: ["chrome100", "firefox100", "safari15.4"],
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]",
  legalComments: "none",
  logLevel: "info",
});

await copyFile("src/icon.svg", "dist/icon.svg");
