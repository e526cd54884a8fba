// What is opened over the right of the desk: tasks, calls to return, or what the line says.

import { useEffect } from "preact/hooks";

import { useLooking } from "../parts/looking";
import { MissedCalls } from "./missed_calls";
import type { Station } from "./station";
import { TaskPanel } from "./task_panel";
import { WordingSearch } from "./wording_search";

const TASKS_EVERY_MS = 60_000;
const MISSED_EVERY_MS = 30_000;

export function Drawer({ station }: { station: Station }) {
  const { backlog, news } = station;
  const open = backlog.drawer.value;
  const phase = station.phase.value;
  useLooking(() => void backlog.lookAtTasks(), TASKS_EVERY_MS, [news.taskChanges.value]);
  useLooking(() => void backlog.lookAtMissed(), MISSED_EVERY_MS, [phase]);
  useEffect(() => {
    if (phase === "wrap_up") backlog.drawer.value = undefined;
  }, [phase, backlog]);
  if (!open) return null;
  const close = (): void => {
    backlog.drawer.value = undefined;
  };
  return (
    <aside
      class="drawer"
      aria-labelledby="drawer-title"
      onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && close()}
    >
      {open === "tasks" && <TaskPanel station={station} close={close} />}
      {open === "missed" && <MissedCalls station={station} close={close} />}
      {open === "wordings" && <WordingSearch station={station} close={close} />}
    </aside>
  );
}
