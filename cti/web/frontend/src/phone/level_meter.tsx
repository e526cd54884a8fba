import { useEffect, useRef } from "preact/hooks";

import { measureLevel } from "../line/level";

/** How loud the line is heard; still when there is nothing to hear. */
export function LevelMeter({ stream }: { stream: MediaStream | undefined }) {
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = (level: number): void => {
      bar.current?.style.setProperty("transform", `scaleX(${level.toFixed(3)})`);
      bar.current?.parentElement?.setAttribute("data-level", level.toFixed(3));
    };
    show(0);
    return stream ? measureLevel(stream, show) : undefined;
  }, [stream]);
  return (
    <div class="level" data-level="0" aria-hidden="true">
      <span ref={bar} />
    </div>
  );
}
