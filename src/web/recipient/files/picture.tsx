// A picture among the files, drawn into a canvas: decoded as what its first bytes say, and never given to the browser as a document.

import { useEffect, useRef } from 'preact/hooks';

/** Pixels of the longer side. */
const MOST = 640;

export function Picture({ bitmap, label }: { bitmap: ImageBitmap; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.drawImage(bitmap, 0, 0);
  }, [bitmap]);
  return <canvas ref={canvas} class="picture" role="img" aria-label={label} width={bitmap.width} height={bitmap.height} />;
}

/** Null: the browser can't decode it. */
export async function decodePicture(blob: Blob, { width, height }: { width: number; height: number }): Promise<ImageBitmap | null> {
  const isLarge = Math.max(width, height) > MOST;
  const side = width >= height ? { resizeWidth: MOST } : { resizeHeight: MOST };
  return createImageBitmap(blob, isLarge ? { ...side, resizeQuality: 'medium' } : {}).catch(() => null);
}
