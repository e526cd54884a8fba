import type { ComponentChildren } from "preact";

/** A titled part of the screen. Its place stays the same whether it has something to show or not. */
export function Panel(props: {
  id: string;
  title: string;
  aside?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <section class={`panel panel-${props.id}`} aria-labelledby={`${props.id}-title`}>
      <header class="panel-head">
        <h2 id={`${props.id}-title`} tabIndex={-1}>
          {props.title}
        </h2>
        {props.aside}
      </header>
      <div class="panel-body">{props.children}</div>
    </section>
  );
}
