// A drawing as PNG: the browser draws the SVG that the server gives as a file. Without script, the SVG is what there is.
import { all } from "./find";

const SCALE = 2;

async function save(address: string): Promise<void> {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const name = /filename="([^"]+)\.svg"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "llegada";
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await answer.text())}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const link = document.createElement("a");
  link.download = `${name}.png`;
  link.href = canvas.toDataURL("image/png");
  link.click();
}

export function startPng(root: ParentNode): void {
  all<HTMLElement>(root, "[data-png]").forEach((place) => {
    place.hidden = false;
    const address = place.dataset["png"] ?? "";
    place.querySelector("button")?.addEventListener("click", () => {
      // What cannot be drawn is given as it is.
      save(address).catch(() => window.location.assign(address));
    });
  });
}
