// Builds everything the browser needs into dist/: app.js, app.css, the app of the field and its service worker, the pieces of single pages and the fonts; and the fonts of the
// documents into document-fonts/, outside what is served.
// File names stay plain; Django's manifest storage adds the hashes when the static files are collected.
import { copyFile, mkdir, rm } from "node:fs/promises";
import { build } from "esbuild";

await rm("dist", { recursive: true, force: true });

await build({
  entryPoints: { app: "src/app.ts", field: "src/field/app.ts", "field-worker": "src/field/worker.ts" },
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

for (const icon of ["icon.svg", "icon-192.png", "icon-512.png"]) await copyFile(`src/${icon}`, `dist/${icon}`);

// The fonts of the documents: whole, because a page gets a part of a font and a PDF may need any letter of it.
const fonts = {
  "work-sans": ["400Regular/WorkSans_400Regular", "600SemiBold/WorkSans_600SemiBold", "700Bold/WorkSans_700Bold",
    "400Regular_Italic/WorkSans_400Regular_Italic"],
  montserrat: ["600SemiBold/Montserrat_600SemiBold", "700Bold/Montserrat_700Bold"],
};
await rm("document-fonts", { recursive: true, force: true });
await mkdir("document-fonts");
for (const [family, files] of Object.entries(fonts)) {
  const folder = `node_modules/@expo-google-fonts/${family}`;
  await copyFile(`${folder}/LICENSE_FONT`, `document-fonts/${family}-OFL.txt`);
  for (const file of files) await copyFile(`${folder}/${file}.ttf`, `document-fonts/${file.split("/")[1]}.ttf`);
}
