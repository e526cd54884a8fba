// A button of the call's bar, with its icon, its word and its key.

import { Icon, type IconName } from "../parts/icon";
import { ariaKeys, type Shortcut, SHORTCUTS } from "./shortcut";

export function BarButton(props: {
  id?: string;
  shortcut?: Shortcut;
  icon: IconName;
  text: string;
  kind: string;
  disabled: boolean;
  on?: boolean;
  expanded?: boolean;
  run: () => void;
}) {
  const keys = props.shortcut && SHORTCUTS[props.shortcut];
  return (
    <button
      id={props.id}
      type="button"
      class={`bar-button ${props.kind}`}
      disabled={props.disabled}
      data-on={props.on}
      aria-expanded={props.expanded}
      aria-keyshortcuts={props.shortcut && ariaKeys(props.shortcut)}
      onClick={props.run}
    >
      <Icon name={props.icon} size={20} />
      <span>{props.text}</span>
      {keys ? <kbd aria-hidden="true">{keys.label}</kbd> : <kbd class="none" aria-hidden="true" />}
    </button>
  );
}
