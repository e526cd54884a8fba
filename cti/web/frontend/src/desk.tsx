import { effect } from "@preact/signals";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";

import { ActionSheets } from "./desk/action_sheets";
import { ActionStrip } from "./desk/action_strip";
import { Announcer } from "./desk/announcer";
import { Banner } from "./desk/banner";
import { CallBar } from "./desk/call_bar";
import { CallButton } from "./desk/call_button";
import { CallerPanel } from "./desk/caller_panel";
import { CrmLink } from "./desk/crm_link";
import { Drawer } from "./desk/drawer";
import { Header } from "./desk/header";
import { HistoryPanel } from "./desk/history_panel";
import { InvoicesPanel } from "./desk/invoices_panel";
import { KeyList } from "./desk/key_list";
import { useActions } from "./desk/open_action";
import { OpenPanel } from "./desk/open_panel";
import { ReasonPanel } from "./desk/reason_panel";
import { Station } from "./desk/station";
import { Takeover } from "./desk/takeover";
import { WrapUpPanel } from "./desk/wrap_up_panel";
import { OnlyTab } from "./web/only_tab";
import { startTicking, tick } from "./web/server_clock";

const TITLES = { ringing: "☎ Llamada entrante", talking: "En llamada" } as const;

/** One station as long as the desk is shown; a desk that comes back begins afresh. */
function useStation(tab: OnlyTab): Station {
  const [station] = useState(() => new Station());
  useEffect(() => {
    const endings = [
      startTicking(),
      effect(() => tab.tell(station.phone.call.value !== undefined)),
      effect(() => {
        const title = TITLES[station.phase.value as keyof typeof TITLES];
        document.title = title ? `${title} · Puesto` : "Puesto · Línea única";
      }),
    ];
    void station.start();
    return () => {
      for (const end of endings) end();
      station.stop();
    };
  }, [station, tab]);
  return station;
}

function Desk({ entity, tab }: { entity: string; tab: OnlyTab }) {
  const station = useStation(tab);
  const { card, answeredAt, pathLive } = station.desk.value;
  const phase = station.phase.value;
  const held = station.phone.call.value?.held ?? false;
  const now = tick.value;
  const actions = useActions(card);
  const { open } = actions;
  const close = (): void => {
    actions.close();
    void station.backlog.lookAtFiled(card?.call_id);
  };
  return (
    <div class="desk" data-phase={held ? "held" : phase} data-queue={card?.queue ?? ""} data-card={card?.call_id}>
      <Header station={station} entity={entity} />
      <CallBar station={station} />
      <main class="card" aria-label="Quien llama">
        <ActionStrip disabled={!card} doing={open?.action} act={actions.act} />
        <div class="column">
          <CallerPanel
            card={card}
            now={now}
            choose={() => actions.act("account")}
            crm={<CrmLink card={card} answeredAt={answeredAt} />}
            call={
              phase === "wrap_up" &&
              card?.caller.number && <CallButton wish={{ call_id: card.call_id }} text="Llamar de nuevo" />
            }
          />
          <OpenPanel card={card} now={now} />
        </div>
        <div class="column">
          <ReasonPanel card={card} answeredAt={answeredAt} pathLive={pathLive} now={now} />
          <InvoicesPanel card={card} now={now} />
        </div>
        <div class="column">
          <HistoryPanel card={card} now={now} labels={station.dispositions.value} />
          <WrapUpPanel station={station} />
        </div>
        {open && <ActionSheets key={`${open.card.call_id} ${open.action}`} {...open} close={close} />}
      </main>
      <Drawer station={station} />
      <KeyList station={station} />
      <Banner station={station} />
      <Announcer station={station} />
    </div>
  );
}

function Page({ entity, tab }: { entity: string; tab: OnlyTab }) {
  if (tab.hold.value === "asking") return null;
  return tab.hold.value === "mine" ? <Desk entity={entity} tab={tab} /> : <Takeover tab={tab} />;
}

const root = document.getElementById("desk");
if (root) {
  const tab = new OnlyTab("linea-desk");
  tab.ask();
  render(<Page entity={root.dataset["entity"] ?? ""} tab={tab} />, root);
}
