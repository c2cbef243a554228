// A photo of a phone weighs 4 MB; the server gets one of 300 kB at most, made here.
const MOST_BYTES = 300 * 1024;
const SIDES = [1600, 1200, 900, 640];
const QUALITIES = [0.8, 0.65, 0.5];

function draw(picture: ImageBitmap, side: number, quality: number): Promise<Blob | null> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return Promise.resolve(null);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}

/** Return the photo as a JPEG that weighs little, or null if it cannot be read as one. */
export async function shrink(file: Blob): Promise<Blob | null> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  try {
    let last: Blob | null = null;
    for (const side of SIDES) {
      for (const quality of QUALITIES) {
        last = await draw(picture, side, quality);
        if (last && last.size <= MOST_BYTES) return last;
      }
    }
    return last;
  } finally {
    picture.close();
  }
}
