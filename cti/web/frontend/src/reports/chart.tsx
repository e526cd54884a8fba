// Stacked bars in plain SVG; the same numbers stand in the table below it.

import type { Part } from "../model/report";
import { partName } from "./period";

const SERIES = [
  { name: "Atendidas", look: "answered", of: (part: Part) => part.queues.answered },
  { name: "Abandonadas", look: "abandoned", of: (part: Part) => part.queues.abandoned + part.queues.short },
  { name: "Salieron de la cola", look: "elsewhere", of: (part: Part) => part.queues.elsewhere + part.queues.waiting },
  { name: "Solo en el sistema", look: "alone", of: (part: Part) => part.alone ?? 0 },
] as const;

const HEIGHT = 180;
const WIDTH = 960;
const LEFT = 34;
const FOOT = 20;

/** A round number at or above `most`, for the axis. */
export function roof(most: number): number {
  if (most <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 3, 4, 6, 8, 10].find((step) => step * power >= most) ?? 10) * power;
}

export function Chart({ parts, label, every }: { parts: readonly Part[]; label: string; every: number }) {
  const totals = parts.map((part) => SERIES.reduce((sum, { of }) => sum + of(part), 0));
  const top = roof(Math.max(0, ...totals));
  const step = (WIDTH - LEFT) / Math.max(1, parts.length);
  const scale = (HEIGHT - FOOT - 8) / top;
  return (
    <figure class="chart" tabIndex={0} aria-label={label}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {[0, top / 2, top].map((value) => (
          <g key={value}>
            <line x1={LEFT} x2={WIDTH} y1={HEIGHT - FOOT - value * scale} y2={HEIGHT - FOOT - value * scale} class="grid" />
            <text x={LEFT - 6} y={HEIGHT - FOOT - value * scale + 4} text-anchor="end">
              {value}
            </text>
          </g>
        ))}
        {parts.map((part, place) => {
          let up = 0;
          return (
            <g key={part.name}>
              {SERIES.map(({ name, look, of }) => {
                const value = of(part);
                up += value;
                return value ? (
                  <rect
                    key={look}
                    class={`bar-${look}`}
                    x={LEFT + place * step + step * 0.12}
                    width={step * 0.76}
                    y={HEIGHT - FOOT - up * scale}
                    height={value * scale}
                  >
                    <title>{`${partName(part.name)}: ${name.toLowerCase()} ${value}`}</title>
                  </rect>
                ) : null;
              })}
              {place % every === 0 && (
                <text x={LEFT + place * step + step / 2} y={HEIGHT - 5} text-anchor="middle">
                  {partName(part.name)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <figcaption>
        <ul class="chart-key">
          {SERIES.map(({ name, look }) => (
            <li key={look}>
              <svg width="12" height="12" aria-hidden="true">
                <rect class={`bar-${look}`} width="12" height="12" />
              </svg>{" "}
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
