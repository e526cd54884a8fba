// What is to be done, when and by whom: in the wrap-up, and for a task by itself.

import { useMemo } from "preact/hooks";

import { dueChoices, MY_OWN, type TaskDraft } from "../model/task";
import { serverNow } from "../web/server_clock";
import type { Station } from "./station";

const OTHER = "other";

export const emptyTask = (): TaskDraft => ({
  what: "",
  due: dueChoices(serverNow()).find(({ label }) => label.startsWith("Mañana"))?.due ?? "",
  whom: MY_OWN,
});

export function TaskFields(props: {
  station: Station;
  task: TaskDraft;
  disabled?: boolean;
  write: (task: TaskDraft) => void;
}) {
  const { station, task, disabled } = props;
  const choices = useMemo(() => dueChoices(serverNow()), []);
  const listed = choices.some(({ due }) => due === task.due);
  const queues = station.me.value?.task_queues ?? [];
  const { colleagues } = station.backlog.tasks.value;
  const write = (part: Partial<TaskDraft>): void => props.write({ ...task, ...part });
  return (
    <div class="task-fields">
      <input
        type="text"
        class="task-what"
        aria-label="Qué queda por hacer"
        placeholder="Qué queda por hacer"
        maxLength={300}
        disabled={disabled}
        value={task.what}
        onInput={(event) => write({ what: event.currentTarget.value })}
      />
      <select
        aria-label="Para cuándo"
        disabled={disabled}
        value={listed ? task.due : OTHER}
        onChange={(event) => write({ due: event.currentTarget.value === OTHER ? "" : event.currentTarget.value })}
      >
        {choices.map(({ label, due }) => (
          <option key={due} value={due}>
            {label}
          </option>
        ))}
        <option value={OTHER}>Otra fecha…</option>
      </select>
      {!listed && (
        <input
          type="datetime-local"
          aria-label="Fecha y hora"
          disabled={disabled}
          value={task.due}
          onInput={(event) => write({ due: event.currentTarget.value })}
        />
      )}
      <select
        aria-label="Para quién"
        disabled={disabled}
        value={task.whom}
        onChange={(event) => write({ whom: event.currentTarget.value })}
      >
        <option value={MY_OWN}>Para mí</option>
        <optgroup label="Bandejas">
          {queues.map(({ code, label }) => (
            <option key={code} value={`queue:${code}`}>
              {label}
            </option>
          ))}
        </optgroup>
        <optgroup label="Colegas">
          {colleagues.map(({ id, name }) => (
            <option key={id} value={`agent:${id}`}>
              {name}
            </option>
          ))}
        </optgroup>
      </select>
    </div>
  );
}
