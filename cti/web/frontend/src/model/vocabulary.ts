// The server's codes in the staff's Spanish. A code that isn't here is shown as it came.

type Words = Readonly<Record<string, string>>;

const SERVICES: Words = {
  acueducto: "Acueducto",
  alcantarillado: "Alcantarillado",
  aseo: "Aseo",
  energia: "Energía",
  gas: "Gas",
  alumbrado: "Alumbrado público",
};

const INVOICE_STATES: Words = { paid: "Pagada", pending: "Por pagar", overdue: "Vencida" };

const CASE_KINDS: Words = {
  peticion: "Petición",
  informacion: "Solicitud de información",
  consulta: "Consulta",
  queja: "Queja",
  reclamo: "Reclamo",
  sugerencia: "Sugerencia",
  felicitacion: "Felicitación",
};

const CASE_STATES: Words = {
  filed: "Radicada",
  assigned: "En trámite",
  incomplete: "Incompleta",
  answered: "Respondida, sin notificar",
  notified: "Notificada",
  closed: "Cerrada",
  transferred: "Trasladada",
  withdrawn: "Desistida",
};

const DAMAGE_STATES: Words = { open: "Reportado", assigned: "Con cuadrilla", closed: "Cerrado" };

const OUTCOMES: Words = {
  self_service: "Resuelta en la línea",
  agent: "Atendida",
  abandoned_ivr: "Colgó en el menú",
  abandoned_queue: "Colgó esperando",
  ladder_message: "Dejó mensaje",
  ladder_oncall: "Pasó a turno",
  callback: "Pidió que le llamen",
  not_reached: "No se le encontró",
  emergency: "Emergencia",
  failed: "Falló",
};

const QUEUES: Words = { attention: "Atención", emergency: "Emergencias" };

const INTENTS: Words = {
  emergencia: "Emergencia",
  dano: "Reportar un daño",
  factura: "Factura y pagos",
  pqrs: "Peticiones, quejas y reclamos",
  radicado: "Consultar un radicado",
  oficina: "Oficinas y trámites",
  relevo: "Centro de Relevo",
  grandes_clientes: "Gran cliente",
  factura_saldo: "Factura y pagos",
  factura_duplicado: "Duplicado de factura",
  puntos_pago: "Puntos de pago",
  acuerdo_pago: "Acuerdo de pago",
  reconexion: "Reconexión",
  asesor: "Pidió un asesor",
};

/** `no_hay_agua` is still readable as «No hay agua». */
function readable(code: string): string {
  const words = code.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const among =
  (words: Words) =>
  (code: string | null | undefined): string =>
    code ? (words[code] ?? readable(code)) : "";

export const serviceName = among(SERVICES);
export const invoiceState = among(INVOICE_STATES);
export const caseKind = among(CASE_KINDS);
export const caseState = among(CASE_STATES);
export const damageState = among(DAMAGE_STATES);
export const draftKind = among({ pqrs: "PQRS", dano: "Daño" });
export const outcome = among(OUTCOMES);
export const queueName = among(QUEUES);
export const intentName = among(INTENTS);
export const plainCode = among({});
