// One's open tasks and those that wait in a queue: due ones marked, done, put off, written anew.

import { useState } from "preact/hooks";

import { moment } from "../format/time";
import { dueChoices, isDue, type Task, taskWish } from "../model/task";
import { ofField } from "../damages/local_time";
import { serverNow, tick } from "../web/server_clock";
import { DrawerHead } from "./drawer_head";
import { walk } from "./rows";
import type { Station } from "./station";
import { emptyTask, TaskFields } from "./task_fields";

function Later({ task, station }: { task: Task; station: Station }) {
  return (
    <select
      class="row-select"
      aria-label={`Aplazar «${task.what}»`}
      value=""
      onChange={(event) => {
        const due = ofField(event.currentTarget.value);
        if (due) void station.backlog.postponeTask(task.id, due);
        event.currentTarget.value = "";
      }}
    >
      <option value="">Aplazar…</option>
      {dueChoices(serverNow()).map(({ label, due }) => (
        <option key={due} value={due}>
          {label}
        </option>
      ))}
    </select>
  );
}

function Row({ task, station }: { task: Task; station: Station }) {
  const me = station.me.value;
  const due = isDue(task, tick.value);
  const queue = me?.task_queues.find(({ code }) => code === task.queue)?.label ?? task.queue;
  const from = task.made_by === me?.agent.id ? "" : `de ${task.made_by_name}`;
  const put = task.postponed ? (task.postponed === 1 ? "aplazada una vez" : `aplazada ${task.postponed} veces`) : "";
  return (
    <li class={`drawer-row task ${due ? "task-due" : ""}`}>
      <div class="drawer-text">
        <strong>{task.what}</strong>
        <span class="faint">
          {due && <b class="due-mark">Vencida · </b>}
          {[moment(task.due_at, tick.value), queue, from, put].filter(Boolean).join(" · ")}
          {task.call_id && (
            <>
              {" · "}
              <a href={`/llamadas/${task.call_id}`} target="_blank" rel="noreferrer">
                la llamada
              </a>
            </>
          )}
        </span>
      </div>
      <div class="row-actions">
        {task.agent_id === null && (
          <button type="button" class="row-button" onClick={() => void station.backlog.takeTask(task.id)}>
            Tomar
          </button>
        )}
        <button
          type="button"
          class="row-button"
          aria-label={`Hecha: ${task.what}`}
          onClick={() => void station.backlog.finishTask(task.id)}
        >
          Hecha
        </button>
        <Later task={task} station={station} />
      </div>
    </li>
  );
}

function NewTask({ station }: { station: Station }) {
  const [task, write] = useState(emptyTask);
  const wish = taskWish(task);
  return (
    <form
      class="new-task"
      onSubmit={(event) => {
        event.preventDefault();
        if (wish) void station.backlog.addTask(wish).then((done) => done && write(emptyTask()));
      }}
    >
      <TaskFields station={station} task={task} write={write} />
      <button type="submit" class="row-button" disabled={!wish}>
        Anotar tarea
      </button>
    </form>
  );
}

export function TaskPanel({ station, close }: { station: Station; close: () => void }) {
  const { tasks } = station.backlog.tasks.value;
  const due = station.backlog.due.value;
  return (
    <>
      <DrawerHead title="Tareas" aside={due ? `${due} por hacer ya` : ""} close={close} />
      <NewTask station={station} />
      <ul class="drawer-list" onKeyDown={(event) => walk(event, ".row-button")}>
        {tasks.map((task) => (
          <Row key={task.id} task={task} station={station} />
        ))}
      </ul>
      {tasks.length === 0 && <p class="nothing drawer-hint">No tiene tareas abiertas.</p>}
    </>
  );
}
