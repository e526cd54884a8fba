// The head of every staff page: whose line this is, where one may go, who is signed in.

import { logOut } from "../web/api";
import { mayDo, type Right, type Session } from "../staff/session";
import { Icon } from "./icon";

interface Way {
  readonly path: string;
  readonly label: string;
  /** Any of these opens the page. */
  readonly rights: readonly Right[];
}

const WAYS: readonly Way[] = [
  { path: "/puesto", label: "Puesto", rights: ["serve_calls"] },
  { path: "/tablero", label: "Tablero", rights: ["see_board"] },
  { path: "/llamadas", label: "Llamadas", rights: ["serve_calls", "see_calls"] },
  { path: "/devoluciones", label: "Devoluciones", rights: ["serve_calls", "see_board"] },
  { path: "/casos", label: "Casos", rights: ["see_cases"] },
  { path: "/danos", label: "Daños", rights: ["see_cases", "enter_outages"] },
  { path: "/transparencia", label: "Transparencia", rights: ["read_ethics"] },
  { path: "/informes", label: "Informes", rights: ["see_reports"] },
  { path: "/envios", label: "Envíos", rights: ["administer"] },
];

/** The pages that a person may open, in the order shown. */
export function waysOf(person: Session): readonly Way[] {
  return WAYS.filter(({ rights }) => rights.some((right) => mayDo(person, right)));
}

async function leave(): Promise<void> {
  location.assign(await logOut().catch(() => "/entrar"));
}

/** `here` is the path of the page that is shown. */
export function StaffHeader({ person, entity, here }: { person: Session; entity: string; here: string }) {
  return (
    <header class="staff-top">
      <a class="skip" href="#contenido">
        Ir al contenido
      </a>
      <p class="staff-entity">{entity}</p>
      <nav class="staff-ways" aria-label="Páginas">
        <ul>
          {waysOf(person).map(({ path, label }) => (
            <li key={path}>
              <a href={path} aria-current={path === here ? "page" : undefined}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <p class="staff-person">{person.agent.name}</p>
      <button type="button" class="staff-leave" onClick={() => void leave()}>
        <Icon name="leave" />
        Salir
      </button>
    </header>
  );
}
