// Outages going on, announced and lately restored; suspected ones first.

import { useState } from "preact/hooks";

import { moment } from "../format/time";
import { closeOutages, joinReports, type Outage, type Situation, situation, type Suspected } from "../model/damage";
import { serviceName } from "../model/vocabulary";
import { useLooking } from "../parts/looking";
import { type StaffContent, troubleOf } from "../parts/staff_page";
import { Done, Trouble } from "../parts/told";
import { mayDo } from "../staff/session";
import { type Drafted, OutageForm } from "./outage_form";

const LOOK_AGAIN_MS = 30_000;

/** What the form is opened with: an outage to change, or what is suspected; else a blank one. */

function stateOf(outage: Outage): { word: string; tag: string } {
  if (outage.ended_at) return { word: "Restablecido", tag: "tag tag-good" };
  if (Date.parse(outage.started_at) > Date.now()) return { word: "Anunciado", tag: "tag" };
  if (outage.restoration && Date.parse(outage.restoration) < Date.now())
    return { word: "Pasó la hora estimada", tag: "tag tag-bad" };
  return { word: "En curso", tag: "tag tag-warn" };
}

function Row(props: { outage: Outage; change?: (() => void) | undefined; close?: (() => void) | undefined }) {
  const { outage, change, close } = props;
  const { word, tag } = stateOf(outage);
  return (
    <tr>
      <th scope="row">{outage.zone}</th>
      <td>{serviceName(outage.service)}</td>
      <td>
        {outage.cause}
        {outage.planned && <> · trabajo programado</>}
      </td>
      <td>{moment(outage.started_at, Date.now())}</td>
      <td>
        {outage.ended_at
          ? moment(outage.ended_at, Date.now())
          : outage.restoration
            ? `Se estima ${moment(outage.restoration, Date.now())}`
            : "Sin hora estimada"}
      </td>
      <td>
        <span class={tag}>{word}</span>
      </td>
      <td class="number">{outage.reports || ""}</td>
      <td>
        {!outage.ended_at && change && close && (
          <div class="buttons">
            <button type="button" class="plain-button" onClick={change} aria-label={`Cambiar el de ${outage.zone}`}>
              Cambiar
            </button>
            <button type="button" class="plain-button" onClick={close} aria-label={`Ya volvió en ${outage.zone}`}>
              Ya volvió
            </button>
          </div>
        )}
      </td>
    </tr>
  );
}

function SuspectedList(props: { suspected: readonly Suspected[]; enter: (one: Suspected) => void; may: boolean }) {
  return (
    <section class="notice" aria-label="Posibles daños generales">
      <ul>
        {props.suspected.map((one) => (
          <li key={`${one.service} ${one.zone_id}`}>
            <strong>{one.zone}</strong>: puede haber un daño general. Van {one.reports} reportes de{" "}
            {serviceName(one.service).toLowerCase()} desde {moment(one.since, Date.now())}
            {props.may && (
              <button type="button" onClick={() => props.enter(one)}>
                Anotarlo
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Outages({ person }: StaffContent) {
  const [found, setFound] = useState<Situation>();
  const [trouble, setTrouble] = useState("");
  const [said, setSaid] = useState("");
  const [drafted, draft] = useState<Drafted>();
  const mayEnter = mayDo(person, "enter_outages");

  const look = (): void => {
    situation().then(
      (now) => {
        setFound(now);
        setTrouble("");
      },
      (error: unknown) => setTrouble(troubleOf(error)),
    );
  };
  useLooking(look, LOOK_AGAIN_MS);

  const close = (outage: Outage): void => {
    if (!confirm(`¿Volvió el servicio en ${outage.zone}? A quienes pidieron aviso se les escribe.`)) return;
    closeOutages([outage.id]).then(
      ({ written_to }) => {
        setSaid(
          written_to === 0
            ? `Cerrado en ${outage.zone}.`
            : `Cerrado en ${outage.zone}; se avisa a ${written_to} ${written_to === 1 ? "persona" : "personas"}.`,
        );
        look();
      },
      (error: unknown) => setTrouble(troubleOf(error)),
    );
  };
  const entered = (ids: readonly number[], suspected: Suspected | undefined): void => {
    draft(undefined);
    setSaid("Anotado: quien llame de ese sector lo oirá.");
    const [outageId] = ids;
    if (suspected === undefined || outageId === undefined) return look();
    joinReports(suspected.tickets, outageId).then(look, (error: unknown) => setTrouble(troubleOf(error)));
  };

  return (
    <>
      <Trouble text={trouble} />
      <Done text={said} />
      {found && found.suspected.length > 0 && (
        <SuspectedList suspected={found.suspected} enter={(suspected) => draft({ suspected })} may={mayEnter} />
      )}
      {mayEnter && drafted === undefined && (
        <p>
          <button type="button" class="primary" onClick={() => draft({})} disabled={found === undefined}>
            Anotar un daño general
          </button>
        </p>
      )}
      {found && drafted && (
        <OutageForm
          key={drafted.outage?.id ?? drafted.suspected?.zone_id ?? "nuevo"}
          situation={found}
          drafted={drafted}
          entered={entered}
          cancel={() => draft(undefined)}
        />
      )}
      {found && found.outages.length > 0 && (
        <div class="table-place">
          <table class="table">
            <caption>Daños generales y trabajos programados; los restablecidos, por un día</caption>
            <thead>
              <tr>
                <th scope="col">Sector</th>
                <th scope="col">Servicio</th>
                <th scope="col">Causa</th>
                <th scope="col">Empezó</th>
                <th scope="col">Restablecimiento</th>
                <th scope="col">Estado</th>
                <th scope="col" class="number">
                  Reportes
                </th>
                <th scope="col">Acciones</th>
              </tr>
            </thead>
            <tbody>
              {found.outages.map((outage) => (
                <Row
                  key={outage.id}
                  outage={outage}
                  change={mayEnter ? () => draft({ outage }) : undefined}
                  close={mayEnter ? () => close(outage) : undefined}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found?.outages.length === 0 && (
        <p class="empty">
          <strong>No hay daños generales.</strong>
          Cuando anote uno, quien llame de ese sector lo oirá al contestar la línea, con la hora estimada.
        </p>
      )}
    </>
  );
}
