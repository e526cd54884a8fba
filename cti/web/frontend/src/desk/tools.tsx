// What else the desk holds: the supervisor, tasks, calls to return, what the line says, the keys.

import { useEffect } from "preact/hooks";

import { Icon, type IconName } from "../parts/icon";
import type { Drawer } from "./backlog";
import { ariaKeys, listenForShortcuts, type Shortcut, SHORTCUTS } from "./shortcut";
import type { Station } from "./station";
import { SupervisorCall } from "./supervisor_call";

function Tool(props: {
  name: Shortcut;
  icon: IconName;
  text: string;
  count?: number;
  expanded?: boolean;
  run: () => void;
}) {
  const { name, text, count = 0 } = props;
  return (
    <button
      type="button"
      class="tool tool-small"
      aria-label={count ? `${text}: ${count}` : text}
      aria-expanded={props.expanded}
      aria-keyshortcuts={ariaKeys(name)}
      title={`${text} (${SHORTCUTS[name].label})`}
      onClick={props.run}
    >
      <Icon name={props.icon} />
      {count > 0 && (
        <span class="tool-count figures" aria-hidden="true">
          {count}
        </span>
      )}
    </button>
  );
}

export function Tools({ station }: { station: Station }) {
  const { backlog } = station;
  const open = backlog.drawer.value;
  useEffect(
    () =>
      listenForShortcuts((shortcut) => {
        if (shortcut === "supervisor") void station.askSupervisor();
        if (shortcut === "moreTime") void station.moreTime();
        if (shortcut === "keys") station.keysShown.value = !station.keysShown.peek();
        if (shortcut === "tasks" || shortcut === "missed" || shortcut === "wordings") backlog.toggle(shortcut);
      }),
    [station, backlog],
  );
  const drawer = (name: Drawer) => ({
    name,
    expanded: open === name,
    run: () => backlog.toggle(name),
  });
  return (
    <div class="tools" role="group" aria-label="Herramientas">
      <SupervisorCall station={station} />
      <Tool {...drawer("tasks")} icon="task" text="Tareas" count={backlog.due.value} />
      <Tool {...drawer("missed")} icon="missed" text="Por devolver" count={backlog.toReturn.value} />
      <Tool {...drawer("wordings")} icon="quote" text="Qué dice la línea" />
      <Tool
        name="keys"
        icon="keyboard"
        text="Atajos"
        run={() => {
          station.keysShown.value = true;
        }}
      />
    </div>
  );
}
