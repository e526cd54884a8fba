import { useLayoutEffect, useRef } from "preact/hooks";

/** The title of what is open, which takes the keyboard there, and the way out. */
export function DrawerHead(props: { title: string; aside?: string; close: () => void; focus?: boolean }) {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    if (props.focus ?? true) title.current?.focus();
    return () => before?.focus?.();
  }, []);
  return (
    <header class="drawer-head">
      <h2 id="drawer-title" ref={title} tabIndex={-1}>
        {props.title}
      </h2>
      {props.aside && <span class="faint">{props.aside}</span>}
      <button type="button" class="drawer-close" onClick={props.close}>
        Cerrar <kbd>Esc</kbd>
      </button>
    </header>
  );
}
