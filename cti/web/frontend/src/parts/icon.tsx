// Own line icons on a 20-unit grid; decoration only, the words beside them carry the meaning.

const PATHS = {
  phone:
    "M4.5 3.5h3l1.4 3.6-1.8 1.5a10 10 0 0 0 4.3 4.3l1.5-1.8 3.6 1.4v3c0 .8-.7 1.5-1.5 1.5A12 12 0 0 1 3 5c0-.8.7-1.5 1.5-1.5Z",
  hangUp:
    "M2.6 11.6c4.2-3.9 10.6-3.9 14.8 0 .5.5.5 1.2.1 1.7l-1.2 1.3a1.1 1.1 0 0 1-1.4.2l-2.2-1.4a1.1 1.1 0 0 1-.5-.9v-1.4a9 9 0 0 0-4.4 0v1.4c0 .4-.2.7-.5.9L5.1 14.8a1.1 1.1 0 0 1-1.4-.2l-1.2-1.3a1.2 1.2 0 0 1 .1-1.7Z",
  hold: "M7 4.5v11M13 4.5v11",
  resume: "M6.5 4.5l8.5 5.5-8.5 5.5Z",
  mic: "M10 3a2.2 2.2 0 0 0-2.2 2.2v4.6a2.2 2.2 0 0 0 4.4 0V5.2A2.2 2.2 0 0 0 10 3ZM5 9.5a5 5 0 0 0 10 0M10 14.5V17",
  micOff:
    "M12.2 8V5.2a2.2 2.2 0 0 0-4.3-.7M7.8 8v1.8a2.2 2.2 0 0 0 3.3 1.9M5 9.5a5 5 0 0 0 7.6 4.3M15 9.5a5 5 0 0 1-.6 2.4M10 14.5V17M3.5 3.5l13 13",
  keypad:
    "M5 5h.01M10 5h.01M15 5h.01M5 10h.01M10 10h.01M15 10h.01M5 15h.01M10 15h.01M15 15h.01",
  check: "M4.5 10.5l3.8 3.8 7.2-8.1",
  alert: "M10 3.5 17.5 16.5h-15ZM10 8.5v3.6M10 14.3v.1",
  question: "M7.6 7.6a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.2 1-1.2 1.9M10 14.6v.1",
  clock: "M10 3.2a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6ZM10 6.4V10l2.5 1.6",
  lock: "M5 9.2h10v7.3H5ZM7 9.2V6.5a3 3 0 0 1 6 0v2.7",
  unlock: "M5 9.2h10v7.3H5ZM7 9.2V6.5a3 3 0 0 1 5.8-1.1",
  file: "M5.5 3.5h6l3 3v10h-9ZM11.5 3.5v3h3M7.8 10h4.4M7.8 13h4.4",
  wrench:
    "M12.6 3.6a3.8 3.8 0 0 0-4 5.2l-5 5a1.6 1.6 0 0 0 2.3 2.3l5-5a3.8 3.8 0 0 0 5.2-4l-2.2 2.2-2.3-.6-.6-2.3Z",
  power: "M10.8 3 5 11h4l-.8 6L14 9h-4Z",
  coins: "M3.5 7c0-1.4 2.9-2.5 6.5-2.5s6.5 1.1 6.5 2.5-2.9 2.5-6.5 2.5S3.5 8.4 3.5 7ZM3.5 7v6c0 1.4 2.9 2.5 6.5 2.5s6.5-1.1 6.5-2.5V7M3.5 10c0 1.4 2.9 2.5 6.5 2.5s6.5-1.1 6.5-2.5",
  search: "M9 3.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 9 3.8ZM12.8 12.8l3.7 3.7",
  chevron: "M5.5 8l4.5 4.5L14.5 8",
  leave: "M8 4H4.5v12H8M11.5 6.5 15 10l-3.5 3.5M15 10H8",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 20 20" width={size} height={size} aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
