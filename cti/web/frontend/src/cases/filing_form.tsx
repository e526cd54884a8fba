// Filing a case by hand. Nothing but its kind, subject and story is needed.

import { useRef, useState } from "preact/hooks";

import { date } from "../format/time";
import { type Catalogue, type Filed, fileCase } from "../model/case";
import { troubleOf } from "../parts/staff_page";
import { Choice } from "./choice";
import { addressOf } from "./list";
import { channelName, meansName } from "./words";

const CHANNELS = ["telefono", "oficina", "correo", "escrito"] as const;
const ANSWERS = ["correo", "direccion", "oficina", "telefono"] as const;
const DOCUMENTS = ["CC", "CE", "NIT", "TI", "PPT", "PAS"] as const;
const TEXTS = ["subject", "told", "name", "document", "account", "invoice_number", "phone", "email", "address"];
const CODES = ["service", "cause", "answer_by"];

/** What the API gets: an empty choice is none. */
function bodyOf(form: FormData, filingId: string, call: string | null): unknown {
  const said = (name: string): string => String(form.get(name) ?? "").trim();
  return {
    filing_id: filingId,
    kind: said("kind"),
    channel: said("channel") || "telefono",
    document_kind: said("document") && said("document_kind"),
    anonymous: form.has("anonymous"),
    priority: form.has("priority"),
    email_authorised: form.has("email_authorised"),
    call_id: call,
    ...Object.fromEntries(TEXTS.map((name) => [name, said(name)])),
    ...Object.fromEntries(CODES.map((name) => [name, said(name) || null])),
  };
}

/** What is known of who asks, before anything was typed. */
export interface Start {
  readonly account: string;
  readonly name: string;
  readonly phone: string;
}

/** The form beside a call: what it begins with, how it is left, and what is said of trouble. */
interface Beside {
  readonly start: Start;
  readonly close: () => void;
  readonly troubleOf: (error: unknown) => string;
}

const NOTHING_KNOWN: Start = { account: "", name: "", phone: "" };

interface TextProps {
  readonly name: string;
  readonly label: string;
  readonly keys?: "text" | "tel" | "email";
  readonly required?: boolean;
  readonly start?: string;
}

function Text({ name, label, keys = "text", required = false, start = "" }: TextProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type="text"
        inputMode={keys}
        required={required}
        maxLength={160}
        autocomplete="off"
        defaultValue={start}
      />
    </div>
  );
}

function Done({ filed, again, close }: { filed: Filed; again: () => void; close: (() => void) | undefined }) {
  return (
    <section class="sheet notice-good" role="status">
      <h2>Quedó radicado</h2>
      <p class="case-number figures">{filed.radicado}</p>
      <p>
        Léaselo a la persona dos veces. Se le responde a más tardar el{" "}
        <strong>{date(filed.due_on, Date.now())}</strong>: {filed.working_days} días hábiles.
      </p>
      <p class="buttons">
        {close ? (
          <button type="button" class="primary" onClick={close}>
            Volver a la llamada
          </button>
        ) : (
          <a class="primary" href={addressOf(filed.radicado)}>
            Ver el caso
          </a>
        )}
        <button type="button" class="plain-button" onClick={again}>
          Radicar otro
        </button>
      </p>
    </section>
  );
}

function About({ rules, start }: { rules: Catalogue; start: Start }) {
  const [kind, setKind] = useState(Object.keys(rules.kinds)[0] ?? "");
  const [service, setService] = useState("");
  const causes = Object.entries(rules.causes).filter(
    ([, cause]) => !service || cause.services.length === 0 || cause.services.includes(service),
  );
  const kinds = Object.entries(rules.kinds).map(([code, { label }]) => [code, label] as const);
  return (
    <fieldset class="form">
      <legend>Lo que pide</legend>
      <div class="form-row">
        <Choice name="kind" label="Tipo" options={kinds} changed={setKind} />
        <Choice
          name="service"
          label="Servicio"
          none="No es de un servicio"
          options={Object.entries(rules.services)}
          changed={setService}
        />
      </div>
      <p class="hint faint">
        {rules.kinds[kind]?.help}. Se responde en {rules.kinds[kind]?.days} días hábiles.
      </p>
      <Choice
        name="cause"
        label="Causa"
        none="Otra"
        options={causes.map(([code, { label }]) => [code, `${code} · ${label}`] as const)}
      />
      <Text name="subject" label="Asunto" required />
      <div class="field">
        <label for="told">Qué cuenta y qué pide la persona</label>
        <textarea id="told" name="told" rows={6} required />
      </div>
      <div class="form-row">
        <Text name="account" label="Cuenta (si es sobre una)" start={start.account} />
        <Text name="invoice_number" label="Factura (si es sobre una)" />
      </div>
    </fieldset>
  );
}

function Who({ start }: { start: Start }) {
  const [anonymous, setAnonymous] = useState(false);
  return (
    <fieldset class="form">
      <legend>Quién lo pide</legend>
      <label class="case-check">
        <input
          type="checkbox"
          name="anonymous"
          checked={anonymous}
          onChange={(event) => setAnonymous(event.currentTarget.checked)}
        />{" "}
        Anónimo: no se guarda quién es, ni la llamada.
      </label>
      {!anonymous && (
        <>
          <Text name="name" label="Nombre completo" start={start.name} />
          <div class="form-row">
            <Choice name="document_kind" label="Documento" options={DOCUMENTS.map((code) => [code, code] as const)} />
            <Text name="document" label="Número" />
          </div>
          <div class="form-row">
            <Text name="phone" label="Teléfono" keys="tel" start={start.phone} />
            <Text name="email" label="Correo electrónico" keys="email" />
          </div>
          <Text name="address" label="Dirección" />
          <Choice
            name="answer_by"
            label="Quiere la respuesta por"
            none="No dijo"
            options={ANSWERS.map((code) => [code, meansName(code)] as const)}
          />
          <label class="case-check">
            <input type="checkbox" name="email_authorised" /> Autorizó expresamente que se le notifique a ese
            correo.
          </label>
        </>
      )}
      <label class="case-check">
        <input type="checkbox" name="priority" /> Prioritario: niños, o riesgo de un daño irremediable.
      </label>
    </fieldset>
  );
}

/** `call` is the call in which it is filed, which it is then linked to; `beside`: on its desk. */
export function FilingForm({ call, rules, beside }: { call: string | null; rules: Catalogue; beside?: Beside }) {
  const start = beside?.start ?? NOTHING_KNOWN;
  const [filingId, setFilingId] = useState(() => crypto.randomUUID());
  const [filed, setFiled] = useState<Filed>();
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!form.current) return;
    setBusy(true);
    setTrouble("");
    fileCase(bodyOf(new FormData(form.current), filingId, call))
      .then(setFiled, (error: unknown) => setTrouble((beside?.troubleOf ?? troubleOf)(error)))
      .finally(() => setBusy(false));
  };
  const again = (): void => {
    setFilingId(crypto.randomUUID());
    setFiled(undefined);
  };
  if (filed) return <Done filed={filed} again={again} close={beside?.close} />;
  return (
    <form ref={form} class="sheet form case-filing" aria-label="Radicar un caso" onSubmit={submit}>
      {call && <p class="notice notice-good">Queda vinculado a la llamada en curso, con su cuenta.</p>}
      {!call && (
        <Choice
          name="channel"
          label="Cómo llegó"
          options={CHANNELS.map((code) => [code, channelName(code)] as const)}
        />
      )}
      <About rules={rules} start={start} />
      <Who start={start} />
      {trouble && (
        <p class="notice notice-bad" role="alert">
          {trouble}
        </p>
      )}
      <p class="buttons">
        <button type="submit" class="primary" disabled={busy}>
          Radicar
        </button>
        {!beside && (
          <a class="plain-button" href="/casos">
            Cancelar
          </a>
        )}
      </p>
    </form>
  );
}
