// What an agent may do for the caller without leaving the desk.

import type { IconName } from "../parts/icon";

export type Action = "case" | "damage" | "promise" | "callback" | "message" | "account" | "identity";

interface Shown {
  readonly text: string;
  readonly title: string;
  readonly icon: IconName;
}

/** In the order of the strip; the digit that chooses one is its place. */
export const ACTIONS: Readonly<Record<Action, Shown>> = {
  case: { text: "Radicar", title: "Radicar una PQRS", icon: "file" },
  damage: { text: "Daño", title: "Reportar un daño", icon: "wrench" },
  promise: { text: "Promesa", title: "Promesa de pago", icon: "coins" },
  callback: { text: "Devolver", title: "Devolver la llamada", icon: "clock" },
  message: { text: "SMS", title: "Enviar un SMS", icon: "message" },
  account: { text: "Cuenta", title: "Elegir la cuenta", icon: "search" },
  identity: { text: "Identidad", title: "Verificar la identidad", icon: "lock" },
};
