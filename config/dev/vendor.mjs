// Copies the front-end files we serve from node_modules to static/vendor/ (git-ignored). Run by npm's postinstall.
// Only what the pages use is copied; the icons listed in common/icons.json become one sprite.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const packages = join(root, "node_modules");
const target = join(root, "static", "vendor");

const FILES = {
  "designsystemet.css": "@digdir/designsystemet-css/dist/src/index.css",
  "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  "inter-latin-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
  // The PDF needs whole fonts, one file per weight (careerplans/pdf/fonts.py).
  "fonts/Inter_400Regular.ttf": "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf",
  "fonts/Inter_600SemiBold.ttf": "@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf",
  "fonts/Inter_700Bold.ttf": "@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf",
  "fonts/NotoEmoji_400Regular.ttf": "@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
  "fonts/NotoSansArabic_400Regular.ttf": "@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
  "fonts/NotoSansArabic_700Bold.ttf": "@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf",
  "fonts/NotoSansEthiopic_400Regular.ttf": "@expo-google-fonts/noto-sans-ethiopic/400Regular/NotoSansEthiopic_400Regular.ttf",
};

/** The sprite: one <symbol> per icon, drawn in the colour of the text around it. */
function sprite() {
  const icons = JSON.parse(readFileSync(join(root, "common", "icons.json"), "utf8"));
  const symbols = Object.entries(icons).map(([name, file]) => {
    const svg = readFileSync(join(packages, "@navikt/aksel-icons/dist/svg", `${file}.svg`), "utf8");
    const drawing = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none">${drawing}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, "fonts"), { recursive: true });
for (const [name, source] of Object.entries(FILES)) copyFileSync(join(packages, source), join(target, name));
// The source map is not served, so the reference to it must go: static files are stored under hashed names.
const htmx = readFileSync(join(packages, "htmx.org/dist/htmx.min.js"), "utf8");
writeFileSync(join(target, "htmx.min.js"), htmx.replace(/\n?\/\/# sourceMappingURL=.*$/m, ""));
writeFileSync(join(target, "icons.svg"), sprite());
