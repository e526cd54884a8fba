// The messages that the line sends (docs/architecture.md, section 5).

import { get, post } from "../web/api";

export interface Message {
  readonly id: number;
  readonly channel: string;
  readonly template: string;
  readonly masked: string;
  readonly call_id: string | null;
  readonly state: "waiting" | "dead";
  readonly written_at: string;
  readonly due_at: string;
  readonly attempts: number;
  /** Why it stands where it does, in Spanish; empty when nothing is in its way. */
  readonly says: string;
}

export const unfinished = async (): Promise<readonly Message[]> =>
  (await get<{ messages: Message[] }>("/outbound")).messages;

export const retry = (id: number): Promise<void> => post(`/outbound/${id}/retry`, {});

export const discard = (id: number): Promise<void> => post(`/outbound/${id}/discard`, {});

const CHANNELS: Readonly<Record<string, string>> = {
  sms: "Mensaje de texto",
  email: "Correo",
  webhook: "Otro sistema",
};

const TEMPLATES: Readonly<Record<string, string>> = {
  radicado: "Número de radicado",
  respuesta: "Respuesta a una PQRS",
  constancia: "Constancia",
  dano: "Reporte de daño",
  servicio_restablecido: "Servicio restablecido",
  devolucion: "Devolución de llamada",
  puntos_pago: "Puntos de pago",
  factura_duplicado: "Duplicado de la factura",
};

export const channelName = (code: string): string => CHANNELS[code] ?? code;

export const templateName = (code: string): string => TEMPLATES[code] ?? code;
