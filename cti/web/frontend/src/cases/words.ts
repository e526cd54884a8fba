// What the pages of cases call things.

import type { View } from "../model/case";

type Words = Readonly<Record<string, string>>;

const word =
  (words: Words) =>
  (code: string): string =>
    words[code] ?? code;

export const viewName = word({
  open: "Abiertos",
  mine: "Míos",
  unassigned: "Sin responsable",
  overdue: "Vencidos",
  due_soon: "Vencen pronto",
  silence: "Riesgo de silencio",
  incomplete: "Por completar",
  answered: "Por notificar",
  finished: "Terminados",
  all: "Todos",
} satisfies Record<View, string>);

/** What a list will hold, where it is empty. */
export const emptyView = word({
  open: "Aquí aparece cada solicitud desde que se radica, hasta que se notifica su respuesta.",
  mine: "Aquí aparecen los casos que le asignan, o los que usted toma.",
  unassigned: "Aquí aparece lo radicado que todavía no tiene responsable.",
  overdue: "Aquí aparece lo que pasó de su fecha máxima sin respuesta.",
  due_soon: "Aquí aparece lo que vence hoy o en los días hábiles que siguen.",
  silence:
    "Aquí aparece lo que por no responder o no notificar a tiempo se entendería a favor de la persona.",
  incomplete: "Aquí aparece lo que espera a que la persona lo complete.",
  answered: "Aquí aparece lo respondido que falta notificar.",
  finished: "Aquí queda lo notificado, cerrado, trasladado o desistido.",
  all: "Aquí aparece todo lo radicado.",
} satisfies Record<View, string>);

export const stateName = word({
  filed: "Radicado",
  assigned: "En trámite",
  incomplete: "Por completar",
  answered: "Respondido",
  notified: "Notificado",
  closed: "Cerrado",
  transferred: "Trasladado",
  withdrawn: "Desistido",
});

export const actionName = word({
  assign: "Asignar",
  extend: "Prorrogar",
  ask_to_complete: "Pedir que lo complete",
  give_month: "Dar otro mes",
  complete: "Ya lo completó",
  withdraw: "Declarar desistido",
  transfer: "Trasladar",
  answer: "Responder",
  notify: "Registrar notificación",
  close: "Cerrar",
  reopen: "Reabrir",
  note: "Anotar",
});

export const entryName = word({
  filed: "Radicado",
  assign: "Asignado",
  extend: "Prorrogado",
  ask_to_complete: "Se pidió completarlo",
  give_month: "Otro mes para completarlo",
  complete: "Completado",
  withdraw: "Desistido",
  transfer: "Trasladado por competencia",
  answer: "Respondido",
  notify: "Notificado",
  close: "Cerrado",
  reopen: "Reabierto",
  note: "Anotación",
  silence_lapsed: "Venció el plazo: opera el silencio positivo",
  copies_lapsed: "Venció el plazo: hay que entregar las copias",
  term_lapsed: "Venció el plazo",
});

export const meansName = word({
  correo: "Correo electrónico",
  direccion: "Dirección física",
  oficina: "En la oficina",
  telefono: "Por teléfono",
  aviso: "Aviso",
  publicacion: "Publicación (cartelera o web)",
});

export const channelName = word({
  telefono: "Teléfono",
  oficina: "Oficina",
  correo: "Correo",
  escrito: "Escrito",
});

export const draftField = word({
  kind: "Tipo",
  service: "Servicio",
  cause: "Causa",
  name: "Nombre",
  document: "Documento",
  phone: "Teléfono",
  account: "Cuenta",
  address: "Dirección",
  place: "Lugar",
});
