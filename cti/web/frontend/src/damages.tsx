// Damages: outages that callers are told of, what they reported, and when agents attend.

import { useState } from "preact/hooks";

import { OpeningHours } from "./damages/opening_hours";
import { Outages } from "./damages/outages";
import { Reports } from "./damages/reports";
import { showStaffPage, type StaffContent } from "./parts/staff_page";

const TABS = [
  { key: "generales", label: "Daños generales", Content: Outages },
  { key: "reportes", label: "Reportes", Content: Reports },
  { key: "horarios", label: "Horarios", Content: OpeningHours },
] as const;

type Key = (typeof TABS)[number]["key"];

function Damages({ person }: StaffContent) {
  const asked = location.hash.slice(1);
  const [chosen, choose] = useState<Key>(TABS.find(({ key }) => key === asked)?.key ?? "generales");
  const { Content } = TABS.find(({ key }) => key === chosen) ?? TABS[0];
  return (
    <>
      <div class="staff-title">
        <h1>Daños</h1>
        <p>Lo que se anote aquí lo oye quien llame de ese sector.</p>
      </div>
      <nav class="tabs" aria-label="Partes de la página">
        {TABS.map(({ key, label }) => (
          <a
            key={key}
            href={`#${key}`}
            aria-current={key === chosen ? "page" : undefined}
            onClick={() => choose(key)}
          >
            {label}
          </a>
        ))}
      </nav>
      <Content person={person} />
    </>
  );
}

showStaffPage("/danos", Damages);
